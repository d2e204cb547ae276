"""Refusals of the indicator library (``rules.library``)."""

WORDING = {
    "library-name-blank": "没有保存：指标名称是空的。请写明衡量的是什么（例：道路硬化里程）。",
    "library-name-long": "没有保存：指标名称有{length}个字，最多{most}个字。请缩短名称，把说明写进取数方式。",
    "library-name-value": "没有保存：指标名称“{name}”里写了指标值。名称只写衡量什么，指标值由使用单位在绩效目标中填写。",
    "library-level-unknown": "没有保存：二级指标“{level2}”不在规定范围内。请从以下各类中选择：{known}。",
    "library-sign-unknown": "没有保存：符号“{operator}”无法识别。请填写{known}之一。",
    "library-unit-missing": "没有保存：符号为“{operator}”的指标必须有计量单位。请填写单位（如公里、%）；没有单位的，符号选“定性”或“时间”。",
    "library-unit-unknown": "没有保存：计量单位“{unit}”无法识别，监控时不能换算和比较。请改用常用单位（如公里、亩、万元、人次、%）。",
    "library-measure-unknown": "没有保存：计量方式“{measure}”无法识别。请填写{known}之一。",
    "library-measure-unfit": "没有保存：计量方式“{measure}”与符号“{operator}”不相配。"
    "请改选：累计型用“≥”，控制型用“≤”或“=”，节点型用“时间”，定性用“定性”。",
}
