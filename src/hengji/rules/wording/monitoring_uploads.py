"""Refusals of returned forms taken in (``apps.monitoring.operations.uploads``)."""

WORDING = {
    "upload-no-file": "没有收下：没有选择文件。请选择填好的监控表，或装有监控表的压缩包。",
    "upload-round-closed": "没有收下：“{round}”{state}，现在不能录入。请在批次进行中办理。",
    "upload-too-many": "没有读取：一次最多收{most}个文件。请分几次上传。",
    "upload-not-judged": "没有试算：检查时{why}。请重新上传；仍然这样的，请把文件交给维护人员。",
    "upload-state": "没有办理：“{name}”已经办过或正在办理。请刷新页面，按当前状态办理。",
    "upload-nothing-ready": "没有录入：“{name}”里没有可以录入的表。请按下面各表的说明处理后重新上传。",
    "upload-entry-settled": "没有办理：“{name}”现在是“{outcome}”，不需要再指定对象。请刷新页面。",
    "upload-entry-taken": "没有办理：“{program}”已经有一张表（{name}）。请只留一张。",
    "upload-no-forms": "没有下载：这一批次没有由你填报的监控表。请核对批次和单位。",
    "upload-no-feedback": "没有生成：没有需要反馈的问题，表也都已收到。",
}
