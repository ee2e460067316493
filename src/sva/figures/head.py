"""The top of a chart: demonstration mark, what is measured, legend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sva.figures.style import INK, MUTED, WARNING, Sheet, text_width, wrap

if TYPE_CHECKING:
    from sva.figures.chart import Chart

__all__ = ["MARK", "Head", "Key"]

MARK = "DEMONSTRATION DATA"


@dataclass(frozen=True)
class Key:
    """One entry of a legend: its words, and how its sign is drawn.

    Parameters
    ----------
    words : str
        What it means.
    sign : {"square", "dot", "ring", "line", "dash", "open", "hatch", "none"}
        How it looks; "none" goes on with the words of the one before.
    colour : str
        Of the sign.
    """

    words: str
    sign: str = "square"
    colour: str = INK


class Head:
    """The top of a chart: demonstration mark, what is measured, legend.

    Parameters
    ----------
    chart : Chart
        What is drawn.
    width : int
        Of the sheet, pixels.
    keys : sequence of Key
        The legend; empty for none.
    """

    def __init__(self, chart: Chart, width: int, keys: Sequence[Key] = ()) -> None:
        self.chart, self.width = chart, width
        self.size = 13
        self.lines = wrap(chart.measure, width - 8, self.size)
        self.rows = self._flow(keys)
        top = 20 if chart.demonstration else 2
        self.legend_top = top + len(self.lines) * (self.size + 5) + 4
        self.height = self.legend_top + len(self.rows) * 22 + (6 if self.rows else 2)

    def _flow(self, keys: Sequence[Key]) -> list[list[tuple[float, Key]]]:
        rows: list[list[tuple[float, Key]]] = []
        x = self.width + 1.0
        for key in self._broken(keys):
            wide = 24 + text_width(key.words, self.size) + 18
            if x + wide - 18 > self.width:
                rows.append([])
                x = 0.0
            rows[-1].append((x, key))
            x += wide
        return rows

    def _broken(self, keys: Sequence[Key]) -> Iterator[Key]:
        """Break words that are wider than the sheet over several rows."""
        for key in keys:
            lines = wrap(key.words, self.width - 26, self.size)
            yield replace(key, words=lines[0])
            for line in lines[1:]:
                yield Key(line, "none")

    def draw(self, sheet: Sheet) -> None:
        """Put the head on a sheet."""
        y = 2.0
        if self.chart.demonstration:
            sheet.text(0, 1, MARK, fontsize=12, weight="semibold", color=WARNING)
            y = 20.0
        sheet.lines(0, y, self.lines, fontsize=self.size, color=MUTED)
        for number, row in enumerate(self.rows):
            for x, key in row:
                _sign(sheet, x, self.legend_top + number * 22, key)
                sheet.text(x + 22, self.legend_top + number * 22, key.words, fontsize=self.size)


def _sign(sheet: Sheet, x: float, y: float, key: Key) -> None:
    from matplotlib.lines import Line2D

    if key.sign == "none":
        return
    middle = 1 - (y + 8) / sheet.height
    at = x / sheet.width

    def line(xs: Sequence[float], **style: Any) -> None:
        sheet.figure.add_artist(
            Line2D(xs, [middle] * len(xs), transform=sheet.figure.transFigure, **style)
        )

    if key.sign == "square":
        sheet.swatch(x + 1, y + 2, facecolor=key.colour)
    elif key.sign == "hatch":
        sheet.swatch(x + 1, y + 2, facecolor="white", edgecolor=MUTED, hatch="////", linewidth=0.6)
    elif key.sign == "open":
        sheet.swatch(x + 1, y + 2, facecolor="none", edgecolor=key.colour, linewidth=1)
    elif key.sign in ("dot", "ring"):
        face = key.colour if key.sign == "dot" else "white"
        line(
            [at + 8 / sheet.width],
            marker="o",
            markersize=9,
            markerfacecolor=face,
            markeredgecolor=key.colour,
            markeredgewidth=2,
            linestyle="none",
        )
    else:
        width = 1.5 if key.sign == "line" else 2
        line(
            [at, at + 16 / sheet.width],
            color=key.colour,
            linewidth=width,
            linestyle="-" if key.sign == "line" else (0, (3, 2)),
        )
