"""A contract: what one source must look like, as data. Adding one is adding a file, not code."""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sva.errors import Fault, SvaError

__all__ = ["CONTRACTS", "GRAINS", "Contract", "Field", "list_contracts", "load_contract"]

CONTRACTS = Path(__file__).parent / "contracts"

#: The grain at which a source may lawfully come.
GRAINS = {
    "record": "records of the force's own, with its references, which become random keys on the way in",
    "anonymised": "anonymised rows: no reference, name, date of birth, address or NHS number",
    "aggregate": "counts only: no row may stand for a person",
    "published": "open data as published",
}

#: What a field may be.
TYPES = (
    "reference",
    "code",
    "choice",
    "ethnicity",
    "text",
    "boolean",
    "integer",
    "number",
    "age",
    "age_range",
    "date",
    "datetime",
    "month",
    "lsoa",
)


@dataclass(frozen=True)
class Field:
    """One canonical column of a contract.

    Parameters
    ----------
    name : str
        Its canonical name.
    type : str
        One of `TYPES`.
    meaning : str
        For the data dictionary, in plain words.
    essential : bool
        A row without it cannot be used and is quarantined; a file without the column is refused.
    key : str
        For references: which kind of key it becomes ("incident", "offence", "person", "search", "crime").
    codes : str
        For codes and choices: the list that holds the permitted values.
    names : tuple of str
        Headings under which systems export it, in lower case.
    example : str
        For the template.
    minimum, maximum : float or None
        For numbers.
    protected : bool
        A protected characteristic, whose completeness the readiness matrix shows.
    keep : bool
        False for a column that is read to derive others and is not kept.
    """

    name: str
    type: str
    meaning: str
    essential: bool = False
    key: str = ""
    codes: str = ""
    names: tuple[str, ...] = ()
    example: str = ""
    minimum: float | None = None
    maximum: float | None = None
    protected: bool = False
    keep: bool = True

    @property
    def headings(self) -> tuple[str, ...]:
        """Return every heading it may stand under: its own name first."""
        return (self.name, *self.names)


@dataclass(frozen=True)
class Contract:
    """What one source must look like.

    Parameters
    ----------
    name : str
        Such as ``"police-victims"``.
    title : str
        In plain words.
    table : str
        The clean table that it fills.
    partner : str
        Who holds it.
    grain : str
        One of `GRAINS`.
    legal_basis : str
        Under which power it may be asked for and sent.
    supports : str
        What an assessment can say with it.
    fields : dict of str to Field
    duplicate_key : tuple of str
        Fields that, all alike and none blank, make a later row a duplicate; empty where equal rows are not duplicates.
    rules : tuple of str
        Names of cleaning rules, in the order in which they run.
    date_field : str
        The field that places a row in a month.
    """

    name: str
    title: str
    table: str
    partner: str
    grain: str
    legal_basis: str
    supports: str
    fields: dict[str, Field]
    duplicate_key: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    date_field: str = ""

    @property
    def essential(self) -> list[str]:
        """Name the fields without which a row cannot be used."""
        return [field.name for field in self.fields.values() if field.essential]

    @property
    def protected(self) -> list[str]:
        """Name the fields that hold a protected characteristic."""
        return [field.name for field in self.fields.values() if field.protected]


def list_contracts() -> list[str]:
    """Name every contract, in alphabetical order.

    Examples
    --------
    >>> "police-offences" in list_contracts()
    True
    """
    return sorted(path.stem for path in CONTRACTS.glob("[!_]*.toml"))


@cache
def load_contract(name: str) -> Contract:
    """Load one contract.

    Parameters
    ----------
    name : str
        One of `list_contracts`.

    Returns
    -------
    Contract

    Raises
    ------
    SvaError
        If there is none of that name; near names are offered.

    Examples
    --------
    >>> load_contract("police-street").grain
    'published'
    """
    path = CONTRACTS / f"{name}.toml"
    if Path(name).name != name or not path.is_file() or name.startswith("_"):
        known = list_contracts()
        near = difflib.get_close_matches(name, known, n=1)
        raise SvaError(
            f"there is no contract {name!r}",
            [
                Fault(
                    "unknown contract",
                    f"one of {', '.join(known)}",
                    do_next=f"Did you mean {near[0]!r}?" if near else "",
                )
            ],
        )
    return _build(name, tomllib.loads(path.read_text(encoding="utf-8")))


@cache
def _shared_fields() -> dict[str, Any]:
    path = CONTRACTS / "_shared.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _build(name: str, data: dict[str, Any]) -> Contract:
    """Put the dictionary of one file into its types; ``use`` brings in a group of shared fields."""
    raw: dict[str, Any] = {}
    for group in data.pop("use", []):
        raw.update(_shared_fields()[group])
    for field, entry in data.pop("fields", {}).items():
        raw[field] = {**raw.get(field, {}), **entry}
    fields = {}
    for field, entry in raw.items():
        if entry.get("type") not in TYPES:
            raise SvaError(
                f"contract {name} is not sound",
                [
                    Fault(
                        f"field {field} has type {entry.get('type')!r}",
                        f"one of {', '.join(TYPES)}",
                    )
                ],
            )
        fields[field] = Field(name=field, **{**entry, "names": tuple(entry.get("names", ()))})
    return Contract(
        name=name,
        fields=fields,
        duplicate_key=tuple(data.pop("duplicate_key", ())),
        rules=tuple(data.pop("rules", ())),
        **data,
    )
