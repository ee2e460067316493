"""What is not a row of estimates and may still pass the gate: grid cells, survival curves, quotations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Self

from sva.errors import Fault, SvaError, collect

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["TYPES", "Extension", "GridCells", "Quotations", "SurvivalCurve"]

_SHARED = {"period_start": "date", "period_end": "date", "source": "string"}


@dataclass(frozen=True)
class Extension:
    """A table of declared columns under a name; use one of its kinds.

    Parameters
    ----------
    name : str
        Unique in a release, beginning with the kind: "grid.violence".
    frame : pandas.DataFrame
        Any order of columns; missing ones that may be null are added. Checked and typed on the way in.

    Raises
    ------
    SvaError
        With every fault found: unknown or absent columns, wrong types, values out of bounds.
    """

    name: str
    frame: pd.DataFrame

    kind: ClassVar[str] = ""
    columns: ClassVar[Mapping[str, str]] = MappingProxyType({})
    required: ClassVar[tuple[str, ...]] = ()
    unique: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "frame", self._typed())
        collect(f"{self.name!r} cannot be released", [*self._general(), *self.faults()])

    def faults(self) -> list[Fault]:
        """Find what is wrong with the values, beyond columns and types.

        Returns
        -------
        list of Fault
            Empty where all is well.
        """
        return []

    def write(self, path: Path) -> Path:
        """Write the table to Parquet, whole or not at all.

        Parameters
        ----------
        path : pathlib.Path
            Its folder is made if it is not there.

        Returns
        -------
        pathlib.Path
            The path given.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        self.frame.to_parquet(part, index=False, compression="zstd")
        part.replace(path)
        return path

    @classmethod
    def read(cls, name: str, path: Path) -> Self:
        """Read and check a table that `write` made.

        Parameters
        ----------
        name : str
            The extension's name.
        path : pathlib.Path
            A Parquet file.

        Returns
        -------
        Extension
            Of this kind.

        Raises
        ------
        SvaError
            If the file is absent or does not hold this kind.
        """
        import pandas as pd

        if not path.is_file():
            raise SvaError(
                f"{name!r} cannot be read", [Fault("there is no such file", where=str(path))]
            )
        return cls(name, pd.read_parquet(path))

    def _typed(self) -> pd.DataFrame:
        import pandas as pd

        message = f"{self.name!r} is not a table of kind {self.kind!r}"
        faults = [
            Fault(f"unknown column {column!r}", f"one of {', '.join(self.columns)}")
            for column in self.frame.columns
            if column not in self.columns
        ]
        faults += [
            Fault(f"no column {column!r}", "it in every row")
            for column in self.required
            if column not in self.frame.columns
        ]
        out: dict[str, pd.Series] = {}
        kinds: dict[str, Any] = dict(self.columns)
        for column, dtype in kinds.items():
            given = (
                self.frame[column]
                if column in self.frame.columns
                else pd.Series(None, index=self.frame.index, dtype=object)
            )
            try:
                out[column] = (
                    pd.to_datetime(given).astype("datetime64[s]")
                    if dtype == "date"
                    else given.astype(dtype)
                )
            except (TypeError, ValueError) as reason:
                faults.append(
                    Fault(f"column {column!r} holds what it cannot: {reason}", f"{dtype} or null")
                )
        collect(message, faults)
        frame = pd.DataFrame(out)
        return frame.sort_values(list(self.unique), kind="stable", ignore_index=True)

    def _general(self) -> list[Fault]:
        faults = []
        if self.name.split(".")[0] != self.kind or self.name.count(".") != 1:
            faults.append(Fault(f"the name {self.name!r}", f"'{self.kind}.' and a word"))
        for column in self.required:
            missing = int(self.frame[column].isna().sum())
            if missing:
                faults.append(Fault(f"no {column} in {missing} rows", f"a {column} in every row"))
        twice = int(self.frame.duplicated(list(self.unique)).sum())
        if twice:
            faults.append(
                Fault(f"{twice} rows stand twice", f"one row for each {', '.join(self.unique)}")
            )
        return faults

    def _negative(self, *columns: str) -> list[Fault]:
        return [
            Fault(f"a negative {column}", "zero or more")
            for column in columns
            if (self.frame[column] < 0).any()
        ]


