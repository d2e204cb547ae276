"""Refusals about the trail."""

WORDING = {
    "trail-too-long": "没有导出：超过 {limit} 条。请用“自”“至”按日期分几次导出。",
}
