"""Lights (灯): the one vocabulary in which money, indicators and whole forms are warned about."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Light(StrEnum):
    """``BLUE`` is over-fulfilled; ``GREY`` is not due yet, or cannot be judged."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    BLUE = "blue"
    GREY = "grey"

    @property
    def chinese(self) -> str:
        return _CHINESE[self]


_CHINESE = {Light.GREEN: "绿灯", Light.YELLOW: "黄灯", Light.RED: "红灯", Light.BLUE: "蓝灯", Light.GREY: "灰灯"}
_BADNESS = {Light.GREY: 0, Light.BLUE: 1, Light.GREEN: 2, Light.YELLOW: 3, Light.RED: 4}


def worst(lights: Iterable[Light]) -> Light:
    """The worst of several lights; grey says nothing and counts only where there is nothing else."""
    return max(lights, key=_BADNESS.__getitem__, default=Light.GREY)
