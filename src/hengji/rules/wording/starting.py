"""Refusals when starting with nothing."""

WORDING = {
    "start-no-files": "没有开始：还没有选文件。请选择交回的表格、一体化导出或名单（可以是压缩包），再点“读取”。",
    "start-files-empty": "没有开始：所选文件都是空的（如“{first}”，0 字节）。请打开原文件检查，重新保存后再交。",
    "start-file-empty": "没有读：文件是空的（0 字节）。请打开原文件检查，重新保存后另交一次。",
    "start-year": "没有开始：年度“{year}”不是 2000—2100 之间的四位数字。请改成 2023 这样的年度后再点“读取”。",
    "start-open": "没有开始：{year}年度已有一次建库正在进行。请先在“建库”页面完成或放弃它。",
    "start-closed": "没有办理：{name}已经办结，不能再改。需要重来请新建一次。",
    "start-empty": "没有建库：方案里没有留下任何单位或对象。请至少保留一项，或放弃这次建库。",
    "start-object-without-unit": "没有建库：有 {count} 个对象没有落到单位上（如“{first}”）。请给它们选单位，或标为“不要”。",
    "start-code-twice": "没有建库：单位编码重复（{codes}）。请改成不同的编码，或去掉其中一个单位。",
}
