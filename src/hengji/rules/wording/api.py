"""Refusals of keys and of the API (``apps.keys``, ``api``)."""

WORDING = {
    "api-key-name": "没有发放：密钥要有名称，最多 {most} 个字，写明给哪个系统用。请补填后再发放。",
    "api-key-expiry": "没有发放：到期日要在今天之后、{days} 天之内。请改正到期日。",
    "api-account-name": "没有发放：账号名称最多 {most} 个字，它会写进操作日志。请改短后再发放。",
    "api-key-revoked-already": "没有办理：密钥“{name}”已经收回。请刷新页面查看。",
    "api-key-missing": "请求没有带密钥。请在请求头 Authorization 写 Bearer 加密钥；密钥由本县系统管理员在“接口密钥”页面发放。",
    "api-key-wrong": "密钥不对，或它的账号已停用。请核对请求头 Authorization 中的密钥，仍不行请联系本县系统管理员重新发放。",
    "api-key-revoked": "密钥“{name}”已被收回。请联系本县系统管理员重新发放。",
    "api-key-expired": "密钥“{name}”已于 {on} 到期。请联系本县系统管理员重新发放。",
    "api-too-many": "这个密钥一分钟内调用超过 {limit} 次，这一次没有办理。请等到下一分钟再试，或把多行合成一次导入。",
    "api-not-found": "没有这个地址或这一条，或者它不在这个密钥的办理范围内。请核对地址；账号的岗位由本县安全管理员授予。",
    "api-method": "这个地址不接受 {method} 方法。请对照接口说明 /api/docs 改正。",
    "api-invalid": "请求中有 {count} 处不合要求，没有办理。请按 details 逐处改正后重发。",
    "api-unreadable": "请求内容读不出来（应为 UTF-8 编码的 JSON，或带文件的表单），没有办理。请核对后重发。",
    "api-too-large": "请求内容超过 {limit} 兆，没有办理。请分几次送来。",
    "api-columns-open": "“{name}”的表头没有见过，还没有导入。请经办人登录系统，在 {address} 确认一次各列的含义并导入；"
    "以后同样表头的文件可以直接送来。",
    "api-faulty": "没有导入：内容中有 {count} 处要改，一行也没有写入。请按 report 中 faults 逐处改正后整份重发。",
    "api-broken": "系统出了差错，这一步没有办理，此前保存的内容都在。请稍后重试；仍不行请告诉系统管理员发生的时间。",
}
