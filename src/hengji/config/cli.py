"""The command line ``hengji``.  Everything it says is Chinese; exit status 0 ran, 1 found something wrong (doctor, audit verify),
2 unusable arguments, 3 nothing readable.  The commands of the site are added by ``config.site``.

What a command does stands in ``config.commands`` and is imported when it is called."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import NoReturn

from hengji import __version__
from hengji.config.saying import CannotGoOn, UnusableArgument
from hengji.config.site import add_site, later
from hengji.rules.refusals import Refused
from hengji.rules.wording import say

CHECK_EXAMPLES = """\
例：
  hengji check 交回的监控表/
  hengji check 交回的监控表/ --as-of 2023-07-31 --roster 花名册.xlsx --targets 批复目标.xlsx --out 检查结果
  hengji check 镇上报的.zip --json 结果.json
  hengji check --explain 某单位.xlsx        看哪一格被当成了什么
退出码：0 查完（有问题也是 0）；2 参数不能用；3 没有读到任何一张表。"""


class _Chinese(argparse.ArgumentParser):
    """argparse with Chinese refusals."""

    def error(self, message: str) -> NoReturn:
        for english, chinese in (
            ("the following arguments are required: ", "缺少参数："),
            ("unrecognized arguments: ", "不认识的参数："),
            ("argument ", "参数 "),
            ("expected one argument", "后面要跟一个值"),
            ("invalid choice: ", "不是可用的选项："),
            ("choose from", "可用的有"),
        ):
            message = message.replace(english, chinese)
        self.exit(2, f"{self.prog}：{message}\n用法见 {self.prog} --help\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit status."""
    try:
        arguments = _parser().parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    try:
        return int(arguments.run(arguments))
    except (UnusableArgument, CannotGoOn) as refusal:
        print(f"不能继续：{refusal}", file=sys.stderr)  # noqa: T201
        return 2
    except Refused as refusal:
        print(f"不能继续：{say(refusal)}", file=sys.stderr)  # noqa: T201
        return 2
    except OSError as trouble:
        print(f"不能继续：文件读写出错（{trouble.strerror}：{trouble.filename}）。请检查路径、权限和磁盘空间。", file=sys.stderr)  # noqa: T201
        return 2
    except KeyboardInterrupt:
        print("已中断，没有写完的结果不要使用。", file=sys.stderr)  # noqa: T201
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = _Chinese(prog="hengji", description="衡绩：县级财政预算绩效管理", add_help=False)
    _help(parser)
    parser.add_argument("--version", action="version", version=f"hengji {__version__}", help="版本")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令", parser_class=_Chinese)
    _add_check(commands)
    _add_template(commands)
    _add_rules(commands)
    _add_explain(commands)
    add_site(partial(_command, commands))
    return parser


def _help(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-h", "--help", action="help", help="显示这段说明")
    parser._optionals.title = "参数"
    parser._positionals.title = "位置参数"


def _command(commands: argparse._SubParsersAction[_Chinese], name: str, text: str, epilog: str = "") -> argparse.ArgumentParser:
    parser = commands.add_parser(
        name, help=text, description=text, epilog=epilog, add_help=False, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    _help(parser)
    return parser


def _add_check(commands: argparse._SubParsersAction[_Chinese]) -> None:
    parser = _command(commands, "check", "检查一个文件夹的监控表", CHECK_EXAMPLES)
    parser.add_argument("paths", nargs="*", type=Path, metavar="文件或文件夹", help="要检查的表，文件夹会逐层找")
    parser.add_argument("--as-of", type=_date, metavar="日期", help="监控时点，如 2023-07-31；不给时按表上所写（“1-7月”即 7 月 31 日）")
    parser.add_argument("--roster", type=Path, metavar="文件", help="应报花名册：查未报、迟报")
    parser.add_argument("--targets", type=Path, metavar="文件", help="批复的绩效目标：查改动")
    parser.add_argument("--payments", type=Path, metavar="文件", help="支付明细：核对执行数")
    parser.add_argument("--reports", type=Path, metavar="文件夹", help="监控报告（.docx、文字版 .pdf）：与表核对")
    parser.add_argument("--previous", type=Path, metavar="文件夹", help="上一轮的文件夹或 result.json：查累计数倒退")
    parser.add_argument("--decisions", type=Path, metavar="文件", help="填好采纳/不采纳/理由的问题清单：通报只写采纳的")
    parser.add_argument(
        "--rules", action="append", default=[], metavar="名称或文件",
        help="规则集，默认 common-practice；也可以是本县采用的自评计分规则集，如 mof-2021-101，不给时按表的版式选。两样都要的写两次",
    )  # fmt: skip
    parser.add_argument("--out", type=Path, metavar="文件夹", help="结果写到哪里，默认“检查结果”（只给 --json 时不写）")
    parser.add_argument("--json", type=Path, metavar="文件", help="只要给程序读的结果时，写到这个文件")
    parser.add_argument("--explain", action="store_true", help="不检查，只说明每一格被当成了什么")
    parser.set_defaults(run=later("check"))


def _add_template(commands: argparse._SubParsersAction[_Chinese]) -> None:
    parser = _command(commands, "template", "按批复目标生成预先填好的监控表，发给单位填")
    parser.add_argument("--targets", type=Path, required=True, metavar="文件", help="批复的绩效目标")
    parser.add_argument("--roster", type=Path, metavar="文件", help="花名册：补上主管部门和项目代码")
    parser.add_argument("--as-of", type=_date, required=True, metavar="日期", help="监控时点，如 2023-07-31")
    parser.add_argument("--out", type=Path, default=Path("待填监控表"), metavar="文件夹", help="写到哪里，默认“待填监控表”")
    parser.set_defaults(run=later("check"))


def _add_rules(commands: argparse._SubParsersAction[_Chinese]) -> None:
    parser = _command(commands, "rules", "规则集和自评计分规则集：list 列出，show 名称 看参数，diff 甲 乙 看差别，book 生成规则书")
    parser.add_argument("action", choices=("list", "show", "diff", "book"), metavar="list|show|diff|book", help="做什么")
    parser.add_argument("names", nargs="*", metavar="名称或文件", help="规则集")
    parser.set_defaults(run=later("rules"))


def _add_explain(commands: argparse._SubParsersAction[_Chinese]) -> None:
    parser = _command(commands, "explain", "说明一类问题：什么意思、依据、怎么改")
    parser.add_argument("code", nargs="?", metavar="代码", help="如 slow-spending；不给时列出全部")
    parser.set_defaults(run=later("rules"))


def _date(text: str) -> date:
    try:
        return date(*(int(part) for part in re.split(r"[-./年月]", text.strip().rstrip("日"))))
    except (ValueError, TypeError):
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，请写成 2023-07-31 的样子") from None


if __name__ == "__main__":
    sys.exit(main())
