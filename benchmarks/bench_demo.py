"""Demonstration data: seconds and megabytes of the full set, milliseconds of a small draw.

Run ``python benchmarks/bench_demo.py``. The peer of a small draw is pandas building the same five tables
from lists, with nothing drawn, timed in the same run.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

from sva import demo

WRITE_SECONDS, WRITE_MEGABYTES, DRAW_MILLISECONDS = 60, 250, 30


def small_draw(scale: float, repeats: int = 40) -> float:
    """Median milliseconds of one draw."""
    truth = demo.Truth(scale=scale)
    demo.simulate(0, truth)
    times = []
    for seed in range(repeats):
        start = time.perf_counter()
        demo.simulate(seed, truth)
        times.append(time.perf_counter() - start)
    return sorted(times)[repeats // 2] * 1000


def from_lists(scale: float) -> float:
    """Milliseconds to build tables of the same cells by pandas from lists, without drawing anything."""
    tables = demo.simulate(0, demo.Truth(scale=scale))
    import pandas as pd

    lists = [tables[name].to_dict("list") for name in tables.names]
    start = time.perf_counter()
    for columns in lists:
        pd.DataFrame(columns)
    return (time.perf_counter() - start) * 1000


def main() -> int:
    with tempfile.TemporaryDirectory() as place:
        start = time.perf_counter()
        files = demo.write(Path(place) / "demonstration", 2023)
        seconds = time.perf_counter() - start
        megabytes = sum(f.stat().st_size for f in files) / 1e6
        start = time.perf_counter()
        current = demo.is_current(Path(place) / "demonstration", 2023)
        check = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    small, peer = small_draw(0.01), from_lists(0.01)
    print(f"write, full set      {seconds:7.1f} s    (bound {WRITE_SECONDS})")
    print(f"on disk              {megabytes:7.0f} MB   (bound {WRITE_MEGABYTES})")
    print(f"peak memory          {peak:7.0f} MB")
    print(f"is_current           {check * 1000:7.1f} ms   {current}")
    print(f"simulate, 1 in 100   {small:7.1f} ms   (aim {DRAW_MILLISECONDS})")
    print(f"frames from lists    {peer:7.1f} ms   (peer: the same cells, nothing drawn)")
    return 0 if current and seconds <= WRITE_SECONDS and megabytes <= WRITE_MEGABYTES else 1


if __name__ == "__main__":
    sys.exit(main())
