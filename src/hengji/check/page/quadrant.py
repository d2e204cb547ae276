"""The quadrant plot of dual monitoring as SVG text: execution pace to the right, weighted achievement upwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt

from markupsafe import Markup, escape

from hengji.rules.lights import Light
from hengji.rules.money import wan

WIDTH, HEIGHT = 558, 372
_LEFT, _RIGHT, _TOP, _BOTTOM = 50.0, 540.0, 62.0, 300.0
_MOST_X = 1.8
_LABELS = 5
_DRAW_ORDER = (Light.GREY, Light.BLUE, Light.GREEN, Light.YELLOW, Light.RED)
# Shapes of radius 1 about the origin, the same as the light signs: the sign is the dot.
_SHAPES = {
    Light.RED: "M-.9-.9h1.8v1.8h-1.8z", Light.YELLOW: "M0-1.05 1 .85h-2z", Light.BLUE: "M0-1 1 0H.4v.95h-.8V0h-.6z",
    Light.GREEN: "M1 0A1 1 0 1 1 1-.01z", Light.GREY: "M.8 0A.8.8 0 1 1 .8-.01z",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dot:
    """One object: paces as ratios, budget in yuan, where its row stands."""

    href: str
    name: str
    unit: str
    pace: Decimal
    achievement: Decimal
    budget: Decimal
    light: Light


@dataclass(frozen=True, slots=True)
class Quadrants:
    """(count, budget in yuan) of the four quadrants."""

    both: tuple[int, Decimal]
    slow_money: tuple[int, Decimal]
    slow_work: tuple[int, Decimal]
    neither: tuple[int, Decimal]

    def rows(self) -> tuple[tuple[str, int, str], ...]:
        """Name, count, 万元 in reading order."""
        named = (("钱慢事快", self.slow_money), ("双达标", self.both), ("双滞后", self.neither), ("钱快事慢", self.slow_work))
        return tuple((name, count, wan(budget)) for name, (count, budget) in named)


def quadrants(dots: Sequence[Dot], cut: Decimal) -> Quadrants:
    """Counts and budgets by both paces against the cut."""

    def of(fast: bool, done: bool) -> tuple[int, Decimal]:
        chosen = [dot.budget for dot in dots if (dot.pace >= cut) is fast and (dot.achievement >= cut) is done]
        return len(chosen), sum(chosen, Decimal(0))

    return Quadrants(of(True, True), of(False, True), of(True, False), of(False, False))


def draw(dots: Sequence[Dot], counts: Quadrants, cut: Decimal) -> Markup:
    """The plot; the worst reds carry their name, every dot is a link with name and figures as its title."""
    most = max((dot.budget for dot in dots), default=Decimal(1)) or Decimal(1)
    ordered = sorted(dots, key=lambda dot: (_DRAW_ORDER.index(dot.light), -dot.budget))
    parts = [
        *_axes(float(cut)),
        *_corners(counts, float(cut)),
        *(_mark(dot, float(most), len(dots)) for dot in ordered),
        *_labels(dots, float(most)),
    ]
    return Markup(f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="group" aria-label="双监控四象限图">{"".join(parts)}</svg>')


def _x(pace: float) -> float:
    return _LEFT + (_RIGHT - _LEFT) * min(max(pace, 0.0), _MOST_X) / _MOST_X


def _y(achievement: float) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * min(max(achievement, 0.0), 1.0) / 1.02


def _axes(cut: float) -> Iterator[str]:
    yield f'<path class="ax" d="M{_LEFT} {_TOP - 4}V{_BOTTOM}H{_RIGHT}"/>'
    yield f'<path class="cut" d="M{_x(cut):.1f} {_TOP - 4}V{_BOTTOM}M{_LEFT} {_y(cut):.1f}H{_RIGHT}"/>'
    for step in range(0, 101, 20):
        yield f'<text x="{_LEFT - 6}" y="{_y(step / 100) + 4:.1f}" text-anchor="end">{step}</text>'
    for tenth in range(0, 18, 2):
        yield f'<text x="{_x(tenth / 10):.1f}" y="{_BOTTOM + 16}" text-anchor="middle">{tenth / 10:.1f}</text>'
    yield f'<text x="{_RIGHT}" y="{_BOTTOM + 16}" text-anchor="middle">≥1.8</text>'
    yield '<text x="8" y="14">加权完成率（%）</text>'
    yield f'<text x="{(_LEFT + _RIGHT) / 2}" y="{_BOTTOM + 36}" text-anchor="middle">预算执行率 ÷ 序时进度</text>'
    for place, (light, word) in enumerate(
        ((Light.RED, "红灯"), (Light.YELLOW, "黄灯"), (Light.GREEN, "绿灯"), (Light.BLUE, "蓝灯"), (Light.GREY, "灰灯"))
    ):
        x = _LEFT + 8 + place * 62
        yield f'<path class="q-{light.value}" transform="translate({x} {_BOTTOM + 56}) scale(5.5)" d="{_SHAPES[light]}"/>'
        yield f'<text x="{x + 11}" y="{_BOTTOM + 60}">{word}</text>'


def _corners(counts: Quadrants, cut: float) -> Iterator[str]:
    (left_top, right_top, left_low, right_low) = counts.rows()
    for (name, count, budget), x, y, anchor in (
        (left_top, _LEFT + 4, 38, "start"), (right_top, _RIGHT, 38, "end"),
        (left_low, _LEFT + 6, _BOTTOM - 8, "start"), (right_low, _RIGHT, _BOTTOM - 8, "end"),
    ):  # fmt: skip
        yield f'<text x="{x}" y="{y}" text-anchor="{anchor}" class="qn"><tspan class="qb">{name}</tspan>　{count} 个　{budget} 万元</text>'


def _radius(dot: Dot, most: float) -> float:
    """Area by budget: between 3 and 11 pixels."""
    return 3 + 8 * sqrt(max(float(dot.budget), 0.0) / most)


def _mark(dot: Dot, most: float, number: int) -> str:
    size = _radius(dot, most) * (1 if number <= 150 else 0.6)
    paces = f"执行÷序时 {dot.pace:.2f}，加权完成率 {dot.achievement * 100:.2f}%"
    title = escape(f"{dot.name}（{dot.unit}）：{paces}，预算 {wan(dot.budget)} 万元，{dot.light.chinese}")
    place = f"translate({_x(float(dot.pace)):.1f} {_y(float(dot.achievement)):.1f}) scale({size:.2f})"
    # The title names the link, so no second copy of it in an attribute.
    mark = f'<path class="q-{dot.light.value}" transform="{place}" d="{_SHAPES[dot.light]}"/>'
    # The table has the same objects as text: many dots are not as many stops of the Tab key.
    stop = "" if number <= 40 else ' tabindex="-1"'
    return f'<a href="{dot.href}"{stop}><title>{title}</title>{mark}</a>'


def _labels(dots: Sequence[Dot], most: float) -> Iterator[str]:
    """Names beside the worst reds; one that would lie on another or on a corner's words is left out."""
    reds = sorted((dot for dot in dots if dot.light is Light.RED), key=lambda dot: dot.pace + dot.achievement)
    taken = [(_LEFT, _LEFT + 190, _BOTTOM - 12), (_RIGHT - 190, _RIGHT, _BOTTOM - 12)]
    corners = len(taken)
    for dot in reds:
        label = _Label.beside(dot, _radius(dot, most) + 4)
        if len(taken) < corners + _LABELS and all(label.clears(*other) for other in taken):
            taken.append((label.start, label.end, label.y))
            yield label.svg()


@dataclass(frozen=True, slots=True)
class _Label:
    """A name set beside its dot, at the left where there is no room at the right."""

    text: str
    start: float
    end: float
    y: float
    anchor: str

    @classmethod
    def beside(cls, dot: Dot, offset: float) -> _Label:
        text = dot.name if len(dot.name) <= 14 else dot.name[:13] + "…"
        x, y, width = _x(float(dot.pace)), _y(float(dot.achievement)) + 4, len(text) * 12.0
        if x + offset + width < WIDTH:
            return cls(text, x + offset, x + offset + width, y, "start")
        return cls(text, x - offset - width, x - offset, y, "end")

    def clears(self, start: float, end: float, y: float) -> bool:
        return self.end < start or self.start > end or abs(self.y - y) > 13

    def svg(self) -> str:
        x = self.start if self.anchor == "start" else self.end
        return f'<text class="ql" x="{x:.1f}" y="{self.y:.1f}" text-anchor="{self.anchor}">{escape(self.text)}</text>'
