"""``hengji migrate``."""

from __future__ import annotations

import argparse

from hengji.config.commands.ground import database_name, migrate, unapplied
from hengji.config.saying import tell


def run(_arguments: argparse.Namespace) -> int:
    """Bring the database and the collected page files up to date."""
    waiting = unapplied()
    migrate()
    tell(f"数据库（{database_name()}）{f'已更新 {len(waiting)} 项' if waiting else '已是最新'}，页面文件已收集。")
    return 0
