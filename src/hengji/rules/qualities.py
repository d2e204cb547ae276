"""What a qualitative statement says: 达成, 部分达成, 未达成, still going on, not finished, or nothing a rule can be sure of."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from hengji.rules.text import fold


class Quality(StrEnum):
    """How far a qualitative statement says that the target was reached."""

    ACHIEVED = "achieved"
    PARTLY = "partly"
    FAILED = "failed"
    ONGOING = "ongoing"
    UNFINISHED = "unfinished"
    UNCLEAR = "unclear"


_UNFINISHED = re.compile("^(目前|现)?(仍|尚|还|暂|均)?(未|没有)(全部|完全)?(完成|完工|竣工|验收|通过验收|实现)")
"""Said in July this is no failure yet; 未能完成 and 未按期完成 are."""
_FAILED = re.compile(
    "未(能)?(按[期时])?(达成|达到|达标|完成|实现|通过|验收|提升|改善|提高|落实|发挥)"
    "|不(达标|合格|理想|到位|明显|显著|满意|通过)|没有(能)?(达成|达到|完成|实现|效果|通过|提升|改善)"
    "|无(明显)?(效果|成效|改善|提升|变化)|效果(较|很)?差|较差$|很差$|^否$"
)
_NEGATED_GOOD = re.compile(
    "未(发生|出现|发现|收到|造成|超|突破|拖欠|逾)|零(投诉|事故|上访)|无(投诉|事故|上访|违规|差错|拖欠)|不(断|低于|少于|超过|低|错)"
)
_PARTLY = re.compile("部分|有所|一定|初步|大部|阶段性|较(弱|低)|尚可|一般$")
_ONGOING = re.compile("正在|推进中|进行中|实施中|建设中|施工中|办理中|在建|筹备|推进$")
_NOTHING_BAD = re.compile("^(无|零|杜绝|没有|避免|防止|未发生|不发生|不出现|不超|不突破)")
_NONE = re.compile("^(无|没有|未发生|0)$")
_ACHIEVED = re.compile(
    "达成|达到|达标|完成|实现|有效|显著|明显|良好|优|提升|提高|改善|增强|增加|促进|保障|保证|合格|通过|满意|符合|严格|及时|规范"
    "|已|是$|好$|稳定|稳步|长期|持续|有利|有力|健全|完善|合规|安全|正常|落实|带动|推动|减轻|较好"
)


_GRADES = {"优": 0, "优秀": 0, "良": 1, "良好": 1, "中": 2, "中等": 2, "一般": 2, "合格": 2, "差": 3, "较差": 3, "不合格": 3}
_READINGS = (
    (_UNFINISHED, Quality.UNFINISHED),
    (_FAILED, Quality.FAILED),
    (_NEGATED_GOOD, Quality.ACHIEVED),
    (_ONGOING, Quality.ONGOING),
    (_PARTLY, Quality.PARTLY),
    (_ACHIEVED, Quality.ACHIEVED),
)
"""First match wins: what denies comes before what praises."""


@lru_cache(maxsize=65536)
def quality(actual: str, target: str) -> Quality:
    """What ``actual`` says against the words of ``target``.  Repeating the target says it was reached."""
    said, wanted = fold(actual), fold(target)
    if said in _GRADES and wanted in _GRADES:
        return _by_grade(_GRADES[said], _GRADES[wanted])
    if _NOTHING_BAD.search(wanted) and _NONE.search(said):
        return Quality.ACHIEVED
    if said == wanted or (len(wanted) >= 2 and wanted in said and not _FAILED.search(said)):
        return Quality.ACHIEVED
    for pattern, verdict in _READINGS:
        if pattern.search(said):
            return verdict
    return Quality.UNCLEAR


def _by_grade(said: int, wanted: int) -> Quality:
    """Two grades of one ladder (优、良、中、差): as good as asked, bad, or between."""
    if said <= wanted:
        return Quality.ACHIEVED
    return Quality.FAILED if said == max(_GRADES.values()) else Quality.PARTLY
