"""``hengji doctor``: what may be wrong with this machine and this site, why that matters, what to do."""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from hengji.apps.audit.anchors import lines_kept
from hengji.apps.audit.queries import first_at, latest_at
from hengji.apps.jobs.queries import oldest_waiting
from hengji.apps.notices.queries import failing
from hengji.apps.records.triggers import missing
from hengji.clock import now, today
from hengji.config.commands.ground import database_name, unapplied
from hengji.config.saying import CannotGoOn, tell

ROOM = 2 * 2**30
"""Bytes that should be free: a backup and a busy day."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; without ``why`` it is in order."""

    what: str
    why: str = ""
    remedy: str = ""


def run(_arguments: argparse.Namespace) -> int:
    """Look at everything; 1 where something is wrong."""
    try:
        waiting = unapplied()
    except CannotGoOn as trouble:
        return _tell([Finding("数据库连接", str(trouble), "改好后再运行 hengji doctor。"), *(check() for check in MACHINE)])
    migrated = (
        Finding("数据库更新", f"{len(waiting)} 项没有做，网站不能启动", "运行 hengji migrate。") if waiting else Finding("数据库更新")
    )
    return _tell([migrated, *(check() for check in MACHINE), *(check() for check in SITE if not waiting)])


def _tell(findings: list[Finding]) -> int:
    for found in findings:
        tell(f"× {found.what}：{found.why.rstrip('。')}。{found.remedy}" if found.why else f"√ {found.what}")
    wrong = sum(1 for found in findings if found.why)
    tell(f"{wrong} 处需要处理。" if wrong else "一切正常。")
    return int(wrong > 0)


def _folder() -> Finding:
    data = Path(settings.DATA)
    probe = data / ".doctor"
    try:
        data.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as trouble:
        return Finding(f"数据文件夹 {data}", f"写不进去（{trouble.strerror}）", "请检查文件夹的权限，或用 HENGJI_DATA 换一个。")
    return Finding(f"数据文件夹 {data}")


def _disk() -> Finding:
    free = shutil.disk_usage(Path(settings.DATA)).free
    what = f"磁盘空间（剩 {free / 2**30:.1f} G）"
    return Finding(what) if free >= ROOM else Finding(what, "不足 2 G，写满后什么都存不了", "请清理磁盘，或把数据文件夹移到更大的盘。")


def _key() -> Finding:
    path = Path(settings.DATA) / "secret-key"
    if path.is_file() and path.stat().st_mode & 0o077:
        return Finding("密钥文件", "别的用户也能读，可以伪造登录", f"运行 chmod 600 {path}。")
    return Finding("密钥文件")


def _fonts() -> Finding:
    listing = (
        shutil.which("fc-list") and subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False).stdout
    )
    if listing:
        return Finding("中文字体")
    return Finding("中文字体", "服务器上没有，生成的 PDF 和图片里汉字会是方框（网页和 Excel、Word 不受影响）", "安装 fonts-noto-cjk。")


def _modules() -> Finding:
    need = [name for name in ("@tabler/core", "tom-select", "echarts") if not (Path(settings.NODE_MODULES) / name).is_dir()]
    if not need or _collected():
        return Finding("页面组件")
    return Finding("页面组件", f"缺 {'、'.join(need)}，页面没有样式", "在项目文件夹运行 npm ci --omit=dev，再运行 hengji migrate。")


def _collected() -> bool:
    return (Path(settings.STATIC_ROOT) / "vendor" / "tabler.css").is_file()


def _static() -> Finding:
    if _collected() and (Path(settings.STATIC_ROOT) / "hengji" / "pages.css").is_file():
        return Finding("页面文件")
    return Finding("页面文件", "还没有收集，页面没有样式", "运行 hengji migrate。")


def _sqlite() -> Finding:
    if connection.vendor != "sqlite":
        return Finding(f"数据库 {database_name()}")
    if sqlite3.sqlite_version_info < (3, 31):
        return Finding("SQLite", f"版本 {sqlite3.sqlite_version} 太旧", "请升级系统，或改用 PostgreSQL（HENGJI_DATABASE）。")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()[0]
    if mode != "wal":
        return Finding("SQLite", f"日志方式是 {mode}，多人同时使用会互相等待", "数据文件夹不要放在网络盘上。")
    return Finding(f"数据库 {database_name()}")


def _clock() -> Finding:
    """The county's zone needs no setting of the machine; a clock that was set back would spoil the order of the trail."""
    latest = None if settings.TODAY else latest_at()
    if latest is not None and latest > timezone.now() + timedelta(minutes=5):
        return Finding(
            "时钟",
            f"服务器现在是 {timezone.localtime():%Y-%m-%d %H:%M}，比最近一条日志（{timezone.localtime(latest):%Y-%m-%d %H:%M}）还早",
            "请校准服务器时间后再办理。",
        )
    return Finding(f"时钟（{timezone.localtime():%Y-%m-%d %H:%M}，{settings.TIME_ZONE}）")


def _triggers() -> Finding:
    gone = missing()
    if not gone:
        return Finding("数据库封存（日志、批复的目标不能改）")
    return Finding(
        "数据库封存",
        f"缺 {len(gone)} 个触发器（{'、'.join(gone)}），日志或批复可能被改",
        "运行 hengji audit verify 核验，再运行 hengji migrate 装回。",
    )


def _anchors() -> Finding:
    """Heads of the chains kept outside within three days; a site founded less than a day ago has had no night to keep one."""
    began = first_at()
    if began is None or now() - began < timedelta(days=1) or any(head.day >= today() - timedelta(days=3) for head in lines_kept()):
        return Finding("日志校验值留存")
    return Finding(
        "日志校验值留存", "三天没有留存，日志被整段改写也看不出来", "让 hengji worker 一直运行，或每天运行 hengji audit anchor。"
    )


def _worker() -> Finding:
    since = oldest_waiting()
    if since is None or timezone.now() - since < timedelta(minutes=10):
        return Finding("后台任务")
    return Finding("后台任务", "有任务等了十分钟以上没有人办", "请启动 hengji worker。")


def _outbox() -> Finding:
    """Messages that keep failing since three days ago; one attempt that failed is none."""
    many, why = failing(now() - timedelta(days=3))
    if not many:
        return Finding("邮件和群消息")
    said = why.rstrip("。")
    return Finding(
        "邮件和群消息",
        f"三天内有 {many} 条一直发不出去（{said}）",
        "改好 HENGJI_SMTP_…、HENGJI_WEBHOOK 后重启 worker，再到批次“催报”的“发送记录”里再发一次。",
    )


MACHINE: tuple[Callable[[], Finding], ...] = (_folder, _disk, _key, _fonts, _modules, _static)
SITE: tuple[Callable[[], Finding], ...] = (_sqlite, _clock, _triggers, _anchors, _worker, _outbox)
