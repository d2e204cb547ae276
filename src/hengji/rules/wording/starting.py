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
    "start-doubts-open": "没有建库：还有 {count} 处疑点没有核对。请在“疑点”中逐处核对；确要先建库的，在“建库”里勾选后再点确定。",
    "start-merge-other": "没有合并：“{other}”不能并入“{name}”。请选择同一次建库中另一个还留着的对象，涉密的与不涉密的不能合并。",
    "start-code-twice": "没有建库：单位编码重复（{codes}）。请改成不同的编码，或去掉其中一个单位。",
    "start-units-faulty": "没有建库：有 {count} 个单位还不能入库。{faults}请在“单位”里点开逐个改正，或标为“不要”。",
    "start-merge-unit": "没有合并：“{other}”不能并入“{name}”。请选择同一次建库中另一个还留着的单位。",
    "start-budget-stands": "没有保存：“{name}”的材料里已有年初预算，不能在这里改写。材料有误的，建库后在绩效对象里修改资金来源。",
    "roll-too-far": "没有结转：最多结转到{last}年度，不能再往后结转到{to_year}年度。请先在页面上方换成要结转的年度。",
    "roll-none-chosen": "没有结转：{from_year}年度的 {count} 个对象一个也没有勾选。请勾选要继续的；一个也不带的，勾选“只结转单位和岗位”。",
    "start-budget-unread": "没有保存：年初预算“{text}”不是金额。请按万元填写数字，如 120.50。",
}
