"""A mapping: how one partner's file is laid under a contract. YAML, checked, no code."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

from sva.errors import Fault, SvaError, collect
from sva.intake.stated import (
    a_crs,
    a_date_format,
    a_delimiter,
    a_point,
    a_zone,
    an_encoding,
    faults_under,
)

if TYPE_CHECKING:
    from pathlib import Path

    from sva.intake.contract import Contract

__all__ = [
    "Column",
    "Coordinates",
    "Long",
    "Mapping",
    "Reading",
    "load_mapping",
    "parse_mapping",
    "shipped_mapping",
]

Text = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Reading(_Strict):
    """How the file is read; whatever is left out is found out and said in the log."""

    encoding: Annotated[Text, AfterValidator(an_encoding)] | None = None
    delimiter: (
        Annotated[str, StringConstraints(strip_whitespace=False), BeforeValidator(a_delimiter)]
        | None
    ) = None
    sheet: str | list[str] | None = None
    header_row: Annotated[int, Field(ge=1, le=60)] | None = None
    suppressed: list[Text] = ["*", "c", "[c]", "..", ":", "<5", "<10", "[x]", "[u]", "[low]"]
    blank: list[Text] = ["NULL", "null", "NaN", "N/A", "n/a", "#N/A"]


class Column(_Strict):
    """Where one canonical column comes from.

    ``column`` names the heading, or several candidates of which the first present is taken. ``time`` names a second heading that holds the
    time of day; ``scheme`` names an ethnicity scheme that cannot be told by itself. ``values`` maps the
    partner's values to canonical ones. ``formats`` lists date formats, tried in order. ``multiply`` turns units.
    """

    column: list[Text] = Field(default=[], validation_alias="column")
    values: dict[str, str | None] = {}
    formats: list[Annotated[Text, AfterValidator(a_date_format)]] = []
    timezone: Annotated[Text, AfterValidator(a_zone)] | None = None
    day_first: bool = True
    multiply: Annotated[float, Field(gt=0, allow_inf_nan=False)] = 1.0
    time: list[Text] = []
    scheme: Text | None = None
    default: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _short(cls, given: Any) -> Any:
        """Take a heading, or a list of headings, for a whole entry."""
        if isinstance(given, str):
            return {"column": [given]}
        if isinstance(given, list):
            return {"column": given}
        if isinstance(given, dict) and isinstance(given.get("column"), str):
            return {**given, "column": [given["column"]]}
        return given

    @field_validator("values", mode="before")
    @classmethod
    def _as_text(cls, values: object) -> object:
        if not isinstance(values, dict):
            return values
        return {
            _text(key): None if value is None else _text(value) for key, value in values.items()
        }


def _text(value: object) -> str:
    """Write YAML's yes and no as they were meant."""
    return (
        {True: "true", False: "false"}.get(value, str(value))
        if isinstance(value, bool)
        else str(value)
    )


