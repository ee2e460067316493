"""Write docs/methods/coverage.md: how often limits hold the truth, by exact summation over all possible counts.

Run with ``python tools/coverage_table.py`` after any change to limits; a test compares the table with a recomputation.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy.special import gammaln, pdtr, xlogy

from sva.measures import byar, exact_poisson, rate, rate_ratio
from sva.measures._conditional import mid_p_tail
from sva.measures._ratios import FEW

FILE = Path(__file__).resolve().parents[1] / "docs" / "methods" / "coverage.md"
EXPECTED = [0.5, 1, 2, 3, 5, 7.5, 10, 15, 20, 30, 50, 75, 100, 150, 200, 300, 500]
SIDES = [0.5, 2, 5, 10, 20, 30, 50, 100, 200, 500]
COUNT_METHODS = ("exact", "byar", "rate")
Z = 1.959963984540054


def count_coverage(method: str, expected: np.ndarray) -> np.ndarray:
    """Share of Poisson counts with mean `expected` whose 95% limits hold it."""
    counts = np.arange(0, int(expected.max() + 12 * np.sqrt(expected.max()) + 40))
    found = {
        "exact": lambda: exact_poisson(counts),
        "byar": lambda: byar(counts),
        "rate": lambda: rate(counts, 1, per=1),
    }[method]()
    # Limits rise with the count, so those that hold the truth are a run of counts.
    first = np.searchsorted(found["upper"].to_numpy(), expected, side="left")
    last = np.searchsorted(found["lower"].to_numpy(), expected, side="right") - 1
    return pdtr(last, expected) - np.where(first > 0, pdtr(np.maximum(first - 1, 0), expected), 0.0)


def worst_places() -> np.ndarray:
    """Return expected counts from 0.5 to 500 where coverage jumps: just beside every limit, and a grid between."""
    counts = np.arange(0, 700)
    ends = np.concatenate(
        [f(counts)[side] for f in (exact_poisson, byar) for side in ("lower", "upper")]
    )
    places = np.concatenate([ends * (1 - 1e-9), ends * (1 + 1e-9), np.linspace(0.5, 500, 2000)])
    return np.unique(places[(places >= 0.5) & (places <= 500)])


def ratio_coverage(method: str, group: float, reference: float) -> float:
    """Share of pairs of Poisson counts whose 95% limits of the ratio hold the ratio of the means."""
    (a, weight_a), (b, weight_b) = _counts(group), _counts(reference)
    a, b = (x.ravel() for x in np.meshgrid(a, b, indexing="ij"))
    weight = np.outer(weight_a, weight_b).ravel()
    share = np.full(len(a), group / (group + reference))
    held = mid_p_tail(a, b, share) >= 0.05
    if method == "auto":
        with np.errstate(all="ignore"):
            away = np.abs(np.log(a / b) - np.log(group / reference)) / np.sqrt(1 / a + 1 / b)
        held = np.where(np.minimum(a, b) < FEW, held, away <= Z)
    return float((weight * held).sum() / weight.sum())


def ratio_limits_hold(group: float, reference: float, a: int, b: int) -> bool:
    """Whether `rate_ratio` itself holds the truth: what `ratio_coverage` tests without solving for limits."""
    found = rate_ratio(a, 1, b, 1, method="mid-p").iloc[0]
    return bool(found["lower"] <= group / reference <= found["upper"])


def _counts(mean: float) -> tuple[np.ndarray, np.ndarray]:
    """Counts that carry all but about 1e-12 of the probability, and their probabilities."""
    reach = 7.5 * np.sqrt(mean)
    counts = np.arange(max(0, int(mean - reach)), int(mean + reach + 25), dtype=float)
    return counts, np.exp(xlogy(counts, mean) - mean - gammaln(counts + 1))


def page() -> str:
    """The whole page."""
    fine = worst_places()
    high = fine >= 20
    lines = [
        "# How often the limits hold the truth",
        "",
        "For each expected count, the probability that the 95% limits of the count that turns up contain what was expected.",
        "Summed exactly over all counts, not simulated. Written by `tools/coverage_table.py`; a test recomputes rows of it.",
        "",
        "## Counts and rates",
        "",
        "`rate` takes exact limits below 10 events and Byar's from 10.",
        "",
        "| expected | exact | byar | rate |",
        "| ---: | ---: | ---: | ---: |",
    ]
    columns = {
        method: count_coverage(method, np.array(EXPECTED, float)) for method in COUNT_METHODS
    }
    for row, expected in enumerate(EXPECTED):
        cells = " | ".join(f"{100 * columns[method][row]:.2f}" for method in COUNT_METHODS)
        lines.append(f"| {expected:g} | {cells} |")
    lines += [
        "",
        f"At {len(fine):,} expected counts from 0.5 to 500, among them those just beside every limit, where coverage jumps:",
        "",
    ]
    lines += ["| | exact | byar | rate |", "| --- | ---: | ---: | ---: |"]
    over = {method: 100 * count_coverage(method, fine) for method in COUNT_METHODS}
    lines.append("| lowest | " + " | ".join(f"{over[m].min():.2f}" for m in COUNT_METHODS) + " |")
    lines.append(
        "| highest from 20 expected | "
        + " | ".join(f"{over[m][high].max():.2f}" for m in COUNT_METHODS)
        + " |"
    )
    for method, title, words in (
        (
            "mid-p",
            "Rate ratios: mid-P limits",
            "Rows: events expected in the group; columns: in the reference.",
        ),
        (
            "auto",
            'Rate ratios: what `method="auto"` does',
            f"Mid-P limits where either count is under {FEW}, log limits otherwise.",
        ),
    ):
        lines += ["", f"## {title}", "", words, ""]
        lines.append("| | " + " | ".join(f"{side:g}" for side in SIDES) + " |")
        lines.append("| ---: |" + " ---: |" * len(SIDES))
        for group in SIDES:
            cells = [f"{100 * ratio_coverage(method, group, reference):.2f}" for reference in SIDES]
            lines.append(f"| {group:g} | " + " | ".join(cells) + " |")
    lines += [
        "",
        "With few events on both sides the limits hold the truth more often than stated: counts are whole numbers, and no",
        "method without chance in it can do otherwise. From 10 a side mid-P stays close to 95%.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    FILE.parent.mkdir(parents=True, exist_ok=True)
    FILE.write_text(page(), encoding="utf-8")
