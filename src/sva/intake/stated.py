"""What a mapping may state: each value is tried when the mapping is read, not when the first row meets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva.errors import Fault
from sva.intake.lists import UNKNOWN, key_of, lookup, values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from sva.intake.contract import Contract, Field
    from sva.intake.mapping import Mapping

__all__ = [
    "a_crs",
    "a_date_format",
    "a_delimiter",
    "a_point",
    "a_zone",
    "an_encoding",
    "faults_under",
]


def an_encoding(value: str) -> str:
    """Take an encoding of text.

    Raises
    ------
    ValueError
        If there is none of that name.

    Examples
    --------
    >>> an_encoding("windows-1252")
    'windows-1252'
    """
    import codecs

    try:
        codecs.lookup(value)
        "".encode(value)
    except (LookupError, ValueError):  # some codecs turn bytes into bytes, or text into text
        raise ValueError(f"{value!r} is not an encoding of text") from None
    return value


def a_delimiter(value: object) -> object:
    r"""Take one mark that may stand between cells; "tab" may be written out.

    Examples
    --------
    >>> a_delimiter("tab")
    '\t'
    """
    if not isinstance(value, str):
        return value
    mark = "\t" if value.strip().lower() in ("tab", "\\t") else value
    if len(mark) != 1 or not mark.isascii() or mark.isalnum() or mark in '"\\\r\n\x00':
        raise ValueError(f"{value!r} cannot stand between cells; such as ',', ';', '|' or tab")
    return mark


def a_zone(value: str) -> str:
    """Take a time zone.

    Examples
    --------
    >>> a_zone("Europe/London")
    'Europe/London'
    """
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{value!r} is no time zone; such as UTC or Europe/London") from None
    return value


def a_date_format(value: str) -> str:
    """Take a format of dates that says year and month.

    Examples
    --------
    >>> a_date_format("%m/%d/%Y")
    '%m/%d/%Y'
    """
    from datetime import UTC, datetime

    try:
        written = datetime(2023, 12, 31, 21, 40, tzinfo=UTC).strftime(value)
        datetime.strptime(written, value)  # noqa: DTZ007
    except ValueError as reason:
        raise ValueError(f"{value!r} is no format of dates: {reason}") from None
    year, month = ({"%Y", "%y"}, {"%m", "%b", "%B", "%j"})
    if not all(any(mark in value for mark in marks) for marks in (year, month)):
        raise ValueError(f"{value!r} does not say year and month; such as %d/%m/%Y")
    return value


def a_crs(value: str) -> str:
    """Take a system of coordinates that can be turned into the National Grid.

    Examples
    --------
    >>> a_crs("EPSG:4326")
    'EPSG:4326'
    """
    if value in ("EPSG:27700", "EPSG:4326"):
        return value
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        known = CRS.from_user_input(value)
    except CRSError:
        known = None
    if known is None or not (known.is_projected or known.is_geographic):
        raise ValueError(f"{value!r} is no system of points on a map; such as EPSG:27700")
    return value


def a_point(value: str) -> str:
    """Take a point as easting and northing.

    Examples
    --------
    >>> a_point("384950, 254750")
    '384950, 254750'
    """
    from math import isfinite

    try:
        pair = [float(part) for part in value.split(",")]
    except ValueError:
        pair = []
    if len(pair) != 2 or not all(isfinite(part) and 0 <= part < 10_000_000 for part in pair):
        raise ValueError(f"{value!r} is no point; such as '384950, 254750'")
    return value


def faults_under(
    mapping: Mapping, contract: Contract, place: Callable[[tuple[Any, ...]], str]
) -> Iterator[Fault]:
    """List what a mapping states that its contract cannot hold.

    Parameters
    ----------
    mapping : Mapping
        Of columns that the contract has.
    contract : Contract
    place : callable
        From a path of keys to file and line.

    Yields
    ------
    sva.errors.Fault
    """
    stated: list[tuple[tuple[str, ...], str, str | None]] = [
        (("constants", name), name, value) for name, value in mapping.constants.items()
    ]
    for name, spec in mapping.columns.items():
        stated += [
            (("columns", name, "values", key), name, value) for key, value in spec.values.items()
        ]
        stated.append((("columns", name, "default"), name, spec.default))
        if spec.scheme is not None and contract.fields[name].type == "ethnicity":
            yield from _scheme(spec.scheme, place(("columns", name, "scheme")))
    for at, name, value in stated:
        field = contract.fields[name]
        if value is not None and field.type in ("choice", "boolean"):
            yield from _on_list(field, value, place(at))
    if mapping.coordinates and not {"x", "y", "grid_reference"} & set(contract.fields):
        yield Fault(f"{contract.name} has no coordinates", "", place(("coordinates",)))
    for name in mapping.long.drop_if_blank if mapping.long else ():
        if name not in contract.fields:
            where = place(("long", "drop_if_blank"))
            yield Fault(f"{contract.name} has no column {name!r}", "a canonical column", where)


def _on_list(field: Field, value: str, where: str) -> Iterator[Fault]:
    name = field.codes or "boolean"
    if key_of(value) not in lookup(name):
        known = ", ".join([*values(name), UNKNOWN])
        yield Fault(f"{field.name} cannot be {value!r}", f"one of {known}", where)


def _scheme(scheme: str, where: str) -> Iterator[Fault]:
    from sva.reference.ethnicity import schemes

    known = schemes()["scheme"].tolist()
    if scheme not in known:
        yield Fault(f"unknown scheme {scheme!r}", f"one of {', '.join(known)}", where)
