"""Suspects over the years: who comes back, who is offered a diversion, and what that changes.

Month by month. Each place for a suspect goes first to somebody who is due to come back, otherwise to a new
person. Each suspicion may lead to one more, with a chance that depends on age, sex, earlier suspicions,
being looked after and a frailty that no table shows; an offered diversion multiplies it by
`Truth.outcome22_ratio`. Whether it is offered depends on the same things, so that people offered one are
better risks to begin with.
"""

from __future__ import annotations

import numpy as np

from sva.demo.clock import MONTHS, clock
from sva.demo.draw import hashed
from sva.demo.people import People
from sva.demo.truth import GROUPS, Truth

__all__ = ["BURN_IN", "OFFERS_FROM", "Histories", "follow"]

BURN_IN = 18
OFFERS_FROM = 12  # outcome 22 exists since April 2019
_GAP_LEAST, _GAP_MEAN = 20, 150


class Histories:
    """One entry for each suspect place, in the order of the places given to `follow`.

    Attributes
    ----------
    person : numpy.ndarray of int
        Number of the person; equal numbers are one person.
    district, sex, group, age, looked_after : numpy.ndarray
        Of that person, age at this suspicion.
    prior : numpy.ndarray of int
        Earlier suspicions of the same person since April 2018.
    chance : numpy.ndarray of float
        Of one more suspicion, had nothing been offered.
    offered, completed : numpy.ndarray of bool
        A diversion was offered; it was completed, and so recorded.
    decided : numpy.ndarray of int
        Day number on which it was decided what to offer.
    again : numpy.ndarray of int
        Day number from which the person is due again; -1 for never.
    """

    def __init__(self, n: int) -> None:
        self.person = np.zeros(n, np.int64)
        for name in ("district", "sex", "group", "age", "prior", "decided", "again", "cell"):
            setattr(self, name, np.zeros(n, np.int64))
        for name in ("offered", "completed", "looked_after"):
            setattr(self, name, np.zeros(n, bool))
        self.chance = np.zeros(n)


def _logistic(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))


