"""Make the bundled census tables of the West Mercia districts from files as published.

Usage::

    python tools/build_populations.py FOLDER

FOLDER holds Census 2021 tables TS021 (LSOA, five groups; LTLA, 19 groups), TS007 (LTLA), sex by LTLA,
and an LSOA 2021 to LAD lookup. They are found by their columns. What is written are sums and rows of
nine districts: small tables derived from published counts. The 2011 tables are typed in by hand from
the published table QS201EW and are only checked here.
"""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "src" / "sva" / "reference" / "data"


def main(folder: str) -> None:
    """Write the four tables of 2021 and check those of 2011."""
    import pandas as pd

    from sva.reference.population_files import read_tables

    districts = pd.read_csv(DATA / "districts.csv", dtype=str)["district_code"].tolist()
    lookup = pd.read_csv(
        next(Path(folder).rglob("exact-lsoa11-lsoa21-lad22-ew.csv.gz")),
        dtype=str,
        encoding="utf-8-sig",
    )
    inside = lookup[lookup["LAD22CD"].isin(districts)].drop_duplicates("LSOA21CD")
    district_of = inside.set_index("LSOA21CD")["LAD22CD"]
    written = []
    for table in read_tables(Path(folder)):
        frame, name = table.frame, None
        if table.characteristics == ("ethnic_group",) and table.level == "lsoa":
            frame = frame.assign(area_code=frame["area_code"].map(district_of)).dropna()
            name = "census2021-ethnicity5-district.csv"
        elif table.level == "district":
            frame = frame[frame["area_code"].isin(districts)]
            name = {
                ("ethnic_group_19",): "census2021-ethnicity19-district.csv",
                ("age",): "census2021-age-district.csv",
                ("sex",): "census2021-sex-district.csv",
            }.get(table.characteristics)
        if name is None or name in written:
            continue
        column = table.characteristics[0]
        if column == "age":
            frame = frame.assign(age=_bands(frame["age"]))
        sums = frame.groupby(["area_code", column], sort=False)["population"].sum().reset_index()
        if sums["area_code"].nunique() != len(districts):
            raise SystemExit(f"{name}: {sums['area_code'].nunique()} districts")
        sums = sums.rename(columns={"area_code": "district_code"})
        sums.sort_values("district_code", kind="stable").to_csv(DATA / name, index=False)
        written.append(name)
        print(f"{name}: {len(sums)} rows, {sums['population'].sum():,} people")
    if len(written) != 4:
        raise SystemExit(f"only {written} could be made")
    five = pd.read_csv(DATA / "census2011-ethnicity5-district.csv")["population"].sum()
    detail = pd.read_csv(DATA / "census2011-ethnicity19-west-mercia.csv")["population"].sum()
    cells = pd.read_csv(DATA / "census2011-lsoa11-west-mercia.csv")["residents"].sum()
    if not five == detail == cells == 1_222_416:
        raise SystemExit(f"2011 does not add up: {five}, {detail}, {cells}")


def _bands(ages):
    """Give the smallest bands from which both five-year and policing bands can be put together."""
    import pandas as pd

    starts = [0, 5, 10, 14, 15, 16, 18, 20, *range(25, 91, 5)]
    names = [f"{a}" if b - a == 1 else f"{a}-{b - 1}" for a, b in itertools.pairwise(starts)]
    return pd.cut(
        ages.str.rstrip("+").astype(int), [*starts, 200], right=False, labels=[*names, "90+"]
    ).astype(str)


if __name__ == "__main__":
    main(sys.argv[1])
