"""The registry of measures: what each counts, its unit, whether it adds up, how the gate recomputes it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources
from types import MappingProxyType
from typing import Literal, get_args

from sva.errors import Fault, collect

__all__ = ["MEASURES", "Kind", "Measure", "load_registry"]

Kind = Literal["count", "rate", "proportion", "ratio", "statistic"]

#: Along which columns the parts of a measure may add up to a whole.
HIERARCHIES = ("area", "time", "offence_group", "cohort", "group", "strata")


@dataclass(frozen=True)
class Measure:
    """One registered measure.

    Parameters
    ----------
    name : str
        As in the column ``measure``: what is counted, then the kind, ``victims.rate``.
    label : str
        As a reader is told it.
    kind : {"count", "rate", "proportion", "ratio", "statistic"}
        How the gate recomputes it: a count is its numerator; a rate is numerator over denominator times
        ``per``; a proportion likewise with ``per`` 100 (per cent); a ratio has reference counts too; a
        statistic cannot be recomputed from counts and is withheld or coarsened in the public edition.
    unit : str
        As printed after the number.
    counted : str
        What the numerator counts: offences and persons are never confused.
    adds_up : bool
        Whether parts sum to wholes.
    over : tuple of str
        The hierarchies over which it adds up.
    per : int
        Multiplier of a rate.
    denominator : {"population", "events", ""}
        A population is public and stays exact; events are counts of people or offences and are protected.
    cost : int
        What it costs the reader to lose one cell of it: 1 little, 9 what the commissioner asked for.
    limits : bool
        Whether chance has a say: a share of a whole count (a census, all areas, all rows of a file) has no limits.

    Examples
    --------
    >>> MEASURES["offences.rate"].unit
    'per 1,000 residents'
    """

    name: str
    label: str
    kind: Kind
    unit: str
    counted: str
    adds_up: bool
    over: tuple[str, ...] = ()
    per: int = 1
    denominator: str = ""
    cost: int = 5
    limits: bool = True


def load_registry(text: str) -> dict[str, Measure]:
    r"""Read a registry from TOML, one table a measure.

    Parameters
    ----------
    text : str
        The file's text.

    Returns
    -------
    dict of str to Measure

    Raises
    ------
    SvaError
        With every entry that is incomplete or contradicts itself.

    Examples
    --------
    >>> load_registry('["x.count"]\nlabel="X"\nkind="count"\nunit="x"\ncounted="x"\nadds_up=true\nover=["area"]')["x.count"].per
    1
    """
    faults: list[Fault] = []
    measures: dict[str, Measure] = {}
    for name, entry in tomllib.loads(text).items():
        try:
            measure = Measure(name=name, **{**entry, "over": tuple(entry.get("over", ()))})
        except TypeError as reason:
            faults.append(Fault(str(reason), "the fields of Measure", f"measures.toml [{name}]"))
            continue
        where = f"measures.toml [{name}]"
        if measure.kind not in get_args(Kind):
            faults.append(Fault(f"kind {measure.kind!r}", f"one of {get_args(Kind)}", where))
        if set(measure.over) - set(HIERARCHIES):
            faults.append(Fault(f"hierarchies {measure.over}", f"some of {HIERARCHIES}", where))
        if measure.adds_up != bool(measure.over):
            faults.append(
                Fault("adds_up and over disagree", "hierarchies exactly when it adds up", where)
            )
        if measure.kind in ("rate", "proportion", "ratio") and measure.denominator not in (
            "population",
            "events",
        ):
            faults.append(
                Fault(f"denominator {measure.denominator!r}", "'population' or 'events'", where)
            )
        measures[name] = measure
    collect("the registry of measures cannot be used", faults)
    return measures


MEASURES: MappingProxyType[str, Measure] = MappingProxyType(
    load_registry(
        resources.files("sva.estimates").joinpath("measures.toml").read_text(encoding="utf-8")
    )
)
