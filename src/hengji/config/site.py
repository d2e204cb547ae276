"""The commands of the site: their arguments.  What they do stands in ``config.commands`` and is imported only when it is called,
so that `hengji check` starts without Django."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

Add = Callable[..., argparse.ArgumentParser]
PORT = 8000


def add_site(add: Add) -> None:
    """Every command of the site.  ``add(name, text)`` makes the parser of one."""
    serve = add("serve", "启动网站（另需 hengji worker 办理后台任务）")
    serve.add_argument("--host", default="127.0.0.1", metavar="地址", help="监听的地址，默认只在本机（127.0.0.1）")
    serve.add_argument("--port", type=int, default=PORT, metavar="端口", help=f"监听的端口，默认 {PORT}")
    serve.add_argument("--workers", type=int, metavar="个数", help="进程数，默认 2 个")
    worker = add("worker", "办理后台任务；日终留存日志校验值")
    worker.add_argument("--once", action="store_true", help="办完现有的就结束")
    migrate = add("migrate", "建立或更新数据库，收集页面文件")
    doctor = add("doctor", "检查运行环境：有什么问题、为什么、怎么办")
    audit = _audit(add)
    found = _found(add)
    demo = add("demo", "演示数据（县名、单位、人名、金额均为虚构）")
    demo.add_argument("action", choices=("load",), metavar="load", help="load 在空数据库里建立示例县")
    backup = add("backup", "备份数据库、文件和密钥为一个文件（不用停机）")
    backup.add_argument("file", type=Path, metavar="文件", help="写到哪个文件，如 备份.hengji")
    restore = add("restore", "从备份文件恢复到空的数据文件夹和数据库")
    restore.add_argument("file", type=Path, metavar="文件", help="hengji backup 写的文件")
    for parser, module in (
        (serve, "serve"), (worker, "worker"), (migrate, "migrate"), (doctor, "doctor"), (audit, "audit"),
        (found, "found"), (demo, "demo"), (backup, "backup"), (restore, "restore"),
    ):  # fmt: skip
        parser.set_defaults(run=_on_the_site(module))


def _audit(add: Add) -> argparse.ArgumentParser:
    parser = add("audit", "操作日志：verify 逐条核验，anchor 留存今天的校验值", "退出码：verify 全部相符 0，有不符 1。")
    parser.add_argument("action", choices=("verify", "anchor"), metavar="verify|anchor", help="做什么")
    parser.add_argument("--region", metavar="代码", help="只核验一个地区，财政区划代码")
    return parser


def _found(add: Add) -> argparse.ArgumentParser:
    parser = add("found-county", "建立一个县：财政局、绩效股和首批管理员，显示他们的一次性密码")
    parser.add_argument("--code", required=True, metavar="代码", help="财政区划代码，如 990001000")
    parser.add_argument("--name", required=True, metavar="名称", help="如 示例县")
    parser.add_argument("--if-empty", action="store_true", help="已经有地区时什么也不做")
    parser.add_argument("--year", type=int, metavar="年度", help="预算年度，默认今年")
    return parser


def later(module: str) -> Callable[[argparse.Namespace], int]:
    """A command's ``run``, imported when it is called."""
    return lambda arguments: int(import_module(f"hengji.config.commands.{module}").run(arguments))


def _on_the_site(module: str) -> Callable[[argparse.Namespace], int]:
    def run(arguments: argparse.Namespace) -> int:
        import_module("hengji.config.commands.ground").set_up()  # before any model is imported
        return later(module)(arguments)

    return run
