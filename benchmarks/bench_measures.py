"""Speed of the measures, as ratios against the plain loop over groups in the same run.

    python benchmarks/bench_measures.py

1. Exact Poisson limits of a million counts, against a loop with scipy.stats.chi2 (timed on 2,000 and scaled up).
2. A disparity table of 35,000 areas x 19 groups (665,000 rows): ratio, limits (mid-P where few), p, difference,
   correction for many tests; with the loop over rows by scipy's root finder (timed on 300) beside it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import numpy as np
import pandas as pd


def timed(work: Callable[[], object], repeats: int = 3) -> float:
    """Best of some runs, in seconds."""
    best = np.inf
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def exact_limits(rows: int = 1_000_000) -> dict[str, float]:
    from scipy.stats import chi2

    from sva.measures import exact_poisson

    random = np.random.default_rng(1)
    out = {}
    for name, counts in (
        ("small counts", random.poisson(random.gamma(1.0, 8.0, rows))),
        ("all different", np.arange(rows)),
    ):
        ours = timed(lambda counts=counts: exact_poisson(counts))
        some = pd.Series(random.choice(counts, 2_000))

        def loop(some: pd.Series = some) -> list[tuple[float, float]]:
            return [
                (
                    chi2.ppf(0.025, 2 * count) / 2 if count else 0.0,
                    chi2.ppf(0.975, 2 * count + 2) / 2,
                )
                for count in some
            ]

        theirs = timed(loop, 1) * rows / len(some)
        out[f"{name}: seconds"] = round(ours, 3)
        out[f"{name}: loop, seconds"] = round(theirs, 1)
        out[f"{name}: times faster"] = round(theirs / ours)
    return out


def disparity_table(areas: int = 35_000, groups: int = 19) -> dict[str, float]:
    from scipy.optimize import brentq
    from scipy.stats import binom

    from sva.measures import benjamini_hochberg, rate_ratio

    random = np.random.default_rng(2)
    area = np.repeat(np.arange(areas), groups)
    people = np.ceil(random.gamma(0.3, 250, areas * groups)) + 1
    reference_people = np.repeat(np.ceil(random.normal(1300, 150, areas)), groups)
    reference = np.repeat(random.poisson(random.gamma(2, 20, areas)), groups)
    count = random.poisson(
        people * reference / reference_people * random.gamma(4, 0.4, areas * groups)
    )
    table = pd.DataFrame(
        {
            "area": area,
            "count": count,
            "people": people,
            "ref": reference,
            "ref_people": reference_people,
        }
    )

    def ours() -> pd.DataFrame:
        found = rate_ratio(table["count"], table["people"], table["ref"], table["ref_people"])
        return found.assign(q=benjamini_hochberg(found["p"]))

    seconds = timed(ours)
    found = ours()

    def one(a: int, b: int) -> tuple[float, float]:
        def lower(p: float) -> float:
            return binom.sf(a, a + b, p) + binom.pmf(a, a + b, p) / 2 - 0.025

        def upper(p: float) -> float:
            return binom.cdf(a - 1, a + b, p) + binom.pmf(a, a + b, p) / 2 - 0.025

        return (brentq(lower, 0, 1) if a else 0.0), (brentq(upper, 0, 1) if b else 1.0)

    few = np.flatnonzero((found["method"] == "mid-p").to_numpy())
    some = random.choice(few, 300)
    loop = timed(lambda: [one(count[i], reference[i]) for i in some], 1) * len(few) / len(some)
    return {
        "rows": len(table),
        "mid-p rows": len(few),
        "seconds": round(seconds, 3),
        "loop, seconds": round(loop, 1),
        "times faster": round(loop / seconds),
    }


if __name__ == "__main__":
    print(
        json.dumps({"exact limits": exact_limits(), "disparity table": disparity_table()}, indent=2)
    )
