"""Refusals about long work, and why it was not done."""

WORDING = {
    "job-ended": "“{title}”已经结束，不能再取消。结果在“任务”里。",
    "job-nothing": "没有办成：要办理的内容已经不在，或者已经不在你的办理范围内。请从原来的页面重新发起。",
    "job-crashed": "没有办成：系统出错，试了 {times} 次都没有成功，做完的步骤都在。请稍后重新发起；仍不行请告诉系统管理员发起的时间。",
    "job-died": "没有办成：办理中断了 {times} 次（服务器停机或内存不足），做完的步骤都在。请重新发起；仍不行请告诉系统管理员发起的时间。",
}
