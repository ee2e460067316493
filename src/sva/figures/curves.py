"""What a chart of curves is given: the steps of time to an event, sorted into lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from sva.figures.views import View

__all__ = ["MONTH", "Curve", "Curves", "curve_table", "describe_curves", "survival"]

#: Days in a month, on average.
MONTH = 30.4375


@dataclass(frozen=True)
class Curve:
    """One line: where it goes, with limits and the number behind each step where they are known.

    Parameters
    ----------
    name : str
        What it is called at its end; may be "".
    x : list of float
        Months, rising.
    y : list of float
        Per cent.
    lower, upper : list of float or None
        Limits at the same places, None where there are none.
    at_risk : list of int or None
        How many were followed at each step.
    """

    name: str
    x: list[float]
    y: list[float]
    lower: list[float] | None = None
    upper: list[float] | None = None
    at_risk: list[int] | None = None

    def at(self, x: float) -> int | None:
        """Give the number of the last step at or before a place, or None where the curve does not reach it."""
        if x > self.x[-1] + 0.5 * (self.x[-1] - self.x[0]) / max(len(self.x), 1) + 1e-9:
            return None
        found = [number for number, place in enumerate(self.x) if place <= x + 1e-9]
        return found[-1] if found else None

    def followed(self, x: float) -> int | None:
        """Say how many are still followed at a place, or None where the curve does not reach it or does not say."""
        if self.at_risk is None or self.at(x) is None:
            return None
        later = (n for place, n in zip(self.x, self.at_risk, strict=True) if place >= x - 1e-9)
        return next(later, self.at_risk[-1])


@dataclass
class Curves:
    """A view with its curves, ready for a form.

    Parameters
    ----------
    view : View
        What was asked for.
    title : str
        The sentence the chart shows.
    measure, across : str
        What goes up, and what goes along.
    lines : list of Curve
        In order of display.
    ticks : list of float
        Along.
    demonstration : bool
        Whether the numbers are made up.
    warnings : list of str
        What a form could not do as asked.
    """

    view: View
    title: str
    measure: str
    across: str
    lines: list[Curve]
    ticks: list[float]
    demonstration: bool
    warnings: list[str] = field(default_factory=list)

    @property
    def options(self) -> Mapping[str, Any]:
        """The view's options."""
        return self.view.options

    def top(self) -> float:
        """Give the highest value or limit."""
        return max(max([*line.y, *(line.upper or [])]) for line in self.lines)


def survival(
    view: View, frame: pd.DataFrame, labels: Mapping[str, str], demonstration: bool, title: str
) -> Curves:
    """Sort the steps of `sva.estimates.extensions.SurvivalCurve` into lines.

    Parameters
    ----------
    view : View
        Option ``show`` is "happened" (the share to whom it has happened by then, the default) or "still" (the share
        to whom it has not); ``measure_label`` names it; ``since`` says since what time is counted.
    frame : pandas.DataFrame
        Released steps.
    labels : mapping of str to str
        From short names to words.
    demonstration : bool
    title : str

    Returns
    -------
    Curves
        Time in months, shares in per cent.
    """
    still = view.options.get("show") == "still"

    def share(values: pd.Series) -> list[float]:
        numbers = values.astype(float) * 100
        return [float(x) for x in (numbers if still else 100 - numbers)]

    lines = []
    for name, part in frame.groupby("group", sort=False):
        limits = part["lower"].notna().all() and part["upper"].notna().all()
        ends = [share(part["lower"]), share(part["upper"])] if limits else [None, None]
        risk = part["at_risk"]
        lines.append(
            Curve(
                labels.get(str(name), str(name)),
                [float(day) / MONTH for day in part["day"]],
                share(part["survival"]),
                ends[0] if still else ends[1],
                ends[1] if still else ends[0],
                [int(n) for n in risk] if risk.notna().all() else None,
            )
        )
    last = max((line.x[-1] for line in lines), default=0.0)
    step = next((n for n in (1, 3, 6, 12, 24) if last / n <= 6.5), 36)
    default = "Share to whom it has not happened yet" if still else "Share to whom it has happened"
    return Curves(
        view,
        title,
        f"{view.options.get('measure_label', default)}, per cent",
        f"Months since {view.options.get('since', 'the start')}",
        lines,
        [float(n) for n in range(0, int(last + 0.5) + 1, step)],
        demonstration,
    )


def curve_table(curves: Curves, *, all_steps: bool = False) -> pd.DataFrame:
    """Make the table twin of survival curves.

    Parameters
    ----------
    curves : Curves
    all_steps : bool
        Every step, for a file; else one row a mark of the axis, for a page.

    Returns
    -------
    pandas.DataFrame
        ``attrs`` as `sva.figures.twin.twin` gives them.
    """
    import pandas as pd

    records = []
    several = len(curves.lines) > 1
    for line in curves.lines:
        steps = (
            [(x, number) for number, x in enumerate(line.x)]
            if all_steps
            else [(tick, line.at(tick)) for tick in curves.ticks]
        )
        for x, number in steps:
            if number is None:
                continue
            out: dict[str, Any] = {"Group": line.name} if several else {}
            out[curves.across] = round(x, 2) if all_steps else f"{x:g}"
            out[curves.measure] = line.y[number]
            if line.lower and line.upper:
                out |= {"Lower limit": line.lower[number], "Upper limit": line.upper[number]}
            if line.at_risk:
                out["Followed"] = line.at_risk[number] if all_steps else line.followed(x)
            records.append(out)
    table = pd.DataFrame(records, dtype=object)
    table.attrs["apart"] = ["Group", curves.across] if several else [curves.across]
    table.attrs["units"] = dict.fromkeys((curves.measure, "Lower limit", "Upper limit"), "%")
    return table


def describe_curves(curves: Curves) -> str:
    """Write the alternative text: the sentence, then each curve at the middle and the end of its axis.

    Parameters
    ----------
    curves : Curves

    Returns
    -------
    str
    """
    parts = [f"{curves.title.strip().rstrip('.')}.", f"Line chart. {curves.measure}."]
    marks = [curves.ticks[len(curves.ticks) // 2], curves.ticks[-1]]
    for line in curves.lines:
        told = []
        for x in dict.fromkeys(marks):
            number = line.at(x)
            if number is None or x == 0:
                continue
            limits = (
                f" ({line.lower[number]:.0f}% to {line.upper[number]:.0f}%)"
                if line.lower and line.upper
                else ""
            )
            told.append(f"{line.y[number]:.0f}%{limits} at {x:g}")
        if told:
            parts.append(f"{line.name + ': ' if line.name else ''}{', '.join(told)}.")
    parts.append(f"Along: {curves.across[:1].lower()}{curves.across[1:]}.")
    if curves.demonstration:
        parts.append("Demonstration data.")
    return " ".join(parts)
