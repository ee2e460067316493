"""Ages in bands: put single years and small bands together, and never split one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["BANDS", "band", "bounds", "fits", "resolve", "sort_key", "within"]

OLDEST = 200
BANDS: Mapping[str, tuple[str, ...]] = {
    "policing": ("0-9", "10-17", "18-24", "25-34", "35-49", "50-64", "65+"),
    "five year": (*(f"{a}-{a + 4}" for a in range(0, 90, 5)), "90+"),
    "cohorts": ("0-17", "14-24", "0-24"),
}
_TEXT = re.compile(r"\s*(?:(\d+)\s*[-–]\s*(\d+)|(\d+)\s*\+|(\d+))\s*\Z")


def bounds(text: str) -> tuple[int, int]:
    """Give the first and last year of age of a band.

    Parameters
    ----------
    text : str
        ``"10-17"``, ``"90+"`` or ``"14"``.

    Returns
    -------
    tuple of int
        Both inclusive; an open band ends at 200.

    Examples
    --------
    >>> bounds("10-17"), bounds("90+"), bounds("14")
    ((10, 17), (90, 200), (14, 14))
    """
    match = _TEXT.match(str(text))
    if not match:
        raise SvaError("An age band cannot be read", [Fault(repr(text), '"10-17", "90+" or "14"')])
    low, high, open_, single = match.groups()
    if low is not None:
        return int(low), int(high)
    return (int(open_), OLDEST) if open_ is not None else (int(single), int(single))


def resolve(bands: str | Sequence[str]) -> tuple[str, ...]:
    """Give the bands of a name in `BANDS`, or those given, in their order."""
    if isinstance(bands, str):
        if bands not in BANDS:
            raise SvaError("There are no such age bands", [Fault(repr(bands), ", ".join(BANDS))])
        return BANDS[bands]
    return tuple(bands)


def fits(ages: Iterable[str], bands: str | Sequence[str]) -> bool:
    """Whether each published age lies wholly inside or wholly outside each band.

    Examples
    --------
    >>> fits(["0-15", "16-24"], ["14-24"]), fits(["0-13", "14-24"], ["14-24"])
    (False, True)
    """
    pairs = [bounds(a) for a in ages]
    for low, high in map(bounds, resolve(bands)):
        for a, b in pairs:
            if a <= high and b >= low and not (low <= a and b <= high):
                return False
    return True


def within(ages: pd.Series, low: int, high: int) -> pd.Series:
    """Mark the ages that lie in a range of years, both ends inclusive."""
    table = {age: low <= bounds(age)[0] and bounds(age)[1] <= high for age in ages.unique()}
    return ages.map(table).astype(bool)


def band(frame: pd.DataFrame, bands: str | Sequence[str]) -> pd.DataFrame:
    """Put the ages of a table into bands; a row in two overlapping bands appears twice.

    Parameters
    ----------
    frame : pandas.DataFrame
        With a column ``age``.
    bands : str or sequence of str
        A name of `BANDS`, or bands.

    Returns
    -------
    pandas.DataFrame
        The same columns; ``age`` holds the band. Ages in no band are left out.

    Raises
    ------
    SvaError
        If a band would split a published age band.
    """
    import pandas as pd

    wanted = resolve(bands)
    published = frame["age"].unique().tolist()
    if not fits(published, wanted):
        raise SvaError(
            "Published ages cannot be put into these bands",
            [Fault(", ".join(wanted), "unions of " + ", ".join(map(str, published[:25])))],
        )
    parts = [frame[within(frame["age"], *bounds(name))].assign(age=name) for name in wanted]
    return pd.concat(parts, ignore_index=True)


def sort_key(ages: pd.Series) -> pd.Series:
    """Give numbers that sort bands by their first, then their last year."""
    table = {age: bounds(age)[0] * 1000 + bounds(age)[1] for age in ages.unique()}
    return ages.map(table)
