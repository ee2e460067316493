"""Write the tables of docs/methods/hotspots.md: false hot spots on maps without any, and planted ones found.

    python tools/hotspot_table.py            # all seeds: about five minutes
    python tools/hotspot_table.py --seeds 20 --maps 100

Everything is drawn from fixed seeds on West Mercia's 781 LSOAs of 2011; nothing in it is a finding.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from sva import cohorts, demo
from sva.assessment import load_assessment
from sva.demo.catalogue import CODES
from sva.demo.drawing import draw_offences
from sva.demo.places import MONTHS, land, places
from sva.measures import benjamini_hochberg
from sva.places.hotspots import hot_spots, is_hot, local_g
from sva.places.neighbours import contiguity
from sva.reference.geography import bundled

PAGE = Path(__file__).resolve().parent.parent / "docs" / "methods" / "hotspots.md"
MEANS = (0.05, 0.1, 0.3, 1.0, 3.0, 10.0)
BEGIN, END = "<!-- tables: written by tools/hotspot_table.py -->", "<!-- end of tables -->"


def ground() -> tuple[np.ndarray, object]:
    """Residents of the LSOAs, and who is next to whom."""
    shapes = bundled().boundaries("lsoa", 2011)
    assert (shapes["area_code"].to_numpy(str) == land().lsoa).all()
    return land().people, contiguity(shapes.geometry.to_numpy())


def null_maps(people: np.ndarray, neighbours: object, maps: int) -> list[str]:
    """Share of maps without hot spots that show any, by the exact tail and by Gi* with normal p."""
    from scipy.special import ndtr

    lines = [
        "| events a place | exact tail, any hot | exact tail, places | Gi*, normal p, any hot |",
        "| ---: | ---: | ---: | ---: |",
    ]
    for mean in MEANS:
        rng = np.random.default_rng([1, round(mean * 100)])
        counts = rng.poisson(mean * people[:, None] / people.mean(), (len(people), maps))
        hot = is_hot(counts, people, neighbours)
        normal = 0
        for one in counts.T:
            z = local_g(one / people, neighbours)
            normal += bool((benjamini_hochberg(ndtr(-z)) < 0.05).any())
        lines.append(
            f"| {mean:g} | {hot.any(axis=0).mean():.1%} | {hot.mean():.3%} | {normal / maps:.1%} |"
        )
    return lines


def planted(people: np.ndarray, neighbours: object, seeds: int) -> list[str]:
    """Recall of planted places, and the share of what is found that has none planted in or next to it."""
    codes = np.array([code.code for code in CODES])
    definition = load_assessment("west-mercia-2023-05").settings.definition
    headings = "other places vary | counted over | events | hot places | found of 12 lasting"
    lines = [
        f"| {headings} | found of 4 emerging | false: hot places | false: cores |",
        "| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for variation in (0.0, demo.Truth().place_variation):
        truth = replace(demo.Truth(), place_variation=variation)
        lie = places(truth)
        near = np.zeros(len(people))
        near[np.concatenate([lie.hot, lie.emerging])] = 1
        near = (near + neighbours @ near) > 0
        rows: dict[str, list[tuple[float, ...]]] = {"the last 12 months": [], "three years": []}
        for seed in range(seeds):
            drawn = draw_offences(truth, np.random.default_rng([2, seed]))
            kept = drawn.public & ~drawn.domestic & (drawn.status == 0)
            frame = pd.DataFrame(
                {
                    "offence_code": codes[drawn.code[kept]],
                    "knife_enabled": drawn.knife[kept],
                    "month": drawn.month[kept],
                    "lsoa": drawn.lsoa[kept],
                }
            )
            frame = frame[cohorts.classify(frame, definition).notna()]
            for name, months in (("the last 12 months", 12), ("three years", 36)):
                chosen = frame.loc[frame["month"] >= MONTHS - months, "lsoa"]
                counts = np.bincount(chosen, minlength=len(people))
                found = hot_spots(counts, people, neighbours)
                hot, core = found["hot"].to_numpy(), found["core"].to_numpy()
                rows[name].append(
                    (
                        counts.sum(),
                        hot.sum(),
                        hot[lie.hot].mean(),
                        hot[lie.emerging].mean(),
                        (hot & ~near).sum() / max(hot.sum(), 1),
                        (core & ~near).sum() / max(core.sum(), 1),
                    )
                )
        for name, values in rows.items():
            events, many, lasting, emerging, false, false_core = np.mean(values, axis=0)
            lines.append(
                f"| {variation:g} | {name} | {events:,.0f} | {many:.0f} | {lasting:.0%} | {emerging:.0%} | "
                f"{false:.1%} | {false_core:.1%} |"
            )
    return lines


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seeds", type=int, default=100)
    asked.add_argument("--maps", type=int, default=1000)
    given = asked.parse_args()
    people, neighbours = ground()
    text = [
        BEGIN,
        "",
        f"### Maps without hot spots: {given.maps:,} seeds",
        "",
        *null_maps(people, neighbours, given.maps),
        "",
        f"### Planted hot spots: {given.seeds} seeds",
        "",
        *planted(people, neighbours, given.seeds),
        "",
        END,
    ]
    print("\n".join(text))
    if PAGE.is_file():
        page = PAGE.read_text(encoding="utf-8")
        before, rest = page.split(BEGIN)
        PAGE.write_text(before + "\n".join(text) + rest.split(END)[1], encoding="utf-8")


if __name__ == "__main__":
    main()
