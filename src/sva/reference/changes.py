"""From LSOA 2011 to 2021 and back: change codes, and shares by population that keep every total.

U unchanged, S split, M merged, X changed in no simple way. A value of an area that was split is
shared over its parts by their population; nothing is lost and nothing is made. The shared values are
estimates: they stand in the ``weighted_`` columns, and the counts themselves stay with their own
vintage.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError, collect

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CHANGE_CODES", "apportion", "shares"]

CHANGE_CODES = {
    "U": "unchanged",
    "S": "split into two or more",
    "M": "merged from two or more",
    "X": "changed in no simple way",
}


def shares(changes: pd.DataFrame, population: pd.Series, to: int = 2021) -> pd.DataFrame:
    """Give the share of each LSOA that goes to each LSOA of the other vintage.

    Parameters
    ----------
    changes : pandas.DataFrame
        ``lsoa11_code``, ``lsoa21_code``, ``change_code``; see `Geography.changes`.
    population : pandas.Series
        Persons of the LSOAs of the vintage gone *to*, indexed by code. Only LSOAs that share a
        source with another need to be there.
    to : int
        2021 or 2011.

    Returns
    -------
    pandas.DataFrame
        ``source_code``, ``target_code``, ``change_code``, ``share`` (0 to 1; the shares of a source
        add up to 1).

    Raises
    ------
    SvaError
        If a needed population is missing, or a change code is not known.

    Notes
    -----
    Where one target has several sources (X), its whole population counts for each of them: the
    overlap of the two areas is not published with the lookup.

    Examples
    --------
    >>> import pandas as pd
    >>> lookup = pd.DataFrame({"lsoa11_code": ["E01014146"] * 2, "lsoa21_code": ["E01035082", "E01035083"],
    ...                        "change_code": ["S", "S"]})
    >>> shares(lookup, pd.Series({"E01035082": 300, "E01035083": 100}))["share"].tolist()
    [0.75, 0.25]
    """
    if to not in (2011, 2021):
        raise SvaError("LSOA vintages are 2011 and 2021", [Fault(f"to={to!r}", "2011 or 2021")])
    source, target = (
        ("lsoa11_code", "lsoa21_code") if to == 2021 else ("lsoa21_code", "lsoa11_code")
    )
    frame = changes[[source, target, "change_code"]].drop_duplicates([source, target])
    odd = sorted(set(frame["change_code"]) - set(CHANGE_CODES))
    frame = frame.rename(columns={source: "source_code", target: "target_code"}).reset_index(
        drop=True
    )
    alone = ~frame["source_code"].duplicated(keep=False)
    weight = frame["target_code"].map(population).astype("float64")
    missing = frame.loc[~alone & weight.isna(), "target_code"].drop_duplicates()
    faults = [Fault(f"change code {code!r}", ", ".join(CHANGE_CODES)) for code in odd]
    if len(missing):
        faults.append(
            Fault(
                f"{len(missing):,} LSOAs of {to} have no population (such as {missing.iloc[0]})",
                "the population of every part of a split area",
            )
        )
    collect("Values cannot be shared between LSOA vintages", faults)
    weight = weight.where(~alone, 1.0)
    total = weight.groupby(frame["source_code"]).transform("sum")
    parts = frame.groupby("source_code")["target_code"].transform("size")
    # Where nobody lives in any part, the parts share alike.
    frame["share"] = (weight / total).where(total > 0, 1.0 / parts)
    return frame


def apportion(values: pd.Series, table: pd.DataFrame) -> pd.Series:
    """Carry values from one LSOA vintage to the other by shares.

    Parameters
    ----------
    values : pandas.Series
        Counts indexed by LSOA code of the vintage come *from*. Null counts as an error.
    table : pandas.DataFrame
        From `shares`.

    Returns
    -------
    pandas.Series
        Float64, indexed by code of the other vintage; its sum is that of `values`.

    Raises
    ------
    SvaError
        Naming codes that the lookup does not know, or nulls, with their number.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"source_code": ["a", "a", "b"], "target_code": ["x", "y", "y"],
    ...                       "share": [0.75, 0.25, 1.0]})
    >>> apportion(pd.Series({"a": 8, "b": 1}), table).to_dict()
    {'x': 6.0, 'y': 3.0}
    """
    known = values.index.isin(table["source_code"])
    faults = []
    if not known.all():
        codes = values.index[~known]
        faults.append(
            Fault(
                f"{len(codes):,} codes are not in the lookup (such as {codes[0]})",
                "LSOAs of its vintage",
            )
        )
    if values.isna().any():
        faults.append(
            Fault(f"{int(values.isna().sum()):,} values are missing", "a number for each")
        )
    if values.index.has_duplicates:
        faults.append(Fault("a code stands twice", "one value per LSOA"))
    collect("Values cannot be carried to the other LSOA vintage", faults)
    mine = table[table["source_code"].isin(values.index)]
    carried = mine["source_code"].map(values.astype("float64")) * mine["share"]
    out = carried.groupby(mine["target_code"]).sum().astype("Float64")
    out.name = values.name
    out.index.name = values.index.name
    return out
