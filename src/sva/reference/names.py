"""Names of areas: ours, the published ones, and the spellings that partners use."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError
from sva.reference._data import read_bundled

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["area_names", "police_force_codes", "resolve"]


@cache
def area_names() -> pd.DataFrame:
    """Names of the areas above LSOA that the package knows: display name, published name, source."""
    import pandas as pd

    districts = read_bundled("districts.csv").rename(
        columns={"district_code": "area_code", "district_name": "area_name"}
    )
    forces = read_bundled("police-forces.csv")
    keep = ["area_type", "area_code", "area_name", "published_name", "vintage", "source", "status"]
    return pd.concat(
        [
            districts.assign(area_type="district")[keep],
            read_bundled("area-names.csv")[keep],
            forces.assign(area_type="police_force")[keep],
        ],
        ignore_index=True,
    )


@cache
def police_force_codes() -> dict[str, str]:
    """Give the code of each police force by the name that police.uk's files give it.

    Returns
    -------
    dict of str to str

    Examples
    --------
    >>> police_force_codes()["Warwickshire Police"]
    'E23000017'
    """
    forces = read_bundled("police-forces.csv")
    return dict(zip(forces["police_uk_name"], forces["area_code"], strict=True))


def resolve(names: Iterable[str], level: str) -> dict[str, str]:
    """Give the codes of areas named in partners' spellings.

    Parameters
    ----------
    names : iterable of str
        Names or codes; case and spaces at the ends do not matter.
    level : str
        ``"district"``, ``"upper_tier"``, ``"csp"``, ``"police_force"``, ``"icb"``, ``"fire"``, ``"yjs"``.

    Returns
    -------
    dict of str to str
        From each name as given to its code.

    Raises
    ------
    SvaError
        Naming every name that no list knows.

    Examples
    --------
    >>> resolve(["Herefordshire", "Herefordshire, County of", "telford & wrekin"], "district")
    {'Herefordshire': 'E06000019', 'Herefordshire, County of': 'E06000019', 'telford & wrekin': 'E06000020'}
    """
    known = area_names()
    known = known[known["area_type"] == level]
    aliases = read_bundled("area-aliases.csv")
    aliases = aliases[aliases["area_type"] == level]
    table = dict(zip(aliases["alias"].str.casefold(), aliases["area_code"], strict=True))
    for column in ("published_name", "area_name", "area_code"):
        table |= dict(zip(known[column].str.casefold(), known["area_code"], strict=True))
    wanted = list(dict.fromkeys(names))
    missing = [name for name in wanted if str(name).strip().casefold() not in table]
    if missing:
        allowed = ", ".join(sorted(known["area_name"])[:12])
        raise SvaError(
            f"Names of {level} areas are not known",
            [Fault(f"{name!r}", f"one of {allowed}") for name in missing],
        )
    return {name: table[str(name).strip().casefold()] for name in wanted}
