"""Everything the package knows by heart, listed: what, of when, from whom, under which licence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError
from sva.reference._data import FOLDER, read_bundled, records
from sva.reference.code_lists import lists, load

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["EXTERNAL", "listing", "show", "unconfirmed"]

# What `sva fetch` brings and the loaders recognise; nothing of it comes with the package.
EXTERNAL: tuple[tuple[str, str, str, str], ...] = (
    (
        "LSOA 2011 to 2021 with change codes and district 2022",
        "geography",
        "LSOA11CD, LSOA21CD, CHGIND, LAD22CD",
        "ONS Open Geography",
    ),
    (
        "Output area 2021 to LSOA, MSOA, district, force",
        "geography",
        "lsoa21cd, msoa21cd, lad22cd, pfa22cd",
        "ONS Open Geography",
    ),
    (
        "LSOA 2021 to ward 2024, best fit",
        "geography",
        "lsoa21_code, ward24_code",
        "ONS Open Geography",
    ),
    (
        "District to community safety partnership to force",
        "geography",
        "LAD22CD, CSP22CD, PFA22CD",
        "ONS Open Geography",
    ),
    (
        "LSOA 2011 or 2021 boundaries, GeoJSON",
        "geography",
        "LSOA21CD or lsoa21_code",
        "ONS Open Geography",
    ),
    (
        "Ethnic group, LSOA or district (TS021)",
        "population",
        "lsoa21_code, ethnic_group, n",
        "ONS Census 2021",
    ),
    (
        "Age by single year (TS007), any level",
        "population",
        "geography code, Age: Aged 10 years; measures: Value, …",
        "ONS Census 2021",
    ),
    (
        "Age by single year, MSOA; mid-year estimates, LSOA 2011",
        "population",
        "one column per year of age",
        "ONS",
    ),
    (
        "Religion (TS030), disability (TS038)",
        "population",
        "lsoa21_code, religion or disability, n",
        "ONS Census 2021",
    ),
    (
        "Sexual orientation (TS077), gender identity (TS078)",
        "population",
        "msoa21_code, the characteristic, n; 16 and over",
        "ONS Census 2021",
    ),
    (
        "Legal partnership status (TS002)",
        "population",
        "Marital and civil partnership status: …; measures: Value",
        "ONS Census 2021",
    ),
    (
        "Ethnic group by sex by age (RM032), custom dataset",
        "population",
        "Age (n categories), Sex (2 categories), Ethnic group (n categories), Observation",
        "ONS Census 2021",
    ),
    (
        "Indices of Deprivation 2019 and 2025",
        "deprivation",
        "lsoa11_code or lsoa21_code, IMD_rank, IMD_decile",
        "MHCLG",
    ),
    ("Rural Urban Classification 2021", "rurality", "lsoa21_code, ruc21_code", "ONS and Defra"),
)


def listing() -> pd.DataFrame:
    """List every bundled list and table.

    Returns
    -------
    pandas.DataFrame
        ``name``, ``kind`` (codes, geography, measures, population), ``title``, ``vintage``, ``source``,
        ``licence``, ``rows``, ``unconfirmed`` (entries nobody has yet checked at their source).

    Examples
    --------
    >>> listing().set_index("name").loc["outcomes", ["kind", "vintage"]].tolist()
    ['codes', '2013 framework to 2026']
    """
    import pandas as pd

    held = [
        {**row, "kind": "codes", "source": row["publisher"], "file": f"codes/{row['name']}.csv"}
        for row in records(lists())
    ]
    rows = []
    for item in [*held, *records(read_bundled("datasets.csv"))]:
        frame = _table(item["file"])
        status = frame["status"] if "status" in frame else pd.Series(dtype="str")
        stated = {
            key: item[key] for key in ("name", "kind", "title", "vintage", "source", "licence")
        }
        unchecked = int((status == "unconfirmed").sum())
        rows.append({**stated, "rows": len(frame), "unconfirmed": unchecked})
    out = pd.DataFrame(rows)
    text = ["vintage", "source", "licence"]
    out[text] = out[text].astype("str").fillna("")
    return out.sort_values(["kind", "name"]).reset_index(drop=True)


def _table(file: str) -> pd.DataFrame:
    if file.endswith(".parquet"):
        import pyarrow.parquet as pq

        names = [n for n in pq.read_schema(FOLDER / file).names if n != "geometry"]
        return pq.read_table(FOLDER / file, columns=names).to_pandas()
    return read_bundled(file)


def show(name: str) -> pd.DataFrame:
    """Show one list or table.

    Parameters
    ----------
    name : str
        A name from `listing`.

    Returns
    -------
    pandas.DataFrame
        All its rows; boundaries without their polygons.

    Raises
    ------
    SvaError
        Listing the names there are.

    Examples
    --------
    >>> show("ethnicity")["label"].head(2).tolist()
    ['Bangladeshi', 'Chinese']
    """
    if name in set(lists()["name"]):
        return load(name)
    files = read_bundled("datasets.csv").set_index("name")["file"]
    if name in files.index:
        return _table(files[name])
    known = ", ".join(sorted([*lists()["name"], *files.index]))
    raise SvaError("There is no such reference list", [Fault(f"{name!r}", f"one of {known}")])


def unconfirmed() -> pd.DataFrame:
    """List the entries whose source nobody has yet checked, for the report's appendix.

    Returns
    -------
    pandas.DataFrame
        ``list``, ``code``, ``label``, ``source``.
    """
    import pandas as pd

    parts = []
    for name in listing()["name"]:
        frame = show(name)
        if "status" not in frame:
            continue
        frame = frame[frame["status"] == "unconfirmed"]
        code = frame.get("code", frame.get("area_code", frame.get("offence")))
        label = frame.get("label", frame.get("area_name", frame.get("table")))
        parts.append(
            pd.DataFrame({"list": name, "code": code, "label": label, "source": frame["source"]})
        )
    return pd.concat(parts, ignore_index=True)
