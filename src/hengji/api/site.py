"""The API put together: version, descriptions, key, answers."""

from __future__ import annotations

from ninja import NinjaAPI, Swagger
from ninja.renderers import JSONRenderer

from hengji.api import reading, taking
from hengji.api.answers import arm
from hengji.api.door import Key

VERSION = "1"
DESCRIPTION = """衡绩与一体化系统并行：一体化里已有的目标、预算、支付从这里进来，谁也不必把一个数填两遍。

- 每次调用在请求头写 `Authorization: Bearer 密钥`；密钥由本县系统管理员在“接口密钥”页面发放，只显示一次。
- 看到什么、能办什么，与同岗位的人在页面上一样；不在范围内的一律答 404。
- 金额一律是元、写成文字（"1200.50"）；不知道的是 null，不是 0。
- 没有办成时答 `code` 和一句话 `sentence`。每个密钥每分钟最多 120 次。"""


class Readable(JSONRenderer):
    """Chinese as it is, not as escapes."""

    json_dumps_params = {"ensure_ascii": False}


api = NinjaAPI(
    title="衡绩接口", version=VERSION, description=DESCRIPTION, auth=Key(), urls_namespace="api", docs_url="/docs", docs=Swagger(),
    openapi_url="/openapi.json", renderer=Readable(),
)  # fmt: skip
arm(api)
api.add_router("", reading.router)
api.add_router("", taking.router)
