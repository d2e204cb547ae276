"""A file that kills its process costs itself, never the round."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass, field

import pytest

from hengji.papers.guarded import Lost, spread


def _work(number: int) -> int:
    if number == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    if number == 17:
        time.sleep(20)
    if number == 20:
        return len(bytearray(64 << 30))
    if number == 40:
        raise ValueError("a fault of the program")
    return number * number


def test_every_item_has_an_answer_in_order_and_the_bad_ones_are_lost() -> None:
    results = spread(_work, list(range(50)), processes=2, seconds=1)
    lost = {index: result.reason for index, result in enumerate(results) if isinstance(result, Lost)}
    assert set(lost) == {5, 17, 20, 40}
    assert lost[5] == "读取程序异常中止"
    assert lost[17] == "处理时间过长"
    assert lost[20] == "处理所需内存过大"
    assert lost[40].startswith("程序出错（ValueError）")
    assert [result for result in results if not isinstance(result, Lost)] == [n * n for n in range(50) if n not in lost]


@pytest.mark.parametrize("count", [0, 1, 12, 13, 25])
def test_any_number_of_items(count: int) -> None:
    heard: list[int] = []
    assert spread(lambda item: -item, list(range(count)), processes=2, on_done=heard.append) == [-item for item in range(count)]
    assert heard == list(range(1, count + 1))


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    cells: dict[str, str] = field(default_factory=dict)
    above: _Row | None = None


def test_rows_come_back_equal_and_share_what_they_shared() -> None:
    shared = _Row("甲", {"name": "A1"})
    [pair, *_] = spread(lambda number: (_Row(str(number), above=shared), shared), [1, 2], processes=1)
    assert not isinstance(pair, Lost)
    assert pair == (_Row("1", above=shared), shared)
    assert pair[0].above is pair[1]


def _die_after_some(number: int) -> int:
    if number == 7:
        time.sleep(0.05)
        os._exit(1)
    return number


@pytest.mark.parametrize("chunk", [1, 3, 8, 20])
def test_the_item_that_killed_its_process_is_lost_and_no_other(chunk: int) -> None:
    results = spread(_die_after_some, list(range(20)), processes=2, chunk=chunk)
    assert [index for index, result in enumerate(results) if result != index] == [7]
    assert results[7] == Lost("读取程序异常中止")
