"""A file that kills its process costs itself, never the round."""

from __future__ import annotations

import os
import signal
import time

import pytest

from hengji.check.workers import Lost, spread


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
