"""Ages as partners write them, brought into five bands that all of them can be compared in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["BANDS", "band_of_age", "band_of_words"]

#: Band to its lowest and highest age.
BANDS: dict[str, tuple[int, int]] = {
    "Under 18": (0, 17),
    "18 to 24": (18, 24),
    "25 to 34": (25, 34),
    "35 to 49": (35, 49),
    "50 and over": (50, 120),
}
_RANGE = re.compile(r"(\d{1,3})\s*(?:-|to|–)\s*(\d{1,3})")


def band_of_words(words: pd.Series) -> pd.Series:
    """Bring age groups in words into `BANDS`.

    Parameters
    ----------
    words : pandas.Series of str
        Such as "18-24", "18 to 24", "50+", "under 18".

    Returns
    -------
    pandas.Series of str
        Null where there is nothing, or where the words straddle two bands.

    Examples
    --------
    >>> import pandas as pd
    >>> band_of_words(pd.Series(["18-24", "10 to 17", "50+", "0-24", None])).tolist()
    ['18 to 24', 'Under 18', '50 and over', None, None]
    """
    import pandas as pd

    table = {text: _band(str(text)) for text in words.dropna().unique()}
    return pd.Series([table.get(text) for text in words], index=words.index, dtype=object)


def band_of_age(age: pd.Series) -> pd.Series:
    """Bring ages in years into `BANDS`.

    Parameters
    ----------
    age : pandas.Series of Int64

    Returns
    -------
    pandas.Series of str
        Null where the age is not known.

    Examples
    --------
    >>> import pandas as pd
    >>> band_of_age(pd.Series([17, 50, None], dtype="Int64")).tolist()
    ['Under 18', '50 and over', None]
    """
    import pandas as pd

    edges = [-1, *(high for _, high in BANDS.values())]
    bands = pd.cut(age.astype("Float64").astype("float64"), edges, labels=list(BANDS))
    return bands.astype(object).where(bands.notna(), None)


def _band(text: str) -> str | None:
    flat = text.strip().lower()
    if found := _RANGE.search(flat):
        low, high = int(found[1]), int(found[2])
    elif found := re.search(r"(?:under|below)\s*(\d{1,3})", flat):
        low, high = 0, int(found[1]) - 1
    elif found := re.search(r"(\d{1,3})\s*(?:\+|and over|or over)", flat):
        low, high = int(found[1]), 120
    else:
        return None
    return next((name for name, (a, b) in BANDS.items() if a <= low and high <= b), None)
