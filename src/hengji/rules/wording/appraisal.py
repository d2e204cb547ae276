"""Refusals of ex-ante appraisal (``rules.appraisal``)."""

WORDING = {
    "appraisal-no-item": "没有保存：评分表中没有“{item}”这一项。请刷新页面，按当前评分表打分。",
    "appraisal-score-range": "没有保存：“{item}”满分{points}分，不能打{score}分。请填写0到{points}之间的分数。",
    "appraisal-more-than-asked": "没有保存：支持金额{supported}超过申报金额{requested}。请核对金额；确需增加的，请单位重新申报。",
    "appraisal-rejected-with-money": "没有保存：结论为不予支持，却填写了支持金额{supported}。请把支持金额改为0，或改选“调整后支持”。",
    "appraisal-supported-without-money": "没有保存：结论为“{result}”，但没有支持金额。请填写核定的支持金额，或改选“不予支持”。",
}
