"""Speed of the places, as ratios against the usual tools in the same run.

    python benchmarks/bench_places.py [--shared DIR]

1. Gi* on West Mercia's 250 m grid against `esda.G_Local` without permutations; equal to 1e-10; peak memory.
2. Hot spots (z, exact tail, correction) of all LSOAs of England and Wales, after the weights (needs open data).
3. Knox with 999 permutations on 20,000 events; the table against the naive count over all pairs.
4. Density on the same grid from 100,000 points against the direct sum (timed on 300 cells and scaled up).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np


def timed(work: Callable[[], object], repeats: int = 5) -> float:
    """Best of some runs, in seconds."""
    best = np.inf
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def peak() -> float:
    """Most memory so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def west_mercia() -> object:
    import shapely

    from sva.places.grid import make_grid
    from sva.reference.geography import bundled

    shapes = bundled().boundaries("lsoa", 2011).geometry.to_numpy()
    return make_grid(shapely.union_all(shapes), 250, keep="centre")


def g_star(grid: object) -> dict[str, float]:
    from sva.places.hotspots import local_g

    rng = np.random.default_rng(1)
    values = rng.poisson(rng.gamma(0.3, 3, len(grid))).astype(float)
    neighbours = grid.neighbours
    ours = local_g(values, neighbours)
    seconds = timed(lambda: local_g(values, neighbours))
    own_peak = peak()
    from esda import G_Local
    from libpysal.weights import WSP

    weights = WSP(neighbours).to_W(silence_warnings=True)
    theirs = {}

    def esda() -> None:
        theirs["z"] = G_Local(values, weights, transform="B", permutations=0, star=True).Zs

    slow = timed(esda, 1)
    return {
        "cells": len(grid),
        "seconds": round(seconds, 4),
        "esda, seconds": round(slow, 2),
        "times faster": round(slow / seconds),
        "largest difference": float(np.abs(ours - theirs["z"]).max()),
        "peak MB before esda": round(own_peak),
    }


def england_and_wales(shared: Path) -> dict[str, float]:
    path = shared / "open-data" / "boundaries" / "lsoa21-england-wales.geojson.gz"
    if not path.is_file():
        return {"not run": f"no {path.name}"}
    import gzip

    import shapely

    from sva.places.hotspots import hot_spots
    from sva.places.neighbours import contiguity

    text = json.loads(gzip.decompress(path.read_bytes()))
    shapes = shapely.from_geojson([json.dumps(f["geometry"]) for f in text["features"]])
    metres = shapely.transform(
        shapes, lambda xy: xy * [68_000, 111_000]
    )  # near enough for who is next to whom
    start = time.perf_counter()
    neighbours = contiguity(metres, gap=1.0)
    weights = time.perf_counter() - start
    rng = np.random.default_rng(2)
    people = rng.integers(1000, 3000, len(shapes))
    count = rng.poisson(people / 100)
    return {
        "LSOAs": len(shapes),
        "weights, seconds": round(weights, 2),
        "seconds": round(timed(lambda: hot_spots(count, people, neighbours), 3), 3),
    }


def near_repeats(events: int = 20_000) -> dict[str, float]:
    from sva.places.near_repeat import knox

    rng = np.random.default_rng(3)
    xy = rng.normal(0, 9000, (events, 2)).round()
    days = rng.integers(0, 1096, events)
    far, long = (0, 100, 200, 400), (0, 7, 14)
    seconds = timed(lambda: knox(xy, days, distances=far, periods=long), 2)
    found = knox(xy, days, distances=far, periods=long).table
    naive = np.zeros((3, 2), int)
    start = time.perf_counter()
    for i in range(events):
        gap = np.hypot(*(xy[i + 1 :] - xy[i]).T)
        lag = np.abs(days[i + 1 :] - days[i])
        a = np.searchsorted(far, gap, side="right") - 1
        b = np.searchsorted(long, lag, side="right") - 1
        near = (a < 3) & (b < 2)
        np.add.at(naive, (a[near], b[near]), 1)
    slow = time.perf_counter() - start
    return {
        "events": events,
        "seconds, 999 permutations": round(seconds, 2),
        "naive, seconds for one table": round(slow, 1),
        "times faster": round(slow * 1000 / seconds),
        "equal to the naive count": bool((found["observed"] == naive.ravel()).all()),
    }


def kernel(grid: object, points: int = 100_000, h: float = 500.0) -> dict[str, float]:
    from sva.places.density import density

    rng = np.random.default_rng(4)
    towns = grid.centres[rng.integers(0, len(grid), 60)]
    xy = towns[rng.integers(0, 60, points)] + rng.normal(0, 2500, (points, 2))
    surface = density(xy, grid, bandwidth=h)
    seconds = timed(lambda: density(xy, grid, bandwidth=h), 3)
    some = rng.choice(np.flatnonzero(surface.value > 1e-6 * surface.value.max()), 300, False)
    direct = np.empty(300)

    def plain() -> None:
        for i, cell in enumerate(grid.centres[some]):
            direct[i] = np.exp(-((xy - cell) ** 2).sum(axis=1) / (2 * h * h)).sum()

    slow = timed(plain, 1) * len(grid) / 300
    direct *= 1e6 / (2 * np.pi * h * h)
    return {
        "points": points,
        "cells": len(grid),
        "seconds": round(seconds, 2),
        "direct sum, seconds (scaled up)": round(slow),
        "times faster": round(slow / seconds),
        "largest relative difference": float(np.abs(surface.value[some] / direct - 1).max()),
    }


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    beside = Path(__file__).resolve().parents[2] / "shared"
    asked.add_argument("--shared", type=Path, default=Path(os.environ.get("SVA_SHARED", beside)))
    shared = asked.parse_args().shared
    grid = west_mercia()
    results = {
        "Gi* on the 250 m grid": g_star(grid),
        "density": kernel(grid),
        "near repeats": near_repeats(),
        "hot spots of England and Wales": england_and_wales(shared),
    }
    print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
