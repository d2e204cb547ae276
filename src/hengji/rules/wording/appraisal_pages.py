"""Refusals of the operations of ex-ante appraisal (``apps.appraisal``)."""

WORDING = {
    "appraisal-unnamed": "没有保存：还没有填写项目（政策）名称。请填写名称后再保存。",
    "appraisal-not-open": "不能修改：“{name}”目前是“{state}”，材料已经送出。需要修改的，请先撤回；对方已办理的，请对方退回。",
    "appraisal-too-many-files": "没有上传：附件已有 {most} 个，达到上限。请合并同类材料，或移除用不着的附件后再上传。",
    "appraisal-incomplete": "没有送审：材料有 {count} 处必须补全，先看“{first}”。{remedy}；补全后再送审。",
    "appraisal-decide-whole": "没有办理：核定结论须同时写明支持金额、理由和文号。请在“核定”一栏填写。",
    "appraisal-experts-open": "没有核定：{experts}还没有交评分。请等专家交齐，或解除委派后再核定。",
    "appraisal-support-whole": "没有核定：结论为“予以支持”，但核减了{cut}万元。请改选“调整后支持”，或把支持金额改为申报金额。",
    "appraisal-decided-later": "没有核定：核定日期{on}还没有到。请填写今天或以前的日期。",
    "appraisal-not-in-finance": "不能办理：“{name}”目前是“{state}”，不在财政评估中。请刷新页面查看当前状态。",
    "appraisal-expert-days": "没有委派：评分期限从{starts}到{ends}不成立。请填写今天以后、不早于起始日的截止日期。",
    "appraisal-no-expert": "没有委派：没有选择专家。请至少选择一名专家；名单里没有的，请先为其设置专家岗位。",
    "appraisal-expert-own": "没有委派：{experts}参与过这份材料的申报或部门评估，不能再作为专家评分。请另选专家。",
    "appraisal-expert-twice": "没有委派：{experts}已在评分名单中。请去掉重复的专家。",
    "appraisal-reason-missing": "没有办理：没有写明原因。请写明原因，方便以后查考。",
    "appraisal-scored": "不能修改：“{name}”的评分已经交出。确需更改的，请联系绩效股解除委派后重新委派。",
    "appraisal-scores-missing": "没有交出：还有 {count} 项没有打分（{items}）。请逐项打分后再交出。",
    "appraisal-score-unreadable": "没有保存：“{item}”的分数“{text}”不是数字。请填写数字，如 8.5。",
    "appraisal-expert-opinion": "没有交出：没有写评估意见。请写明主要依据和建议后再交出。",
    "appraisal-not-supported": "不能关联对象：“{name}”没有得到支持的结论。只有予以支持或调整后支持的，才能成为绩效对象。",
    "appraisal-has-program": "没有办理：“{name}”已经关联了绩效对象。请直接打开该对象。",
}
