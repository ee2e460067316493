"""Stop and search: one row a search, with the planted disparity of each year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sva.demo.catalogue import KINDS, SEARCH_TOTALS
from sva.demo.clock import DAY0, clock
from sva.demo.places import land, places
from sva.demo.recording import ethnicity
from sva.demo.residents import residents
from sva.demo.tables import boolean, integers, join_keys, text
from sva.demo.truth import FIRST_YEAR, GROUPS, Truth

__all__ = ["AGE_RANGES", "draw_stops", "search_shares"]

AGE_RANGES = ("Under 10", "10-17", "18-24", "25-34", "Over 34")
_FROM = np.array([0, 10, 18, 25, 35])
_TO = np.array([9, 17, 24, 34, -1])
_POWERS = {  # legislation: share, objects and their shares, chance that a find is of the object
    "Misuse of Drugs Act 1971 (section 23)": (0.66, {"Controlled drugs": 1.0}),
    "Police and Criminal Evidence Act 1984 (section 1)": (
        0.32,
        {"Offensive weapons": 0.42, "Stolen goods": 0.28, "Article for use in theft": 0.22, "Articles for use in criminal damage": 0.06, "Fireworks": 0.02},
    ),
    "Firearms Act 1968 (section 47)": (0.012, {"Firearms": 1.0}),
    "Criminal Justice and Public Order Act 1994 (section 60)": (0.008, {"Anything to threaten or harm anyone": 1.0}),
}  # fmt: skip
# police.uk's officer-defined groups are fewer than the force's own.
_OFFICER = {"Arab or North African": "Other", "Chinese or South East Asian": "Asian"}
_OUTCOMES = {
    "A no further action disposal": 0.715, "Arrest": 0.115, "Community resolution": 0.1,
    "Summons / charged by post": 0.03, "Khat or Cannabis warning": 0.025, "Penalty Notice for Disorder": 0.005,
    "Caution (simple or conditional)": 0.01,
}  # fmt: skip


def search_shares(truth: Truth, year: int) -> np.ndarray:
    """Give the true share of each ethnic group among the searched of a financial year, in the order of `GROUPS`."""
    people = residents().counts.sum((0, 1, 2))
    weight = people * [truth.ratio("search_ratio", g, year) for g in GROUPS]
    return weight / weight.sum()


def draw_stops(truth: Truth, rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw the searches of all years.

    Parameters
    ----------
    truth : Truth
        What is planted.
    rng : numpy.random.Generator
        Where chance comes from.

    Returns
    -------
    tuple of pandas.DataFrame
        The clean table, and row for row what no partner records (true group, point).
    """
    totals = [SEARCH_TOTALS[y - FIRST_YEAR] * truth.scale for y in truth.years]
    counts = [int(t + rng.random()) if truth.fixed_totals else int(rng.poisson(t)) for t in totals]
    year = np.repeat(np.array(truth.years) - FIRST_YEAR, counts)
    n = len(year)
    group = np.concatenate(
        [np.searchsorted(np.cumsum(search_shares(truth, y))[:-1], rng.random(c)) for y, c in zip(truth.years, counts, strict=True)]
    )  # fmt: skip
    month = rng.integers(0, 12, n) + 12 * year
    kind = np.full(n, [k.name for k in KINDS].index("robbery"))
    day, minute = clock().draw(kind, month, rng)
    order = np.argsort(day * 1440 + minute, kind="stable")
    group, month, day, minute = group[order], month[order], day[order], minute[order]
    ground, planted = land(), places(truth)
    lsoa = planted.draw(np.full(n, planted.names.index("day")), month, rng)
    points = ground.points(lsoa, rng)
    lost_place = rng.random(n) < truth.unlocated * 3
    sex = np.where(rng.random(n) < 0.91, 1, 0)
    sex = np.where(rng.random(n) < 0.01, 2, sex)
    age = np.searchsorted(np.cumsum([0.001, 0.2, 0.36, 0.25]), rng.random(n))
    no_age = rng.random(n) < 0.05
    power = np.searchsorted(np.cumsum([v[0] for v in _POWERS.values()])[:-1], rng.random(n))
    objects = list(dict.fromkeys(o for _, found in _POWERS.values() for o in found))
    table = np.array([[found.get(o, 0.0) for o in objects] for _, found in _POWERS.values()])
    object_ = np.minimum(
        (rng.random(n)[:, None] > np.cumsum(table, 1)[power]).sum(1), len(objects) - 1
    )
    outcome = np.minimum(
        np.searchsorted(np.cumsum(list(_OUTCOMES.values())), rng.random(n)), len(_OUTCOMES) - 1
    )
    linked = (outcome > 0) & (rng.random(n) < 0.72)
    known_link = (outcome > 0) & (rng.random(n) < 0.9)
    person = rng.integers(0, 1 << 60, n)
    written, lost = ethnicity(truth, "missing_searches", group, person, month, 0.97, rng)
    written["ethnicity_officer"] = written["ethnicity_officer"].replace(_OFFICER)
    moment = (DAY0 + day).astype("datetime64[s]") + (minute * 60).astype("timedelta64[s]")
    place = np.where(lost_place, -1, lsoa)
    table_ = pd.DataFrame(
        {
            "search_key": join_keys("s", rng.permutation(n) + 100_000_000),
            "searched_at": moment,
            "month": moment.astype("datetime64[M]").astype("datetime64[s]"),
            "age_from": integers(_FROM[age], ~no_age),
            "age_to": integers(_TO[age], ~no_age & (age < 4)),
            "sex": text(("Female", "Male", "Unknown"), sex),
            **written,
            "legislation": text(tuple(_POWERS), power),
            "object": text(objects, object_),
            "outcome": text(tuple(_OUTCOMES), outcome),
            "outcome_linked": boolean(linked, known_link),
            "more_than_outer_clothing": boolean(rng.random(n) < 0.025, rng.random(n) < 0.85),
            "lsoa_code": text(ground.lsoa, place),
            "district_code": text(ground.district_code, place),
            "csp_code": text(ground.csp, place),
            "force": text(("West Mercia",), np.zeros(n, int)),
            "row_ref": join_keys("stops:", np.arange(n)),
        },
        copy=False,
    )
    hidden = pd.DataFrame(
        {
            "ethnic_group": text(GROUPS, group), "month_number": month, "not_stated": lost == 2,
            "easting": np.where(lost_place, -1, points[:, 0]), "northing": np.where(lost_place, -1, points[:, 1]),
        }
    )  # fmt: skip
    return table_, hidden
