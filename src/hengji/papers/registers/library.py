"""Register of an indicator library."""

from __future__ import annotations

from hengji.papers.registers.register import Column, ColumnKind, Register

SIGNS = {
    "≥": ("≥", ">=", "大于等于", "不低于", "不少于"),
    "≤": ("≤", "<=", "小于等于", "不高于", "不超过"),
    "=": ("=", "＝", "等于"),
    ">": (">", "大于", "高于"),
    "<": ("<", "小于", "低于"),
    "定性": ("定性", "文字", "其他"),
    "时间": ("时间", "日期", "节点"),
}
"""Signs of a target as ``rules.values.read_target`` takes them; 定性 for words, 时间 for a day."""

MEASURES = {
    "cumulative": ("累计型", "累计"),
    "level": ("时点/比率型", "时点型", "比率型", "时点", "比率"),
    "milestone": ("节点型", "节点"),
    "ceiling": ("控制型", "控制"),
    "qualitative": ("定性", "定性型"),
}
"""Keys of ``rules.measures.Measure``."""

INDICATORS = Register(
    name="indicators",
    title="绩效指标库",
    columns=(
        Column("category", "分类", ("行业领域", "行业", "领域", "指标分类", "行业类别", "类别", "行业领域分类", "资金类别"),
               required=True, filled_down=True,
               help="行业或领域，如 农业农村。"),
        Column("level1", "一级指标", ("一级指标名称",), required=True, filled_down=True, width=12),
        Column("level2", "二级指标", ("二级指标名称",), required=True, filled_down=True, width=14),
        Column("name", "三级指标", ("三级指标名称", "指标名称", "绩效指标", "具体指标"), required=True, width=30, longest=150),
        Column("sign", "符号", ("运算符号", "运算符", "指标性质", "绩效指标性质", "关系符号", "指标符号", "计算符号"), ColumnKind.CHOICE,
               choices=SIGNS,
               width=10),
        Column("value", "指标值参考", ("指标值", "参考值", "参考指标值", "目标值", "参考标准", "指标参考值"), width=14),
        Column("unit", "计量单位", ("单位", "度量单位", "指标值单位", "指标单位"), width=10, longest=30),
        Column("measure", "度量方式", ("累计方式", "指标累计方式", "取值方式"), ColumnKind.CHOICE, choices=MEASURES,
               help="累计型：逐月增加；时点/比率型：某一时点的比率；节点型：按期完成；控制型：不超过；定性：文字。"),
        Column("explanation", "指标解释", ("指标说明", "指标内容", "指标含义", "解释"), width=36, longest=2000),
        Column("source", "取数方式", ("数据来源", "绩效评价数据来源", "取值来源", "数据采集方式", "评价数据来源"), width=24, longest=1000),
        Column("evidence", "佐证资料", ("佐证", "佐证资料要求", "佐证材料", "证明材料", "佐证材料要求"), width=24, longest=1000),
        Column("basis", "设定依据", ("指标值设定依据", "依据", "指标值依据"), width=20, longest=1000),
        Column("common", "是否共性指标", ("共性指标", "是否共性"), ColumnKind.BOOL, width=10),
    ),
    unique=(("category", "level1", "level2", "name"),),
    needed=(("name",), ("level1", "level2", "category")),
)  # fmt: skip
