"""Refusals about files."""

WORDING = {
    "file-empty": "“{name}”是空文件，没有收下。请检查后重新选择文件。",
    "file-too-large": "“{name}”超过 {limit} 兆，没有收下。请压缩图片或分成几个文件再传。",
    "file-gone": "“{name}”的内容在服务器上找不到了。请告诉系统管理员从备份恢复，或重新上传。",
    "file-damaged": "“{name}”的内容与上传时的校验值不符，不能使用。请告诉系统管理员从备份恢复，或重新上传。",
}