def follow(
    truth: Truth, chances: People, month: np.ndarray, day: np.ndarray, curve: np.ndarray, district: np.ndarray,
    gravity: np.ndarray, closed: np.ndarray, rng: np.random.Generator,
) -> Histories:  # fmt: skip
    """Fill places for suspects with people who have histories.

    Parameters
    ----------
    truth : Truth
        What is planted.
    chances : People
        Who is likely to be suspected.
    month, day : numpy.ndarray of int, shape (n,)
        Month number (ascending) and day number of each place.
    curve, district, gravity : numpy.ndarray of int, shape (n,)
        Ages and sexes, district and gravity of its offence.
    closed : numpy.ndarray of bool, shape (n,)
        Offences that nobody comes back to (homicide, sexual offences).
    rng : numpy.random.Generator
        Where chance comes from.

    Returns
    -------
    Histories
    """
    n = len(month)
    edges = np.searchsorted(month, np.arange(MONTHS + 1))
    burn = BURN_IN if truth.reoffending else 0
    lead = [np.arange(edges[m % 12], edges[m % 12 + 1]) for m in range(-burn, 0)]
    room = n + sum(map(len, lead)) + 1
    # People, by the order in which they first appear.
    home, cell, born = (np.zeros(room, np.int64) for _ in range(3))
    frailty, prior = np.zeros(room), np.zeros(room, np.int64)
    known = 0
    out = Histories(n)
    start = clock().start
    due: list[list[np.ndarray]] = [[] for _ in range(burn + MONTHS + 1)]
    offer_log = np.log([truth.ratio("offer_ratio", g) for g in GROUPS])
    for m in range(-burn, MONTHS):
        at = lead[m + burn] if m < 0 else np.arange(edges[m], edges[m + 1])
        if not len(at):
            continue
        today = day[at] + (
            365 * (m // 12) if m < 0 else 0
        )  # burn-in borrows the first year's places
        waiting = due[m + burn]
        back = rng.permutation(np.concatenate(waiting)) if waiting else np.zeros(0, np.int64)
        taken, back = _seat(back, home, district[at], np.flatnonzero(~closed[at]), rng)
        who = np.full(len(at), -1)
        who[taken] = back
        new = np.flatnonzero(who < 0)
        fresh = chances.draw(chances.suspects, curve[at[new]], district[at[new]], 0.86, rng)
        number = np.arange(known, known + len(new))
        known += len(new)
        year = 2018 + m // 12
        home[number], cell[number], born[number] = fresh.district, fresh.cell, year - fresh.age
        frailty[number] = rng.normal(0, 0.9, len(new))
        who[new] = number
        age = np.maximum(year - born[who], 1)
        group, sex = cell[who] % 5, cell[who] // 5 % 2
        cared = (age < 18) & (hashed(who, 7) < 0.07)
        before = np.minimum(prior[who], 6)
        young, early = age < 18, (age >= 18) & (age < 25)
        logit = (
            truth.reoffending_level
            + 0.4 * young
            + 0.15 * early
            - 0.5 * (age >= 40)
            + 0.42 * before**0.8
        )
        logit += frailty[who] - 0.25 * (sex == 0) + 0.3 * cared
        chance = 0.92 * _logistic(logit) * truth.reoffending
        offered = np.zeros(len(at), bool)
        if m >= OFFERS_FROM:
            ramp = min(1.0, 0.35 + (m - OFFERS_FROM) / 24)
            risk = 0.55 * before + 0.75 * (gravity[at] - 0.5) + 0.3 * cared
            wish = (
                0.7 * young
                + 0.3 * early
                - truth.indication * risk
                - truth.unmeasured * frailty[who]
            )
            wish += offer_log[group]
            level = np.log(truth.outcome22_share / (1 - truth.outcome22_share)) + 0.15
            offered = (gravity[at] < 3) & (rng.random(len(at)) < ramp * _logistic(level + wish))
        again = rng.random(len(at)) < chance * np.where(offered, truth.outcome22_ratio, 1.0)
        gap = _GAP_LEAST + rng.exponential(_GAP_MEAN, len(at))
        decided = today + rng.integers(1, 15, len(at))
        then = (decided + gap).astype(int)
        completed = offered & (rng.random(len(at)) < np.where(again & (gap < 90), 0.25, 0.88))
        if m >= 0:
            out.person[at], out.district[at], out.cell[at] = who, home[who], cell[who]
            out.sex[at], out.group[at], out.age[at], out.looked_after[at] = sex, group, age, cared
            out.prior[at], out.chance[at], out.offered[at] = prior[who], chance, offered
            out.completed[at], out.decided[at], out.again[at] = (
                completed,
                decided,
                np.where(again, then, -1),
            )
            prior[who] += 1
        returning = np.flatnonzero(again)
        in_month = np.maximum(_month_of(then[returning], start), m + 1)
        for k in np.unique(in_month[in_month < MONTHS]):
            due[k + burn].append(who[returning[in_month == k]])
    return out


def _month_of(day: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Month number of a day; months before April 2018 are counted as thirty and a half days."""
    late = np.searchsorted(start, day, side="right") - 1
    return np.where(
        day < 0, np.floor(day / 30.42).astype(int), np.where(day >= start[-1] + 31, MONTHS, late)
    )


def _seat(
    back: np.ndarray,
    home: np.ndarray,
    district: np.ndarray,
    free: np.ndarray,
    rng: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    """Give people who are due a place each, in their own district as far as there is one."""
    back = back[: len(free)]
    if not len(back):
        return np.zeros(0, np.int64), back
    free = rng.permutation(free)
    free = free[np.argsort(district[free], kind="stable")]
    back = back[np.argsort(home[back], kind="stable")]
    first_free = np.searchsorted(district[free], np.arange(10))
    first_back = np.searchsorted(home[back], np.arange(10))
    rank = np.arange(len(back)) - first_back[home[back]]
    fits = rank < np.diff(first_free)[home[back]]
    place = np.where(fits, first_free[home[back]] + rank, -1)
    left = np.setdiff1d(np.arange(len(free)), place[fits], assume_unique=True)
    place[~fits] = left[: (~fits).sum()]
    return free[place], back
