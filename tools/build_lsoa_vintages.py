"""Make the list of LSOA codes that ended with the 2011 vintage.

Usage::

    python tools/build_lsoa_vintages.py LOOKUP

LOOKUP is the ONS "LSOA (2011) to LSOA (2021) to local authority (2022) exact fit" lookup. Only the
codes that do not live on in 2021 are kept, with their change code; that and the ranges of new codes
are enough to tell the vintage of a column.
"""

from __future__ import annotations

import sys
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "src" / "sva" / "reference" / "data"


def main(path: str) -> None:
    """Write ``lsoa11-retired.csv``."""
    import pandas as pd

    lookup = pd.read_csv(path, encoding="utf-8-sig", dtype=str)
    ended = lookup[~lookup["LSOA11CD"].isin(lookup["LSOA21CD"])]
    begun = set(lookup["LSOA21CD"]) - set(lookup["LSOA11CD"])
    for letter, last in (("E", "E01033768"), ("W", "W01001958")):
        old = max(code for code in set(lookup["LSOA11CD"]) if code.startswith(letter))
        new = min(code for code in begun if code.startswith(letter))
        if old != last or new <= last:
            raise SystemExit(f"the ranges in sva.reference.vintage do not hold: {old}, {new}")
    table = ended[["LSOA11CD", "CHGIND"]].drop_duplicates("LSOA11CD").sort_values("LSOA11CD")
    table.columns = ["lsoa11_code", "change_code"]
    table.to_csv(DATA / "lsoa11-retired.csv", index=False)
    print(f"{len(table)} codes ended, {len(begun)} began")


if __name__ == "__main__":
    main(sys.argv[1])
