"""The code lists themselves: read, supplemented, and codes brought to their spelling."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError, collect
from sva.reference._data import read_bundled

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "as_listed", "lists", "load", "normalise"]

COLUMNS = ("code", "label", "group", "valid_from", "valid_to", "source", "status")
_BLANK = {"", "nan", "none", "null", "nat", "<na>"}
_OFFENCE = re.compile(r"0*(\d+(?:\.\d+)?[A-Z]?)\Z")


def lists() -> pd.DataFrame:
    """List the code lists: ``name``, ``title``, ``publisher``, ``vintage``, ``licence``."""
    return read_bundled("codes/index.csv")


def load(list_name: str, extra: pd.DataFrame | None = None) -> pd.DataFrame:
    """Load one code list.

    Parameters
    ----------
    list_name : str
        A name from `lists`.
    extra : pandas.DataFrame, optional
        Further codes (``code``, ``label``, ``group`` and whatever else is known), such as an
        assessment's own supplement; a code already in the list is replaced.

    Returns
    -------
    pandas.DataFrame
        ``code``, ``label``, ``group``, ``valid_from`` and ``valid_to`` (dates, null where no source
        gives one), ``source``, ``status`` (confirmed or unconfirmed), and the list's own columns.

    Examples
    --------
    >>> offences = load("offences").set_index("code")
    >>> offences.loc["34B", ["label", "group"]].tolist()
    ['Robbery of personal property', 'Robbery']
    """
    import pandas as pd

    known = lists()["name"].tolist()
    if list_name not in known:
        raise SvaError("There is no such code list", [Fault(f"{list_name!r}", ", ".join(known))])
    frame = read_bundled(f"codes/{list_name}.csv")
    if extra is not None:
        missing = [c for c in ("code", "label", "group") if c not in extra.columns]
        collect(
            f"Codes cannot be added to {list_name}",
            [Fault(f"no column {c!r}", "code, label, group") for c in missing],
        )
        own = extra.assign(code=extra["code"].map(lambda c: normalise(c, list_name)))
        own = own.assign(source=own.get("source", "supplied with the assessment"))
        own = own.assign(status=own.get("status", "unconfirmed"))
        frame = pd.concat([frame[~frame["code"].isin(own["code"])], own], ignore_index=True)
    for column in ("valid_from", "valid_to"):
        frame[column] = pd.to_datetime(frame[column], format="%Y-%m-%d")
    rest = [c for c in frame.columns if c not in COLUMNS]
    return frame[[*COLUMNS, *rest]]


def normalise(value: object, list_name: str) -> str:
    """Give a code as the list writes it: no spaces at the ends, no leading zeros, its letter case.

    Parameters
    ----------
    value : object
        A code as a partner's file has it.
    list_name : str
        The list; offence codes are further brought from ``008N`` to ``8N``.

    Returns
    -------
    str
        Empty for a blank.

    Examples
    --------
    >>> normalise(" 008n", "offences"), normalise("4.10", "offences"), normalise(22.0, "outcomes")
    ('8N', '4.10', '22')
    """
    text = str(value).strip()
    if text.casefold() in _BLANK:
        return ""
    if list_name == "outcomes":
        text = re.sub(r"(?i)^(outcome|type|oc)\s*", "", text)
        text = re.sub(r"\.0$", "", text).upper()
        return text.lstrip("0") or "0"
    if list_name == "offences":
        if isinstance(value, float) and value == int(value):
            text = str(int(value))
        match = _OFFENCE.match(text.upper())
        return match[1] if match else text
    return text


def as_listed(values: Iterable[object], list_name: str, frame: pd.DataFrame) -> pd.Series:
    """Give each value as the list's code; an unknown one as it stands, a blank as empty."""
    import pandas as pd

    column = values if isinstance(values, pd.Series) else pd.Series(list(values), dtype="object")
    table = {code.casefold(): code for code in frame["code"]}
    place, distinct = pd.factorize(column.astype("object"))
    known = [normalise(value, list_name) for value in distinct]
    known = [table.get(text.casefold(), text) for text in known]
    # A missing value has the place -1, which takes the last entry.
    return pd.Series(pd.array([*known, ""], dtype="str").take(place), index=column.index)
