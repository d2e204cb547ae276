"""Refusals about long work."""

WORDING = {
    "job-ended": "“{title}”已经结束，不能再取消。结果在“任务”里。",
}
