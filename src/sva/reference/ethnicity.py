"""Ethnicity codes and labels: which scheme a column is in, and what its values mean.

The same mark means different things in different schemes: ``A`` is White British to the NHS and Asian
to some forces; ``1`` to ``6`` are officer-observed codes or rows of a census table; "Other" holds
Arab in the census and whatever an officer could not place on the street. A column is therefore
matched against the schemes as a whole, the scheme is named with a confidence, and nothing is mapped
before.

Self-defined and officer-observed ethnicity are two facts. Both can be brought to the five groups,
but the result carries its ``basis`` and the two are never merged here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError, collect
from sva.reference.ethnicity_labels import parse_label, standard_labels
from sva.reference.ethnicity_schemes import (
    SchemeDetection,
    as_text,
    detect_scheme,
    groups19,
    meaning,
    scheme_codes,
    schemes,
)

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "ALL",
    "GROUPS",
    "OBSERVED_GROUPS",
    "UNKNOWN",
    "SchemeDetection",
    "crosswalk",
    "detect_scheme",
    "groups19",
    "parse_label",
    "scheme_codes",
    "schemes",
    "standard_labels",
]

ALL = "All"
UNKNOWN = "Unknown"
GROUPS = ("Asian", "Black", "Mixed", "Other", "White", UNKNOWN)
OBSERVED_GROUPS = (
    "Arab or North African",
    "Asian",
    "Black",
    "Chinese or South East Asian",
    "Mixed",
    "Other",
    "White",
    UNKNOWN,
)
_SURE = 0.9


def crosswalk(
    values: Iterable[object],
    to: str = "group",
    *,
    scheme: str | None = None,
    hint: str = "",
    where: str = "ethnicity column",
) -> pd.Series:
    """Map a column of ethnicity codes or labels to the five groups, the 19, or the observed ones.

    Parameters
    ----------
    values : iterable
        The column. Blanks become Unknown.
    to : str
        ``"group"`` (five groups and Unknown), ``"code"`` (19 groups and NS) or ``"observed"``.
    scheme : str, optional
        The scheme, where it is known; else it is detected and must be sure.
    hint : str
        The column's heading, for detection.
    where : str
        File and column, for messages.

    Returns
    -------
    pandas.Series
        Text. Null where the scheme is coarser than what is asked for (an observed "Asian" has no
        19-group code; a self-defined Mixed has no observed group; "BAME" has none of the five).

    Raises
    ------
    SvaError
        If the scheme is not sure, or naming each unknown value with its rows.

    Examples
    --------
    >>> crosswalk(["W1", "A4", None], scheme="sde-18").tolist()
    ['White', 'Asian', 'Unknown']
    >>> crosswalk(["W7", "W7", "W1"], scheme="sde-18")
    Traceback (most recent call last):
    ...
    sva.errors.SvaError: Ethnicity values are not in the scheme sde-18
      - ethnicity column: 'W7' in 2 rows; expected a code of sde-18. Correct the file, or name its scheme
        or value map in the mapping.
    """
    import pandas as pd

    position = {"code": 0, "group": 1, "observed": 2}
    if to not in position:
        raise SvaError("Unknown crosswalk", [Fault(f"to={to!r}", ", ".join(position))])
    column = values if isinstance(values, pd.Series) else pd.Series(list(values), dtype="object")
    if scheme is None:
        found = detect_scheme(column, hint)
        if found.scheme is None and not found.unknown:
            scheme = "five"
        elif found.confidence < _SURE:
            raise SvaError(
                "The ethnicity scheme cannot be told",
                [Fault(found.reason, "one scheme", where, "Name the scheme in the mapping.")],
            )
        else:
            scheme = found.scheme
    place, distinct = pd.factorize(column.astype("object"))
    # A missing value has the place -1, which takes the last entry.
    words = pd.array([*map(as_text, distinct), ""], dtype="str")
    text = pd.Series(words.take(place), index=column.index)
    meant = {value: meaning(str(scheme), value) for value in text.unique() if value}
    counts = text.value_counts()
    collect(
        f"Ethnicity values are not in the scheme {scheme}",
        [
            Fault(
                f"{value!r} in {counts[value]:,} rows",
                f"a code of {scheme}",
                where,
                "Correct the file, or name its scheme or value map in the mapping.",
            )
            for value, m in meant.items()
            if m is None
        ],
    )
    table: dict[str, str | None] = {v: m[position[to]] for v, m in meant.items() if m is not None}
    if to == "observed":
        own = dict(zip(groups19()["code"], groups19()["observed"].astype("object"), strict=True))
        for value, m in meant.items():
            if m and m[2] is None and m[0]:
                table[value] = None if pd.isna(own[m[0]]) else own[m[0]]
    table[""] = "NS" if to == "code" else UNKNOWN
    return text.map(table).astype("str").rename("ethnic_group" if to == "group" else to)
