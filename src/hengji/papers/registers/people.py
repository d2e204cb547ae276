"""Registers of an organisation: its units and its people."""

from __future__ import annotations

from hengji.papers.registers.register import Column, ColumnKind, Register

UNITS = Register(
    name="units",
    title="预算单位",
    columns=(
        Column("code", "单位编码", ("单位代码", "预算单位编码", "预算单位代码", "单位编号", "机构代码", "编码"), ColumnKind.CODE,
               required=True,
               help="一体化系统里的单位编码，如 219001。", pattern=r"[0-9A-Za-z]{3,21}", pattern_words="3 至 21 位数字或字母"),
        Column("name", "单位名称", ("名称", "预算单位名称", "单位全称", "预算单位", "单位", "机构名称"), required=True, width=30,
               longest=300,
               help="与公章一致的全称。"),
        Column("kind", "单位类型", ("类型", "单位性质", "机构类型", "类别", "单位类别"), ColumnKind.CHOICE, required=True, choices={
            "department": ("主管部门", "一级预算单位", "部门", "一级部门", "一级单位"),
            "subordinate": ("下属单位", "二级预算单位", "所属单位", "二级单位", "基层单位", "直属单位"),
            "township": ("乡镇", "乡镇政府", "街道", "乡", "镇", "乡镇(街道)", "街道办事处"),
            "finance": ("财政局", "财政部门", "财政"),
            "division": ("股室", "业务股室", "科室", "处室", "内设股室", "财政股室", "对口股室"),
            "agency": ("第三方机构", "第三方", "中介机构", "评价机构", "会计师事务所"),
        }, help="从下拉中选。"),
        Column("parent", "上级单位编码", ("主管部门编码", "上级编码", "上级单位代码", "主管部门代码", "所属部门编码", "主管单位编码",
               "上级单位"),
               ColumnKind.CODE, help="下属单位填主管部门的编码，股室填财政局的编码；主管部门、乡镇可不填。"),
        Column("division", "对口股室", ("业务股室", "归口股室", "对口业务股室", "归口业务股室", "主管股室", "管理股室", "对口科室"),
               help="财政局里对口管理本单位的股室名称。"),
        Column("credit_code", "统一社会信用代码", ("信用代码", "社会信用代码"), ColumnKind.CODE, width=22,
               pattern=r"[0-9A-HJ-NPQRTUWXY]{18}", pattern_words="18 位数字或大写字母"),
        Column("remark", "备注", ("说明",), width=24),
    ),
    unique=(("code",), ("name", "parent")),
    needed=(("name",),),
)  # fmt: skip

ROLES = {
    "reporter": ("单位填报人", "填报人", "填报", "经办人", "报送人", "单位经办人"),
    "department": ("主管部门审核人", "部门审核人", "主管部门审核", "部门审核", "单位负责人", "负责人"),
    "division": ("业务股室审核人", "股室审核人", "股室审核", "业务股室", "股室"),
    "office": ("绩效股经办人", "绩效股", "绩效管理人员", "绩效办经办人", "绩效办"),
    "leader": ("局领导", "分管领导", "财政局领导", "分管局领导", "领导"),
    "expert": ("第三方、专家", "专家", "评审专家", "评价专家", "第三方", "第三方机构", "第三方机构人员"),
    "system": ("系统管理员",),
    "security": ("安全管理员", "安全保密管理员"),
    "audit": ("审计管理员", "安全审计员"),
}
"""Role keys as ``rules.access`` names them, with the words people use."""

PEOPLE = Register(
    name="people",
    title="人员",
    columns=(
        Column("name", "姓名", ("人员姓名", "用户姓名", "名字"), required=True, width=12, longest=50),
        Column("login", "登录名", ("用户名", "账号", "登录账号", "帐号", "用户账号", "登录名称"), ColumnKind.CODE, required=True,
               help="字母、数字或点，全县不重复。", pattern=r"[A-Za-z0-9][A-Za-z0-9._-]{2,39}",
               pattern_words="3 至 40 位字母、数字、点或短横，以字母或数字开头"),
        Column("unit", "单位编码", ("单位代码", "所在单位编码", "预算单位编码", "所属单位编码", "单位", "所在单位"), ColumnKind.CODE,
               required=True),
        Column("role", "角色", ("岗位", "用户角色", "系统角色", "职责"), ColumnKind.CHOICE, required=True, choices=ROLES,
               help="一人多个角色的，每个角色一行。", width=18),
        Column("mobile", "手机", ("手机号", "手机号码", "联系电话", "电话", "移动电话", "联系方式"), ColumnKind.CODE,
               pattern=r"1\d{10}|0\d{2,3}-?\d{7,8}|\d{7,8}", pattern_words="11 位手机号或带区号的座机号", width=14),
        Column("starts", "开始日期", ("起始日期", "任职日期", "生效日期", "起", "任职开始日期", "开始时间"), ColumnKind.DATE,
               help="不填为导入当日。"),
        Column("ends", "结束日期", ("截止日期", "终止日期", "离任日期", "失效日期", "止", "任职结束日期", "结束时间"), ColumnKind.DATE,
               help="不填为长期。"),
    ),
    unique=(("login", "unit", "role"),),
    needed=(("name",), ("login",)),
)  # fmt: skip
