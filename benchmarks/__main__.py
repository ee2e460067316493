"""Run the benchmarks: all, or those named.

python -m benchmarks [run] [measures] [intake] …
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main() -> None:
    at_hand = {path.stem.removeprefix("bench_"): path for path in sorted(HERE.glob("bench_*.py"))}
    wanted = sys.argv[1:] or list(at_hand)
    unknown = [name for name in wanted if name not in at_hand]
    if unknown:
        sys.exit(f"no benchmark {', '.join(unknown)}; there are {', '.join(at_hand)}")
    for name in wanted:
        print(f"\n== {name}", flush=True)
        subprocess.run([sys.executable, str(at_hand[name])], check=True, cwd=HERE.parent)


if __name__ == "__main__":
    main()