@dataclass(frozen=True)
class GridCells(Extension):
    """Squares of a grid, or small areas drawn as shapes of their own, with a count each.

    Columns: ``cell`` (name of the square, unique), ``easting`` and ``northing`` of its lower left corner and
    ``side_m`` (metres), ``area_code`` (district), ``count``, ``population``, ``value`` (whatever the map shows),
    ``band`` (class, 1 lowest) and ``band_label``, ``already_public``.

    Examples
    --------
    >>> import pandas as pd
    >>> cells = pd.DataFrame({"cell": ["SO8454"], "easting": [384000], "northing": [254000], "side_m": [1000],
    ...     "count": [12], "population": [3100], "band": [2], "band_label": ["10 to 19"], "source": ["police"]})
    >>> GridCells("grid.violence", cells).frame["count"].tolist()
    [12]
    """

    kind: ClassVar[str] = "grid"
    columns: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "cell": "string",
            "easting": "Int64",
            "northing": "Int64",
            "side_m": "Int64",
            "area_code": "string",
            "count": "Int64",
            "population": "Int64",
            "value": "Float64",
            "band": "Int64",
            "band_label": "string",
            **_SHARED,
            "already_public": "boolean",
        }
    )
    required: ClassVar[tuple[str, ...]] = ("cell", "easting", "northing", "side_m", "source")
    unique: ClassVar[tuple[str, ...]] = ("cell",)

    def faults(self) -> list[Fault]:
        """Find counts under zero, squares without a side, and bands without words."""
        faults = self._negative("count", "population")
        if (self.frame["side_m"] < 1).any():
            faults.append(Fault("a side under one metre", "the side of the square in metres"))
        if (self.frame["band"].isna() != self.frame["band_label"].isna()).any():
            faults.append(Fault("a band without its label, or the reverse", "both or neither"))
        return faults


@dataclass(frozen=True)
class SurvivalCurve(Extension):
    """Steps of one or more curves of time to an event.

    Columns: ``group`` (one curve each), ``day`` (since the start), ``at_risk``, ``events``, ``censored``,
    ``survival`` (share still without the event, 0 to 1) with ``lower`` and ``upper``.

    Examples
    --------
    >>> import pandas as pd
    >>> steps = pd.DataFrame({"group": ["All", "All"], "day": [0, 30], "at_risk": [200, 190], "events": [0, 10],
    ...     "survival": [1.0, 0.95], "source": "police"})
    >>> SurvivalCurve("curve.reoffending", steps).frame["survival"].tolist()
    [1.0, 0.95]
    """

    kind: ClassVar[str] = "curve"
    columns: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "group": "string",
            "day": "Int64",
            "at_risk": "Int64",
            "events": "Int64",
            "censored": "Int64",
            "survival": "Float64",
            "lower": "Float64",
            "upper": "Float64",
            **_SHARED,
        }
    )
    required: ClassVar[tuple[str, ...]] = ("group", "day", "survival", "source")
    unique: ClassVar[tuple[str, ...]] = ("group", "day")

    def faults(self) -> list[Fault]:
        """Find days and counts under zero, shares out of bounds, curves that rise, limits on the wrong side."""
        frame = self.frame
        faults = self._negative("day", "at_risk", "events", "censored")
        outside = [
            name
            for name in ("survival", "lower", "upper")
            if ((frame[name] < 0) | (frame[name] > 1)).any()
        ]
        faults += [Fault(f"a {name} outside 0 to 1", "a share from 0 to 1") for name in outside]
        if (frame.groupby("group")["survival"].diff() > 1e-9).any():
            faults.append(Fault("a curve that rises", "survival that stays or falls with each day"))
        if ((frame["lower"] > frame["survival"]) | (frame["upper"] < frame["survival"])).any():
            faults.append(Fault("limits on one side of the curve", "lower <= survival <= upper"))
        return faults


@dataclass(frozen=True)
class Quotations(Extension):
    """What people said, word for word, with what they agreed to.

    Columns: ``quotation`` (its name), ``theme``, ``text``, ``speaker`` (in words that single nobody out: "young
    person, Telford"), ``consent`` (to be quoted to partners), ``public_consent`` (to be quoted in public),
    ``identity_checked`` (somebody has read it for names and for details that tell who spoke).

    Examples
    --------
    >>> import pandas as pd
    >>> said = pd.DataFrame({"quotation": ["q1"], "text": ["I take the long way home."], "consent": [True],
    ...     "public_consent": [False], "identity_checked": [True], "source": ["voice"]})
    >>> len(Quotations("quotation.young-people", said).frame)
    1
    """

    kind: ClassVar[str] = "quotation"
    columns: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "quotation": "string",
            "theme": "string",
            "text": "string",
            "speaker": "string",
            "consent": "boolean",
            "public_consent": "boolean",
            "identity_checked": "boolean",
            **_SHARED,
        }
    )
    required: ClassVar[tuple[str, ...]] = ("quotation", "text", "source")
    unique: ClassVar[tuple[str, ...]] = ("quotation",)

    def faults(self) -> list[Fault]:
        """Find public consent without consent."""
        wrong = self.frame["public_consent"].fillna(False) & ~self.frame["consent"].fillna(False)
        if wrong.any():
            return [
                Fault(
                    f"consent to be quoted in public without consent to be quoted, in {int(wrong.sum())} rows",
                    "consent wherever there is public_consent",
                )
            ]
        return []


#: Kind to type, for reading a stored release.
TYPES: Mapping[str, type[Extension]] = MappingProxyType(
    {each.kind: each for each in (GridCells, SurvivalCurve, Quotations)}
)
