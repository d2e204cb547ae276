"""Refusals any part of the house may give."""

WORDING = {
    "stale-version": "没有保存：这一条刚才已被别人改过（你看到的是第 {saw} 版，现在是第 {now} 版）。"
    "你填的内容还在，请对照最新内容后再提交。",
    "import-no-file": "没有导入：没有选择文件。请选择要导入的文件后再提交。",
    "import-unreadable": "没有导入：{why}",
    "import-look-again": "没有导入：试算的结果已经过期。请重新选择文件，看过结果后再导入。",
    "text-long": "没有保存：{what}最多 {most} 字，现有 {length} 字。请删减后再保存，未保存的文字还在页面上。",
    "not-allowed": "不能办理：{why}。如需办理，请联系{whom}。",
}