class Coordinates(_Strict):
    """Where the point of a row stands: two columns, or one with grid references."""

    x: list[Text] = []
    y: list[Text] = []
    grid_reference: list[Text] = []
    crs: Annotated[str, Field(pattern=r"^EPSG:\d{4,6}$"), AfterValidator(a_crs)] = "EPSG:27700"

    @field_validator("x", "y", "grid_reference", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value

    @model_validator(mode="after")
    def _whole(self) -> Coordinates:
        if bool(self.x) != bool(self.y) or not (self.x or self.grid_reference):
            raise ValueError(
                "needs 'x' and 'y' (eastings first, longitudes first), or 'grid_reference'"
            )
        return self


class Long(_Strict):
    """Wide to long: groups of columns that each become a row of their own.

    ``groups`` lists, for every copy of the row, which heading stands for which canonical column.
    ``drop_if_blank`` names canonical columns; a copy in which all of them are blank is no row.
    """

    groups: list[dict[str, Text]] = Field(min_length=1)
    drop_if_blank: list[Text] = []


class Mapping(_Strict):
    """How one partner's file is laid under a contract."""

    contract: Text
    files: list[Text] = ["*"]
    read: Reading = Reading()
    columns: dict[str, Column] = {}
    constants: dict[str, str] = {}
    coordinates: Coordinates | None = None
    long: Long | None = None
    ignore: list[Text] = []
    default_places: list[Annotated[Text, AfterValidator(a_point)]] = []
    system_changes: list[Annotated[str, Field(pattern=r"^(19|20)\d{2}-(0[1-9]|1[0-2])$")]] = []
    notes: list[Text] = []

    @field_validator("files", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value

    @field_validator("constants", mode="before")
    @classmethod
    def _constant_text(cls, values: object) -> object:
        if not isinstance(values, dict):
            return values
        return {str(key): _text(value) for key, value in values.items()}


def load_mapping(path: Path, contract: Contract) -> Mapping:
    """Load one mapping and check it against its contract.

    Parameters
    ----------
    path : pathlib.Path
        A YAML file.
    contract : Contract
        Whose columns it must name.

    Returns
    -------
    Mapping

    Raises
    ------
    SvaError
        With file, line and key of everything that is wrong, all at once.
    """
    from sva.assessment.yaml import read_yaml

    document = read_yaml(path)
    return parse_mapping(document.data, contract, path.name, document.where)


def shipped_mapping(name: str) -> Path:
    """Give the path of a mapping that comes with the package.

    Parameters
    ----------
    name : str
        ``"data-police-uk-street"``, ``"data-police-uk-stop-search"`` or ``"data-police-uk-outcomes"``.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    SvaError
        If there is none of that name.

    Examples
    --------
    >>> shipped_mapping("data-police-uk-street").name
    'data-police-uk-street.yaml'
    """
    from pathlib import Path

    folder = Path(__file__).parent / "mappings"
    path = folder / f"{name}.yaml"
    if not path.is_file():
        known = ", ".join(sorted(one.stem for one in folder.glob("*.yaml")))
        raise SvaError(
            f"no mapping {name!r} is shipped", [Fault("unknown name", f"one of {known}")]
        )
    return path


def parse_mapping(
    data: dict[str, Any], contract: Contract, name: str = "mapping", where: Any = None
) -> Mapping:
    """Check plain values against the shape of a mapping and the columns of a contract.

    Parameters
    ----------
    data : dict
        As read from YAML.
    contract : Contract
    name : str, optional
        File name, for messages.
    where : callable, optional
        From a path of keys to file and line.

    Returns
    -------
    Mapping

    Examples
    --------
    >>> from sva.intake.contract import load_contract
    >>> parse_mapping({"contract": "police-street", "columns": {"mnth": "Month"}}, load_contract("police-street"))
    Traceback (most recent call last):
    ...
    sva.errors.SvaError: mapping cannot be used
      - mapping, key columns.mnth: police-street has no column 'mnth'; expected ...
    """
    place = where or (lambda at: f"{name}, key {'.'.join(map(str, at))}")
    try:
        mapping = Mapping.model_validate(data)
    except ValidationError as reason:
        raise SvaError(
            f"{name} cannot be used",
            [_fault(error, place) for error in reason.errors()],
        ) from None
    faults = []
    if mapping.contract != contract.name:
        faults.append(
            Fault(f"it is for {mapping.contract!r}", f"{contract.name!r}", place(("contract",)))
        )
    named = [(("columns", key), key) for key in mapping.columns]
    named += [(("constants", key), key) for key in mapping.constants]
    if mapping.long:
        named += [
            (("long", "groups", index), key)
            for index, group in enumerate(mapping.long.groups)
            for key in group
        ]
    for at, key in named:
        if key not in contract.fields:
            near = difflib.get_close_matches(key, list(contract.fields), n=1)
            faults.append(
                Fault(
                    f"{contract.name} has no column {key!r}",
                    f"one of {', '.join(contract.fields)}",
                    place(at),
                    f"Did you mean {near[0]!r}?" if near else "",
                )
            )
    collect(f"{name} cannot be used", faults or list(faults_under(mapping, contract, place)))
    return mapping


def _keys_at(location: tuple[Any, ...]) -> str:
    """List the keys that may stand at a place of a mapping."""
    models: dict[str, type[_Strict]] = {
        "columns": Column,
        "read": Reading,
        "coordinates": Coordinates,
        "long": Long,
    }
    model = models.get(str(location[0])) if location else Mapping
    return f"one of {', '.join(model.model_fields)}" if model else ""


def _fault(error: Any, place: Any) -> Fault:
    location = tuple(error["loc"])
    if error["type"] == "extra_forbidden":
        return Fault(
            f"unknown key {location[-1]!r}",
            _keys_at(location[:-1]),
            place(location),
        )
    message = error["msg"].removeprefix("Value error, ")
    return Fault(message[0].lower() + message[1:], where=place(location))
