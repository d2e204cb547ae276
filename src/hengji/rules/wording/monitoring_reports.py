"""Refusals of monitoring reports and of the papers of a round."""

WORDING = {
    # ---- reports
    "report-round-draft": "没有开设：“{name}”还没有发布。请先发布批次，再开设监控报告。",
    "report-none-asked": "没有开设：“{name}”没有要求报送监控报告。需要的，请在批次设置里写明由谁报送和截止时间。",
    "report-round-closed": "没有改动：“{name}”已经办结。需要补充的，请与财政局绩效股联系。",
    "report-not-open": "没有保存：报告{state}，现在不能改。需要改的，请先撤回，或请财政部门退回。",
    "report-text-long": "没有保存：这一段最多{most}字，现在有{length}字。请精简，详细材料可以放进盖章件的附件。",
    "report-text-changed": "没有保存：同事刚改过这一段（现在是“{now}”）。你写的文字还在框里，请刷新后合并。",
    "report-no-file": "没有上传：没有选择文件。请选择文件后再点上传。",
    "report-outline": "没有更换：没有这种提纲。请刷新页面重选。",
    "report-not-pdf": "没有上传：“{name}”不是 PDF 文件。请把盖章后的报告扫描或导出为 PDF 再上传。",
    "report-not-sealed": "没有办理：还没有上传盖章的 PDF。请先下载 Word、盖章、扫描，再上传 PDF。",
    "report-empty": "没有报送：报告里还没有写一个字。数据部分由系统填写，情况分析、原因和措施请各单位自己写。",
    "report-blank": "没有报送：还有{count}处空白：{places}。请补写；已经手写在盖章件上的，请勾选“空白处已写在盖章件上”后再报送。",
    "report-differences": "没有报送：报告与监控表有{count}处不符，如“{sentence}”，监控表是{form}。"
    "请改正报告或监控表；确有理由的，在“不符之处的说明”里写明。",
    "report-meeting-day": "没有登记：“{text}”不是日期。请写明会议日期。",
    "report-meeting-bare": "没有登记：请写明会议名称和会议意见。",
    # ---- papers of a round
    "paper-round-draft": "没有生成：“{name}”还没有发布，没有数据可以写进{paper}。请先发布批次。",
    "paper-round-open": "没有留存：“{name}”还没有办结。",
    "paper-undecided": "没有生成通报：还有{count}处错误、疑点没有认定，在{where}。请先逐条确认或不采纳，再生成通报。",
    "paper-template-kind": "没有更换：“{name}”不是 Word（.docx）文件。请用 Word 或 WPS 另存为 .docx 再上传。",
    "paper-template-broken": "没有更换：“{name}”读不出：{reason}。请用 Word 或 WPS 重新保存后再上传。",
    "paper-template-marks": "没有更换：“{name}”里有不认识的标记：{marks}。可以用的标记列在本页，请改正后再上传。",
    "paper-nothing": "没有生成：{why}。",
}
