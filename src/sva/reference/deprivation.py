"""English Indices of Deprivation by LSOA: 2019 on LSOA 2011, 2025 on LSOA 2021.

Two kinds of decile are kept apart by name. ``national_decile`` is the government's: 1 is the most
deprived tenth of England. ``local_decile`` ranks the LSOAs of one area among themselves, for maps of
that area alone. The two years rank different areas by different indicators, so that a change of
decile between them is no trend.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError
from sva.reference._data import find_published, header, read_published

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["DOMAINS", "from_files", "local_deciles"]

DOMAINS = (
    "IMD",
    "Income",
    "Employment",
    "Education",
    "Health",
    "Crime",
    "Housing",
    "Environment",
)
_YEAR_OF_VINTAGE = {2011: 2019, 2021: 2025}
_LSOAS_OF_ENGLAND = {2019: 32_844, 2025: 33_755}
_COLUMN = re.compile(
    r"(?P<domain>[A-Za-z]+?)(?:_and_(?:Access|Services))?_(?P<what>decile|rank|score)\Z"
)


def from_files(folder: str | Path, year: int, domain: str = "IMD") -> pd.DataFrame:
    """Read one index from a folder of files as published.

    Parameters
    ----------
    folder : str or pathlib.Path
        Searched at any depth.
    year : int
        2019 or 2025.
    domain : str
        One of `DOMAINS`.

    Returns
    -------
    pandas.DataFrame
        ``lsoa_code``, ``area_vintage`` (text), ``year``, ``domain``, ``national_rank`` (1 is the most
        deprived), ``national_decile`` (1 is the most deprived), ``score`` (null in 2019, where only
        ranks are at hand), ``source``: one row per LSOA of England.

    Raises
    ------
    SvaError
        If no such file is there, if its ranks are not those of the whole of England, or if its
        deciles are not tenths of its ranks.
    """
    if domain not in DOMAINS:
        raise SvaError("There is no such domain", [Fault(f"{domain!r}", ", ".join(DOMAINS))])
    if year not in _YEAR_OF_VINTAGE.values():
        raise SvaError("There is no such year of the index", [Fault(f"{year}", "2019 or 2025")])
    vintage = 2011 if year == 2019 else 2021
    for path in find_published(folder):
        if ".csv" not in path.name.lower():
            continue
        columns = header(path)
        code = next(
            (c for c in columns if re.fullmatch(rf"(?i)lsoa{str(vintage)[2:]}_?(cd|code)", c)), None
        )
        found = {m["what"]: c for c in columns if (m := _COLUMN.match(c)) and m["domain"] == domain}
        if code and {"rank", "decile"} <= set(found):
            return _read(path, code, found, year, vintage, domain)
    raise SvaError(
        "Deprivation is not supplied",
        [
            Fault(
                f"no file of the Indices of Deprivation {year}",
                f"LSOA {vintage} codes with ranks and deciles",
                str(folder),
                "Fetch it from the Ministry of Housing, Communities and Local Government.",
            )
        ],
    )


def _read(
    path: Path, code: str, found: dict[str, str], year: int, vintage: int, domain: str
) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    raw = read_published(path, [code, *found.values()])
    out = pd.DataFrame({"lsoa_code": raw[code]})
    out["area_vintage"] = str(vintage)
    out["year"] = year
    out["domain"] = domain
    out["national_rank"] = pd.to_numeric(raw[found["rank"]]).astype("Int64")
    out["national_decile"] = pd.to_numeric(raw[found["decile"]]).astype("Int64")
    score = raw[found["score"]] if "score" in found else pd.Series(pd.NA, index=raw.index)
    out["score"] = pd.to_numeric(score).astype("Float64")
    licence = "Ministry of Housing, Communities and Local Government, Open Government Licence v3.0"
    out["source"] = f"English Indices of Deprivation {year}; {licence}; file {path.name}"
    expected = _LSOAS_OF_ENGLAND[year]
    if len(out) != expected or not out["lsoa_code"].is_unique:
        raise SvaError(
            "The index does not cover England",
            [Fault(f"{out['lsoa_code'].nunique():,} LSOAs", f"{expected:,}", str(path))],
        )
    tenth = np.ceil(out["national_rank"].to_numpy("float64") * 10 / expected)
    wrong = int((tenth != out["national_decile"].to_numpy("float64")).sum())
    if wrong:
        raise SvaError(
            "Deciles do not follow from the ranks; they may be local ones, or 10 the most deprived",
            [Fault(f"{wrong:,} LSOAs", "decile 1 = the most deprived tenth of England", str(path))],
        )
    return out.sort_values("lsoa_code").reset_index(drop=True)


def local_deciles(index: pd.DataFrame, codes: list[str]) -> pd.DataFrame:
    """Rank the LSOAs of one area among themselves.

    Parameters
    ----------
    index : pandas.DataFrame
        From `from_files`.
    codes : list of str
        The LSOAs of the area, of the same vintage.

    Returns
    -------
    pandas.DataFrame
        The rows of these LSOAs with ``local_decile`` (1 is the most deprived tenth of *this area*).

    Raises
    ------
    SvaError
        If LSOAs of the area are not in the index: of another vintage, or in Wales.

    Examples
    --------
    >>> import pandas as pd
    >>> index = pd.DataFrame({"lsoa_code": list("abcdefghij"), "national_rank": range(101, 111)})
    >>> local_deciles(index, list("abcdefghij"))["local_decile"].tolist()
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    """
    import numpy as np

    inside = index[index["lsoa_code"].isin(codes)]
    absent = sorted(set(codes) - set(inside["lsoa_code"]))
    if absent:
        raise SvaError(
            "The index does not hold every LSOA of the area",
            [
                Fault(
                    f"{len(absent):,} of {len(set(codes)):,} (such as {absent[0]})",
                    "LSOAs of England in the vintage of the index",
                    do_next="Use 2019 with LSOA 2011 and 2025 with LSOA 2021.",
                )
            ],
        )
    place = inside["national_rank"].astype("int64").rank(method="first")
    decile = np.ceil(place * 10 / len(inside)).astype("int64")
    return inside.assign(local_decile=decile).reset_index(drop=True)
