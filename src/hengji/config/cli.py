"""The command line ``hengji``.  Everything it says is Chinese; exit status 0 ran, 1 found something wrong (doctor, audit verify),
2 unusable arguments, 3 nothing readable.  The commands of the site are added by ``config.site``."""

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
from hengji.check.explain import explain_file
from hengji.check.outputs import NotWritten
from hengji.check.pipeline import Options, check
from hengji.check.templates import write_templates
from hengji.config.saying import CannotGoOn, UnusableArgument, tell
from hengji.config.site import add_site
from hengji.papers.files.book import Unreadable
from hengji.papers.rulefiles import difference, load_rules, rule_sets
from hengji.papers.scoringfiles import is_scoring, load_scoring, scoring_sets
from hengji.papers.tables import Unusable
from hengji.rules.findings import CATALOGUE, explain
from hengji.rules.parameters import RuleSetError
from hengji.rules.refusals import Refused
from hengji.rules.rulebook import rule_book, show
from hengji.rules.rulesets import RuleSet
from hengji.rules.scoring import ScoringSet
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
    except (Unusable, Unreadable, RuleSetError, UnusableArgument, NotWritten, CannotGoOn) as refusal:
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
    parser.set_defaults(run=_check)


def _add_template(commands: argparse._SubParsersAction[_Chinese]) -> None:
    parser = _command(commands, "template", "按批复目标生成预先填好的监控表，发给单位填")
    parser.add_argument("--targets", type=Path, required=True, metavar="文件", help="批复的绩效目标")
    parser.add_argument("--roster", type=Path, metavar="文件", help="花名册：补上主管部门和项目代码")
    parser.add_argument("--as-of", type=_date, required=True, metavar="日期", help="监控时点，如 2023-07-31")
    parser.add_argument("--out", type=Path, default=Path("待填监控表"), metavar="文件夹", help="写到哪里，默认“待填监控表”")
    parser.set_defaults(run=_template)


def _add_rules(commands: argparse._SubParsersAction[_Chinese]) -> None:
    parser = _command(commands, "rules", "规则集和自评计分规则集：list 列出，show 名称 看参数，diff 甲 乙 看差别，book 生成规则书")
    parser.add_argument("action", choices=("list", "show", "diff", "book"), metavar="list|show|diff|book", help="做什么")
    parser.add_argument("names", nargs="*", metavar="名称或文件", help="规则集")
    parser.set_defaults(run=_rules)


def _add_explain(commands: argparse._SubParsersAction[_Chinese]) -> None:
    parser = _command(commands, "explain", "说明一类问题：什么意思、依据、怎么改")
    parser.add_argument("code", nargs="?", metavar="代码", help="如 slow-spending；不给时列出全部")
    parser.set_defaults(run=_explain)


def _date(text: str) -> date:
    try:
        return date(*(int(part) for part in re.split(r"[-./年月]", text.strip().rstrip("日"))))
    except (ValueError, TypeError):
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，请写成 2023-07-31 的样子") from None


def _check(arguments: argparse.Namespace) -> int:
    if not arguments.paths:
        raise UnusableArgument("没有说要检查哪个文件或文件夹。例：hengji check 交回的监控表/")
    for path in [*arguments.paths, *_given_files(arguments)]:
        if not path.exists():
            raise UnusableArgument(f"找不到“{path}”。请检查路径。")
    if arguments.explain:
        return explain_file(arguments.paths)
    out = arguments.out or (None if arguments.json else Path("检查结果"))
    rules, scoring = _adopted(arguments.rules)
    return check(
        Options(
            paths=tuple(arguments.paths), as_of=arguments.as_of, roster=arguments.roster, targets=arguments.targets,
            payments=arguments.payments, reports=arguments.reports, previous=arguments.previous, decisions=arguments.decisions,
            rules=rules, scoring=scoring, out=out, json=arguments.json,
        )
    )  # fmt: skip


def _adopted(names: Sequence[str]) -> tuple[RuleSet, ScoringSet | None]:
    """The rule set to judge by and the scoring set adopted, of what ``--rules`` names; at most one of each."""
    scoring = [name for name in names if is_scoring(name)]
    rules = [name for name in names if name not in scoring]
    for same in (rules, scoring):
        if len(same) > 1:
            raise UnusableArgument(f"--rules 给了两个同类的规则集（{'、'.join(same)}），只能用一个。")
    return load_rules(*rules), load_scoring(scoring[0]) if scoring else None


def _given_files(arguments: argparse.Namespace) -> list[Path]:
    given = (arguments.roster, arguments.targets, arguments.payments, arguments.reports, arguments.previous, arguments.decisions)
    return [path for path in given if path is not None]


def _template(arguments: argparse.Namespace) -> int:
    return write_templates(arguments.targets, arguments.roster, arguments.as_of, arguments.out)


def _rules(arguments: argparse.Namespace) -> int:
    action, names = arguments.action, arguments.names
    wanted = {"list": 0, "show": 1, "diff": 2, "book": 0}[action]
    if len(names) != wanted:
        raise UnusableArgument(f"rules {action} 后面要跟 {wanted} 个规则集名称或文件。")
    sets: list[RuleSet | ScoringSet] = [load_scoring(name) if is_scoring(name) else load_rules(name) for name in names]
    if action == "list":
        known: list[RuleSet | ScoringSet] = [*rule_sets(), *scoring_sets()]
        lines = [f"{one.name}\t{one.title}\t{_sort(one)}\t版本 {one.version}\t{one.effective} 起" for one in known]
    elif action == "show":
        lines = show(sets[0])
    elif action == "diff":
        lines = _difference(sets[0], sets[1])
    else:
        lines = [rule_book(rule_sets(), scoring_sets())]
    tell(lines)
    return 0


def _sort(one: RuleSet | ScoringSet) -> str:
    return "计分" if isinstance(one, ScoringSet) else "监控"


def _difference(a: RuleSet | ScoringSet, b: RuleSet | ScoringSet) -> list[str]:
    if _sort(a) != _sort(b):
        raise UnusableArgument(f"{a.name}是{_sort(a)}规则集，{b.name}是{_sort(b)}规则集，没有可比的参数。")
    return difference(a, b)


def _explain(arguments: argparse.Namespace) -> int:
    if arguments.code is None:
        tell([f"{rule.code}\t{rule.title}" for rule in CATALOGUE])
        return 0
    if arguments.code not in {rule.code for rule in CATALOGUE}:
        raise UnusableArgument(f"没有“{arguments.code}”这类问题。hengji explain 可列出全部代码。")
    tell([explain(arguments.code)])
    return 0


if __name__ == "__main__":
    sys.exit(main())
