"""Refusals of points typed into a table (``rules.scoretable``)."""

WORDING = {
    "score-no-item": "没有保存：评分表中没有“{item}”这一项。请刷新页面，按当前评分表打分。",
    "score-range": "没有保存：“{item}”满分{points}分，不能打{score}分。请填写0到{points}之间的分数。",
    "score-unreadable": "没有保存：“{item}”的分数“{text}”不是数字。请填写数字，如 8.5。",
}
