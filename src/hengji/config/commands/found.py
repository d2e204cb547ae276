"""``hengji found-county``: a county with its first administrators, whose one-time passwords are shown here and nowhere else."""

from __future__ import annotations

import argparse

from hengji.apps.audit.queries import chains
from hengji.apps.organisations.operations.regions import INSTALLER, found_region
from hengji.clock import now, today
from hengji.config.commands.ground import ready
from hengji.config.saying import tell


def run(arguments: argparse.Namespace) -> int:
    """Found it."""
    ready()
    if arguments.if_empty and chains():
        return 0
    founded = found_region(INSTALLER, arguments.code, arguments.name, arguments.year or today().year, at=now())
    tell(f"{arguments.name} 已建立，{founded.year} 年度。首批账号（密码只显示这一次，首次登录须改）：")
    tell([f"  {role.chinese}　登录名 {account.login}　一次性密码 {account.password}" for role, account in founded.accounts.items()])
    return 0
