"""Refusals about monitoring forms and their findings."""

WORDING = {
    "finding-answer-empty": "没有保存：还没有写说明。请写明情况、依据或者已经采取的措施。",
    "finding-own": "不能认定：{program}的监控表由您本人报送，问题要由另一位审核人员认定。",
    "finding-reason": "没有办理：不采纳一条问题要写明理由，以后同一处再出现时据此不再提示。请写明理由。",
    "finding-state": "没有办理：{place}的这条问题已经是“{state}”。请刷新页面，看清现在的认定再办。",
    "form-contest-amount": "没有保存：“{text}”不是金额。请填写万元数，如 172.80；撤回异议请清空。",
    "form-contest-told": "没有保存：“{line}”没有国库支付明细，执行数由单位自己填写，不需要提出异议。请直接填写执行数。",
    "form-contest-why": "没有保存：对执行数提出异议要写明理由。请写明哪一笔支出没有列入，附凭证号或日期。",
    "form-errors": "没有报送：还有 {count} 处错误。第一处在{place}：{sentence}{remedy}改正后再报送。",
    "form-finding-gone": "没有保存：这条疑点已经不存在，表中内容改过了。请刷新页面后再看。",
    "form-from-above": "不能办理：这张监控表由{department}审核，您的岗位不在它上级。请由{department}的审核人办理。",
    "form-hand-same": "没有签字：“{part}”已由您本人签字，本批次要求财务和项目人员各签各的。请由本单位另一位填报人签字。",
    "form-head-missing": "没有报送：还没有写明单位负责人。请填写对本表真实性负责的单位负责人（或分管负责人）姓名。",
    "form-not-clean": "没有一并接受：这张表{why}，要逐件看过再办。请打开审核。",
    "form-not-open": "没有保存：这张监控表现在是“{state}”，不能修改。报送后需要修改的，请先撤回，或请审核人退回。",
    "form-of-division": "不能办理：{program}的财政审核由{divisions}办理。请由该股室的审核人办理。",
    "form-one-hand": "没有签字：{round}由一人填报，没有分别签字的部分。请直接报送。",
    "form-round-closed": "没有办理：{round}已经办结。确需补报的，请联系财政部门办理延期，延期后即可填报。",
    "form-text-long": "没有保存：文字 {length} 字，最多 {most} 字。请精简后再填。",
    "form-unanswered": "没有报送：还有 {count} 条疑点没有改正也没有说明。第一条在{place}：{sentence}请改正，或写明情况。",
    "form-unsigned": "没有报送：{parts}还没有签字，或者签字以后又改过。请由经办人核对后签字。",
}
