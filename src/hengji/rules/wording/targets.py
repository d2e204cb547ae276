"""Refusals of the target review (``rules.targetreview``)."""

WORDING = {
    "review-no-item": "没有保存：审核表中没有“{item}”这一项。请刷新页面，按当前审核表打分。",
    "review-score-range": "没有保存：“{item}”满分{points}分，不能打{score}分。请填写0到{points}之间的分数。",
}
