"""Rural and urban: the 2021 classification by LSOA 2021."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError
from sva.reference._data import find_published, header, read_published

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CLASSES", "from_files"]

CLASSES = {
    "RLF1": "Larger rural: further from a major town or city",
    "RLN1": "Larger rural: nearer to a major town or city",
    "RSF1": "Smaller rural: further from a major town or city",
    "RSN1": "Smaller rural: nearer to a major town or city",
    "UF1": "Urban: further from a major town or city",
    "UN1": "Urban: nearer to a major town or city",
}


def from_files(folder: str | Path) -> pd.DataFrame:
    """Read the classification from a folder of files as published.

    Parameters
    ----------
    folder : str or pathlib.Path
        Searched at any depth.

    Returns
    -------
    pandas.DataFrame
        ``lsoa_code``, ``area_vintage`` (text, ``"2021"``), ``class_code``, ``class_name``,
        ``rural_urban`` (Rural or Urban), ``source``.

    Raises
    ------
    SvaError
        If no such file is there, or naming class codes that are not known.
    """
    for path in find_published(folder):
        if ".csv" not in path.name.lower():
            continue
        columns = header(path)
        code = next((c for c in columns if re.fullmatch(r"(?i)lsoa21_?(cd|code)", c)), None)
        kind = next((c for c in columns if re.fullmatch(r"(?i)ruc21_?(cd|code)", c)), None)
        if code and kind:
            return _read(path, code, kind)
    raise SvaError(
        "Rural and urban are not supplied",
        [
            Fault(
                "no file of the Rural Urban Classification 2021",
                "LSOA 2021 codes with class codes such as UN1",
                str(folder),
                "Fetch it from ONS Open Geography.",
            )
        ],
    )


def _read(path: Path, code: str, kind: str) -> pd.DataFrame:
    import pandas as pd

    raw = read_published(path, [code, kind])
    odd = raw.loc[~raw[kind].isin(CLASSES), kind].astype("object").value_counts(dropna=False)
    if len(odd):
        raise SvaError(
            "Rural and urban classes are not known",
            [Fault(f"{c!r} in {n:,} rows", ", ".join(CLASSES), str(path)) for c, n in odd.items()],
        )
    return pd.DataFrame(
        {
            "lsoa_code": raw[code],
            "area_vintage": "2021",
            "class_code": raw[kind],
            "class_name": raw[kind].map(CLASSES),
            "rural_urban": raw[kind].str[0].map({"R": "Rural", "U": "Urban"}),
            "source": f"Rural Urban Classification 2021; ONS, Open Government Licence v3.0; file {path.name}",
        }
    )
