"""How often the comparison of disposals is right: long runs on fresh seeds, too long for the tests.

    python benchmarks/bench_outcomes.py [--replications 2000] [--seed 20261123]

1. Coverage of the 95% limits of each method with planted effects, 1,100 people a study.
2. The clock at the offer and the clock at the outcome date where nothing is planted.
3. Claims where a hidden cause makes an effect, by size of study; and where an effect is real and nothing is hidden.

The planted populations are those of tests/outcomes/test_outcomes_compare.py.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
SCENARIOS = {
    "none": (1.0, 1.0),
    "-30%": (0.7, 1.0),
    "-10%": (0.9, 1.0),
    "confounded, crude sign wrong": (0.8, -1.4),
}


def tests() -> Any:
    """Load the planted populations."""
    path = ROOT / "tests" / "outcomes" / "test_outcomes_compare.py"
    spec = importlib.util.spec_from_file_location("planted", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def coverage(planted: Any, seed: int, replications: int) -> dict[str, dict[str, float]]:
    out = {}
    for name, (effect, indication) in SCENARIOS.items():
        _, truth = planted.plant(
            np.random.default_rng(1), 400_000, effect=effect, indication=indication
        )
        hits: dict[str, list[bool]] = {}
        for turn in range(replications):
            people, _ = planted.plant(
                np.random.default_rng([seed, turn]), 1100, effect=effect, indication=indication
            )
            found = planted.compare(
                people, covariates=planted.COVARIATES, placebo=None, leave_out=False
            )
            for method, each in found.effects.items():
                hits.setdefault(method, []).append(each.limits[0] <= truth <= each.limits[1])
        out[name] = {method: round(float(np.mean(each)), 4) for method, each in hits.items()}
    return out


def clocks(planted: Any, seed: int, replications: int) -> dict[str, dict[str, float]]:
    from sva.assessment import load_assessment

    assessment = load_assessment("west-mercia-2023-05", ROOT)
    tables = planted.immortal(np.random.default_rng(seed), 400, replications)
    out = {}
    for clock, side in (("offer", "offered"), ("outcome", "recorded")):
        gaps, held = planted.differences(tables, 400, assessment, clock, side)
        out[clock] = {
            "covered": round(float(held.mean()), 4),
            "per 100": round(100 * float(gaps.mean()), 2),
        }
    return out


def claims(planted: Any, seed: int, replications: int) -> dict[str, dict[str, float]]:
    out = {}
    for people_each, effect, hidden in (
        (1100, 1.0, 0.5), (2500, 1.0, 0.5), (8000, 1.0, 0.5), (2500, 0.7, 0.0), (2500, 0.5, 0.0), (8000, 0.7, 0.0),
    ):  # fmt: skip
        clear, claimed = [], []
        for turn in range(replications // (4 if people_each > 5000 else 1)):
            people, _ = planted.plant(
                np.random.default_rng([seed, 1, turn]), people_each, effect=effect, hidden=hidden
            )
            found = planted.compare(people, covariates=planted.COVARIATES, placebo=None)
            clear.append(found.clear)
            claimed.append(found.carried)
        name = f"{people_each} people, effect {effect}, hidden {hidden}"
        out[name] = {
            "clear": round(float(np.mean(clear)), 4),
            "claimed": round(float(np.mean(claimed)), 4),
        }
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=20261123)
    given = parser.parse_args()
    planted = tests()
    for name, work in (("coverage", coverage), ("clocks", clocks), ("claims", claims)):
        print(
            json.dumps({name: work(planted, given.seed, given.replications)}, indent=1), flush=True
        )


if __name__ == "__main__":
    main()
