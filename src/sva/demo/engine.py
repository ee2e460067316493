"""One draw of the demonstration data: the clean tables that follow from a seed and a truth."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sva.demo.draw import hashed
from sva.demo.drawing import draw_offences
from sva.demo.incidents import Offences
from sva.demo.outcomes import draw_disposals, offence_outcomes
from sva.demo.people import Group, People, identities, people, person_class, settle
from sva.demo.places import land, places
from sva.demo.recording import characteristics, ethnicity
from sva.demo.reoffending import Histories, follow
from sva.demo.residents import residents
from sva.demo.stops import draw_stops
from sva.demo.tables import Tables, boolean, integers, join_keys, text
from sva.demo.truth import GROUPS, Truth

__all__ = ["simulate"]

_TYPES = ("person", "organisation", "police officer", "emergency worker")
_RELATIONS = (
    "Partner or ex-partner",
    "Family",
    "Acquaintance",
    "Other known",
    "Stranger",
    "Unknown",
)
_OVERLAP = 0.14  # share of suspects who are also among the oftenest harmed of their kind


def simulate(seed: int, truth: Truth | None = None) -> Tables:
    """Draw the clean tables in memory.

    Parameters
    ----------
    seed : int
        The same seed and truth give the same tables, row for row.
    truth : Truth, optional
        What is planted; the default truth where not given.

    Returns
    -------
    Tables
        Offences, victims, suspects, disposals and stops with the canonical columns of
        ``docs/architecture.md``, and what no partner records beside them (``hidden``).

    Examples
    --------
    >>> tables = simulate(7, Truth(scale=0.01))
    >>> tables.offences["offence_key"].is_unique, len(tables.victims) > 1000
    (True, True)
    """
    truth = truth or Truth()
    streams = [np.random.default_rng(s) for s in np.random.SeedSequence([20230331, seed]).spawn(6)]
    chances = people(truth)
    offences = draw_offences(truth, streams[0])
    victims = _draw_victims(truth, chances, offences, streams[1])
    suspects, histories = _draw_suspects(truth, chances, offences, streams[2])
    numbers = _person_numbers(victims, suspects, streams[3])
    victim_table, victim_hidden = _people_table(
        truth, "victims", offences, victims, numbers[0], streams[3]
    )
    suspect_table, suspect_hidden = _people_table(
        truth, "suspects", offences, suspects, numbers[1], streams[3]
    )
    disposals = draw_disposals(truth, offences, suspects, histories, streams[4])
    outcome = offence_outcomes(offences, suspects["offence"], disposals, streams[4])
    stops, stops_hidden = draw_stops(truth, streams[5])
    keep = disposals.kept
    row = suspects["offence"][keep]
    disposal_table = pd.DataFrame(
        {
            "incident_key": join_keys("i", offences.incident_number[row]),
            "offence_key": join_keys("o", offences.number[row]),
            "person_key": join_keys("p", numbers[1][keep]),
            "outcome_code": text(disposals.codes, disposals.outcome[keep]),
            "offered_on": disposals.offered_on[keep],
            "disposal_on": disposals.disposal_on[keep],
            "row_ref": join_keys("disposals:", np.arange(len(row))),
        },
        copy=False,
    )
    suspect_hidden["offered"] = histories.offered
    suspect_hidden["chance"] = histories.chance
    suspect_hidden["again_on"] = offences.date(histories.again)
    return Tables(
        offences.table(*outcome),
        victim_table,
        suspect_table,
        disposal_table,
        stops,
        {
            "offences": offences.hidden(), "victims": victim_hidden, "suspects": suspect_hidden,
            "disposals": pd.DataFrame({"suspect_row": np.flatnonzero(keep)}), "stops": stops_hidden,
        },
    )  # fmt: skip


def _draw_victims(
    truth: Truth, chances: People, offences: Offences, rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Choose the victims of the offences that have them."""
    at = np.flatnonzero(offences.has_victims)
    u = rng.random(len(at))
    offence = np.repeat(at, 1 + (u < 0.06).astype(int) + (u < 0.012))
    n = len(offence)
    u = rng.random(n)
    organisation = u < offences.attribute("organisation")[offence]
    officer = ~organisation & (u < offences.attribute("officer")[offence])
    kind = np.where(organisation, 1, np.where(officer, np.where(rng.random(n) < 0.8, 2, 3), 0))
    who = chances.draw(
        chances.victims, offences.curve[offence], offences.district[offence], 0.9, rng
    )
    # A second victim is often of the first one's household or company: same district and group.
    again = np.flatnonzero((offence[1:] == offence[:-1]) & (rng.random(n - 1) < 0.6)) + 1
    who.district[again], who.group[again] = who.district[again - 1], who.group[again - 1]
    who.cell[again] = who.cell[again] // len(GROUPS) * len(GROUPS) + who.group[again]
    working = kind >= 2
    who.age[working] = np.clip(who.age[working], 20, 60)
    year = 2018 + offences.month[offence] // 12
    person = identities(who, year - who.age, truth.repeat_victims, truth.scale, rng)
    person = np.where(
        working,
        person % (1 << 24) % 60 + (1 << 61) + who.district * 1000 + who.sex * 500 + who.group * 64,
        person,
    )
    person = np.where(organisation, (1 << 60) + offence, person)
    fresh = _first_of_pairs(offence, person)
    out = {"offence": offence, "person": person, "type": kind, "district": who.district, "sex": who.sex, "group": who.group, "age": who.age}  # fmt: skip
    return {name: value[fresh] for name, value in out.items()}


