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
    district, cell, sex, group, age, looked_after : numpy.ndarray
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
        self.person, self.district, self.cell = (np.zeros(n, np.int64) for _ in range(3))
        self.sex, self.group, self.age = (np.zeros(n, np.int64) for _ in range(3))
        self.prior, self.decided, self.again = (np.zeros(n, np.int64) for _ in range(3))
        self.offered, self.completed, self.looked_after = (np.zeros(n, bool) for _ in range(3))
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
    edges = np.searchsorted(month, np.arange(MONTHS + 1))
    burn = BURN_IN if truth.reoffending else 0
    # The months before April 2018 borrow the places of the first year.
    lead = [np.arange(edges[m % 12], edges[m % 12 + 1]) for m in range(-burn, 0)]
    before = sum(map(len, lead))
    place = np.concatenate([*lead, np.arange(len(month))]).astype(np.int64)
    when = np.concatenate([*(np.full(len(a), m) for m, a in enumerate(lead, start=-burn)), month])
    when = when.astype(np.int64)
    out = _Course(truth, chances, place, when, day, curve, district, gravity, rng)
    if not truth.reoffending:
        out.pass_month(np.arange(len(place)), np.arange(len(place)))
        return out.histories(before)
    waiting: list[list[np.ndarray]] = [[] for _ in range(burn + MONTHS + 1)]
    bounds = np.searchsorted(when, np.arange(-burn, MONTHS + 1))
    free = ~closed[place]
    for m in range(burn + MONTHS):
        at = np.arange(bounds[m], bounds[m + 1])
        who = at.copy()
        if waiting[m] and len(at):
            back = rng.permutation(np.concatenate(waiting[m]))
            taken, back = _seat(back, out.home, out.district[at], np.flatnonzero(free[at]), rng)
            who[taken] = back
        returning, then = out.pass_month(at, who)
        due = np.maximum(_month_of(then, clock().start) + burn, m + 1)
        order = np.argsort(due, kind="stable")
        due, returning = due[order], returning[order]
        cuts = np.flatnonzero(np.diff(due, prepend=-1))
        for first, part in zip(cuts, np.split(returning, cuts[1:]), strict=False):
            if due[first] < burn + MONTHS:
                waiting[due[first]].append(part)
    return out.histories(before)


class _Course:
    """The state of all people while the months pass. A person's number is the first place they fill."""

    def __init__(
        self,
        truth: Truth,
        chances: People,
        place: np.ndarray,
        when: np.ndarray,
        day: np.ndarray,
        curve: np.ndarray,
        district: np.ndarray,
        gravity: np.ndarray,
        rng: np.random.Generator,
    ) -> None:
        n = len(place)
        self.truth, self.when, self.district = truth, when, district[place]
        self.gravity = gravity[place]
        self.today = day[place] + np.where(when < 0, 365 * (when // 12), 0)
        new = chances.draw(chances.suspects, curve[place], self.district, 0.86, rng)
        self.home, self.cell = new.district, new.cell
        self.born = 2018 + when // 12 - new.age
        self.frailty = rng.normal(0, 1.3, n)
        self.in_care = rng.random(n) < 0.07
        self.count = np.zeros(n, np.int64)
        self.luck = rng.random((3, n))
        self.gap = _GAP_LEAST + rng.exponential(_GAP_MEAN, n)
        self.decided = self.today + rng.integers(1, 15, n)
        self.result = Histories(n)
        ramp = np.clip(0.35 + (when - OFFERS_FROM) / 24, 0, 1) * (when >= OFFERS_FROM)
        self.ramp = ramp * (self.gravity < 3)
        self.offer_log = np.log([truth.ratio("offer_ratio", g) for g in GROUPS])

    def pass_month(self, at: np.ndarray, who: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Let people fill places; give those who will come back, and from which day."""
        truth, out = self.truth, self.result
        age = np.maximum(2018 + self.when[at] // 12 - self.born[who], 1)
        cell = self.cell[who]
        group, sex = cell % 5, cell // 5 % 2
        young, early = age < 18, (age >= 18) & (age < 25)
        cared = young & self.in_care[who]
        prior = np.minimum(self.count[who], 6)
        wish = 0.7 * young + 0.3 * early + self.offer_log[group]
        wish -= truth.indication * (0.55 * prior + 0.75 * (self.gravity[at] - 0.5) + 0.3 * cared)
        wish -= truth.unmeasured * self.frailty[who]
        level = np.log(truth.outcome22_share / (1 - truth.outcome22_share)) + 0.15
        offered = self.luck[0, at] < self.ramp[at] * _logistic(level + wish)
        risk = truth.reoffending_level + 0.4 * young + 0.15 * early - 0.5 * (age >= 40)
        risk += 0.42 * prior**0.8 + self.frailty[who] - 0.25 * (sex == 0) + 0.3 * cared
        chance = 0.92 * _logistic(risk) * truth.reoffending
        again = self.luck[1, at] < chance * np.where(offered, truth.outcome22_ratio, 1.0)
        then = (self.decided[at] + self.gap[at]).astype(np.int64)
        finish = np.where(again & (self.gap[at] < 90), 0.25, 0.88)
        out.person[at], out.district[at], out.cell[at] = who, self.home[who], cell
        out.sex[at], out.group[at], out.age[at], out.looked_after[at] = sex, group, age, cared
        out.prior[at], out.chance[at], out.offered[at] = self.count[who], chance, offered
        out.completed[at] = offered & (self.luck[2, at] < finish)
        out.decided[at], out.again[at] = self.decided[at], np.where(again, then, -1)
        self.count[who] += self.when[at] >= 0
        return who[again], then[again]

    def histories(self, skip: int) -> Histories:
        """Give the entries without those of the months before April 2018."""
        for name, values in vars(self.result).items():
            setattr(self.result, name, values[skip:])
        return self.result


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
    empty = np.ones(len(free), bool)
    empty[place[fits]] = False
    place[~fits] = rng.permutation(np.flatnonzero(empty))[: (~fits).sum()]
    return free[place], back
