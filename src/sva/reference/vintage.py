"""Tell the vintage of a column of LSOA codes, and refuse to mix vintages.

LSOA 2011 and 2021 share 33,647 of their codes. Those that ended in 2011 are listed with the package;
those that began in 2021 lie above the last code of 2011. A column is therefore told apart by the
codes that only one vintage has, never by its heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from sva.errors import Fault, SvaError

__all__ = ["Detection", "detect_vintage", "refuse_mixed", "require_vintage"]

_PATTERN = re.compile(r"[EW]01\d{6}\Z")
_LAST_2011 = {"E": "E01033768", "W": "W01001958"}
_LAST_2021 = {"E": "E01035762", "W": "W01002040"}


@dataclass(frozen=True)
class Detection:
    """What a column of LSOA codes says about its vintage.

    Parameters
    ----------
    vintage : int or None
        2011 or 2021; None if the codes fit both, mix both, or are no LSOA codes.
    state : str
        ``"found"``, ``"either"`` (only codes that both vintages share), ``"mixed"`` or ``"none"``.
    rows : int
        Rows with a code.
    only_2011, only_2021, in_both, unrecognised : int
        Rows whose code only 2011 has, only 2021 has, both have, neither has.
    blank : int
        Rows without a code.
    examples : dict of str to tuple of str
        Up to three codes for each of ``"2011"``, ``"2021"`` and ``"unrecognised"``.
    """

    vintage: int | None
    state: str
    rows: int
    only_2011: int
    only_2021: int
    in_both: int
    unrecognised: int
    blank: int
    examples: dict[str, tuple[str, ...]]

    @property
    def confidence(self) -> float:
        """The share of rows that the stated vintage explains, from 0 to 1; 0.5 for "either"."""
        if not self.rows or self.state in {"none", "mixed"}:
            return 0.0
        share = 1 - self.unrecognised / self.rows
        return share if self.state == "found" else share / 2

    def __str__(self) -> str:
        names = {
            "found": f"LSOA {self.vintage}",
            "either": "LSOA 2011 or 2021 (only codes that both share)",
            "mixed": "LSOA 2011 and 2021 mixed",
            "none": "no LSOA codes",
        }
        return (
            f"{names[self.state]}: of {self.rows:,} rows, {self.only_2011:,} have a code that only 2011 has, "
            f"{self.only_2021:,} one that only 2021 has, {self.in_both:,} one of both, "
            f"{self.unrecognised:,} none of either; {self.blank:,} blank"
        )


@cache
def _retired() -> frozenset[str]:
    from sva.reference._data import read_bundled

    return frozenset(read_bundled("lsoa11-retired.csv")["lsoa11_code"])


def _kind(code: str) -> str:
    if not _PATTERN.match(code):
        return "unrecognised"
    letter = code[0]
    if code > _LAST_2021[letter]:
        return "unrecognised"
    if code > _LAST_2011[letter]:
        return "2021"
    return "2011" if code in _retired() else "both"


def detect_vintage(codes: Iterable[object]) -> Detection:
    """Tell which LSOA vintage a column of codes is of.

    Parameters
    ----------
    codes : iterable
        LSOA codes, one per row; blanks are counted apart.

    Returns
    -------
    Detection

    Examples
    --------
    >>> detect_vintage(["E01013986", "E01035081"]).vintage
    2021
    >>> print(detect_vintage(["E01013986"]))
    LSOA 2011 or 2021 (only codes that both share): of 1 rows, 0 have a code that only 2011 has,
    0 one that only 2021 has, 1 one of both, 0 none of either; 0 blank
    """
    import pandas as pd

    column = pd.Series(list(codes), dtype="object")
    blank = column.isna() | (column.astype(str).str.strip() == "")
    counts = column[~blank].astype(str).str.strip().value_counts()
    rows = {"2011": 0, "2021": 0, "both": 0, "unrecognised": 0}
    seen: dict[str, list[str]] = {"2011": [], "2021": [], "unrecognised": []}
    for code, count in counts.items():
        kind = _kind(str(code))
        rows[kind] += int(count)
        if kind in seen:
            seen[kind].append(str(code))
    old, new = rows["2011"], rows["2021"]
    if old and new:
        state, vintage = "mixed", None
    elif old or new:
        state, vintage = "found", 2011 if old else 2021
    else:
        state, vintage = ("either" if rows["both"] else "none"), None
    return Detection(
        vintage=vintage,
        state=state,
        rows=int((~blank).sum()),
        only_2011=old,
        only_2021=new,
        in_both=rows["both"],
        unrecognised=rows["unrecognised"],
        blank=int(blank.sum()),
        examples={key: tuple(sorted(found)[:3]) for key, found in seen.items()},
    )


def refuse_mixed(codes: Iterable[object], where: str = "LSOA column") -> Detection:
    """Return the detection, or raise if the column mixes vintages.

    Parameters
    ----------
    codes : iterable
        LSOA codes, one per row.
    where : str
        File and column, for the message.

    Returns
    -------
    Detection

    Raises
    ------
    SvaError
        If codes that only 2011 has stand beside codes that only 2021 has.
    """
    found = detect_vintage(codes)
    if found.state == "mixed":
        old, new = found.examples["2011"][0], found.examples["2021"][0]
        raise SvaError(
            "LSOA codes of two vintages stand in one column",
            [
                Fault(
                    f"{found.only_2011:,} rows with a code of 2011 alone (such as {old}) and "
                    f"{found.only_2021:,} with a code of 2021 alone (such as {new})",
                    "codes of one vintage",
                    where,
                    "Split the file by vintage and convert one part.",
                )
            ],
        )
    return found


def require_vintage(codes: Iterable[object], vintage: int, where: str = "LSOA column") -> Detection:
    """Return the detection, or raise if the column is not of the vintage that is about to be joined.

    Parameters
    ----------
    codes : iterable
        LSOA codes, one per row.
    vintage : int
        2011 or 2021, the vintage of the areas or populations at hand.
    where : str
        File and column, for the message.

    Returns
    -------
    Detection

    Raises
    ------
    SvaError
        If the column mixes vintages or is of the other one. The message says how many rows would
        have been lost or misplaced.

    Examples
    --------
    >>> require_vintage(["E01035081"], 2011, "street.csv, column LSOA code")
    Traceback (most recent call last):
    ...
    sva.errors.SvaError: LSOA codes are of another vintage than the areas they are to be joined to
      - street.csv, column LSOA code: 1 rows with a code that only LSOA 2021 has (such as E01035081);
        expected LSOA 2011. Use areas and populations of 2021, or convert the codes.
    """
    found = refuse_mixed(codes, where)
    if found.vintage not in (None, vintage):
        other = found.vintage
        count = found.only_2021 if other == 2021 else found.only_2011
        raise SvaError(
            "LSOA codes are of another vintage than the areas they are to be joined to",
            [
                Fault(
                    f"{count:,} rows with a code that only LSOA {other} has "
                    f"(such as {found.examples[str(other)][0]})",
                    f"LSOA {vintage}",
                    where,
                    f"Use areas and populations of {other}, or convert the codes.",
                )
            ],
        )
    return found