def _first_of_pairs(offence: np.ndarray, person: np.ndarray) -> np.ndarray:
    """Positions at which a person occurs at an offence for the first time, in order."""
    order = np.lexsort((np.arange(len(offence)), person, offence))
    same = (offence[order][1:] == offence[order][:-1]) & (person[order][1:] == person[order][:-1])
    return np.sort(order[np.concatenate([[True], ~same])]) if len(order) else order


def _draw_suspects(
    truth: Truth, chances: People, offences: Offences, rng: np.random.Generator
) -> tuple[dict[str, np.ndarray], Histories]:
    """Choose the suspects of the offences for which one is identified."""
    at = np.flatnonzero(
        offences.has_suspects & (rng.random(len(offences.code)) < offences.suspect_chance)
    )
    u = rng.random(len(at))
    more = np.where(offences.domestic[at], 0.02, 0.15)
    offence = np.repeat(at, 1 + (u < more).astype(int) + (u < more * 0.3))
    offence = offence[np.argsort(offences.month[offence], kind="stable")]
    found = follow(
        truth, chances, offences.month[offence], offences.day[offence], offences.curve[offence],
        offences.district[offence], offences.attribute("gravity")[offence], offences.closed[offence], rng,
    )  # fmt: skip
    group = Group.__new__(Group)
    group.district, group.sex, group.group = found.district, found.sex, found.group
    year = 2018 + offences.month[offence] // 12
    _, first, back = np.unique(found.person, return_index=True, return_inverse=True)
    cls = person_class(group, year - found.age)[first]
    # Some suspects are the oftenest harmed of their class; each of them is another resident.
    both = rng.random(len(first)) < _OVERLAP
    order = np.argsort(np.where(both, cls, np.iinfo(np.int64).max), kind="stable")
    sorted_ = cls[order]
    begin = np.searchsorted(sorted_[: both.sum()], sorted_[: both.sum()])
    rank = np.empty(len(first), np.int64)
    rank[order[: both.sum()]] = np.arange(both.sum()) - begin
    identity = np.where(both, cls << 24 | np.where(both, rank, 0), (1 << 62) + found.person[first])
    out = {
        "offence": offence, "person": identity[back], "district": found.district, "sex": found.sex,
        "group": found.group, "age": found.age, "looked_after": found.looked_after,
        "type": np.zeros(len(offence), int),
    }  # fmt: skip
    return out, found


def _person_numbers(
    victims: dict[str, np.ndarray], suspects: dict[str, np.ndarray], rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Give all people of both tables numbers, in an order that says nothing."""
    distinct, back = np.unique(
        np.concatenate([victims["person"], suspects["person"]]), return_inverse=True
    )
    number = rng.permutation(len(distinct)) + 10_000_000
    return number[back[: len(victims["person"])]], number[back[len(victims["person"]) :]]


def _people_table(
    truth: Truth, name: str, offences: Offences, rows: dict[str, np.ndarray], number: np.ndarray,
    rng: np.random.Generator,
) -> tuple[pd.DataFrame, pd.DataFrame]:  # fmt: skip
    """Write down the people of one table."""
    offence, person = rows["offence"], rows["person"]
    n = len(offence)
    someone = rows["type"] != 1
    private = rows["type"] == 0
    group = np.where(someone, rows["group"], -1)
    seen = 0.55 if name == "victims" else 0.9
    written, lost = ethnicity(
        truth, f"missing_{name}", group, person, offences.month[offence], seen, rng
    )
    known_age = someone & (rng.random(n) < (0.97 if name == "victims" else 0.985))
    sex = np.where(someone & (rng.random(n) < 0.985), rows["sex"], 2)
    home = settle(person, rows["district"], places(truth).homes)
    away = hashed(person, 5) < 0.045  # lives outside the force area
    lsoa = np.where(private & ~away & (rng.random(n) < 0.93), home, -1)
    ground = land()
    table = {
        "incident_key": join_keys("i", offences.incident_number[offence]),
        "offence_key": join_keys("o", offences.number[offence]),
        "person_key": join_keys("p", number),
        "person_type": text(_TYPES, rows["type"]),
        "age": integers(rows["age"], known_age),
        "sex": text(("Female", "Male", "Unknown"), sex),
        **written,
        **characteristics(person, rows["sex"], rows["age"], someone, rows.get("looked_after"), rng),
    }
    if name == "victims":
        domestic = offences.domestic[offence]
        u = rng.random(n)
        near = np.where(u < 0.68, 0, np.where(u < 0.93, 1, 3))
        far = np.where(u < 0.3, 2, np.where(u < 0.45, 3, np.where(u < 0.75, 4, 5)))
        table["relationship"] = text(
            _RELATIONS, np.where(someone, np.where(domestic, near, far), 5)
        )
    table["home_lsoa_code"] = text(ground.lsoa, lsoa)
    table["home_district_code"] = text(
        residents().districts, np.where(lsoa >= 0, ground.district[np.maximum(lsoa, 0)], -1)
    )
    if name == "suspects":
        table["arrested"] = boolean(
            rng.random(n) < offences.arrest_chance[offence], rng.random(n) < 0.97
        )
    table["row_ref"] = join_keys(f"{name}:", np.arange(n))
    hidden = pd.DataFrame(
        {
            "ethnic_group": text((*GROUPS, "Unknown"), np.where(someone, rows["group"], len(GROUPS))),
            "district": rows["district"], "age": rows["age"], "sex": rows["sex"],
            "person": number, "offence_row": offence, "missing": (lost > 0) & someone, "not_stated": lost == 2,
        }
    )  # fmt: skip
    return pd.DataFrame(table, copy=False), hidden
