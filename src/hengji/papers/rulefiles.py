"""Rule sets as files: found by name beside the rules or given as a file; two of them compared in lines of text."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from hengji.rules.parameters import RuleSetError, base_of
from hengji.rules.rulesets import RuleSet, parse
from hengji.rules.scoring import ScoringSet

DEFAULT = "common-practice"
_LARGEST = 1_000_000
_DEEPEST = 5


def rule_set_names() -> tuple[str, ...]:
    """The rule sets that come with the program, the default first."""
    found = sorted(entry.name.removesuffix(".toml") for entry in _shipped().iterdir() if entry.name.endswith(".toml"))
    return tuple(sorted(found, key=lambda name: name != DEFAULT))


def rule_sets() -> tuple[RuleSet, ...]:
    """The rule sets that come with the program, the default first."""
    return tuple(load_rules(name) for name in rule_set_names())


def load_rules(name_or_file: str = DEFAULT, *, depth: int = 0) -> RuleSet:
    """A rule set by its name, or from a TOML file; what it extends is looked for beside the file, then among the shipped ones.

    Raises ``RuleSetError`` with a Chinese sentence: not found, not readable, or not valid.
    """
    if depth > _DEEPEST:
        raise RuleSetError(f"规则集“{name_or_file}”的extends互相引用，无法读取。")
    text, folder = text_of(name_or_file, rule_set_names(), _shipped())
    wanted = base_of(text)
    if wanted is None:
        return parse(text)
    beside = folder / f"{wanted}.toml" if folder else None
    return parse(text, load_rules(str(beside) if beside and beside.is_file() else wanted, depth=depth + 1))


def text_of(name_or_file: str, names: Sequence[str], shipped: Traversable, word: str = "") -> tuple[str, Path | None]:
    """The text of a set and the folder it came from (None for one of the ``shipped``); ``word`` stands before 规则集 in refusals."""
    if name_or_file in names:
        return (shipped / f"{name_or_file}.toml").read_text(encoding="utf-8"), None
    path = Path(name_or_file)
    if not path.is_file():
        raise RuleSetError(f"找不到{word}规则集“{name_or_file}”：既不是文件，也不是已有规则集（{'、'.join(names)}）。")
    return _read(path), path.parent


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > _LARGEST:
            raise RuleSetError(f"规则集文件“{path}”过大，不像规则集。")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise RuleSetError(f"规则集文件“{path}”不是UTF-8文本，请另存为UTF-8。") from error
    except OSError as error:
        raise RuleSetError(f"规则集文件“{path}”无法打开。") from error


def _shipped() -> Traversable:
    return resources.files("hengji.rules.rulesets")


def difference(a: RuleSet | ScoringSet, b: RuleSet | ScoringSet) -> list[str]:
    """What differs between two sets of one sort, a line a parameter; a single line when nothing does."""
    pairs = [(name, a.parameters[name], b.parameters[name]) for name in a.parameters]
    lines = [f"{name}：{one.text} → {other.text}\t{other.meaning}" for name, one, other in pairs if one.value != other.value]
    if not lines:
        return [f"{a.name}与{b.name}的参数没有差别。"]
    return [f"{a.name}（{a.version}）→ {b.name}（{b.version}）", *lines]
