"""When things happen: months, weekdays and hours, and how surely the hour is known."""

from __future__ import annotations

from functools import cache

import numpy as np

from sva.demo.catalogue import FAMILIES, KINDS
from sva.demo.draw import Rows
from sva.demo.truth import FIRST_YEAR, Truth

__all__ = ["DAY0", "MONTHS", "Clock", "clock", "month_index", "month_weights"]

MONTHS = 60
DAY0 = np.datetime64(f"{FIRST_YEAR}-04-01", "D")
FIRSTS = np.datetime64(f"{FIRST_YEAR}-04", "M") + np.arange(MONTHS + 1)
_PROFILES = ("home", "day", "night", "school", "evening", "shop", "span")


def month_index(month: str) -> int:
    """Give the number of a month such as "2022-10", counted from April 2018."""
    return int((np.datetime64(month, "M") - FIRSTS[0]).astype(int))


def _bump(centre: float, width: float) -> np.ndarray:
    hours = np.arange(24)
    gap = np.minimum(np.abs(hours - centre), 24 - np.abs(hours - centre))
    return np.exp(-0.5 * (gap / width) ** 2)


def _profiles() -> np.ndarray:
    """Weights of the 168 hours of a week, Monday 00:00 first, by profile."""
    days = {"home": 0.35 + _bump(20, 4) + 0.4 * _bump(9, 2), "day": 0.15 + _bump(16, 3.5) + 0.6 * _bump(20, 2.5),
            "night": 0.05 + _bump(0.5, 2.2), "school": 0.02 + _bump(15.3, 0.8) + 0.5 * _bump(12.5, 1.2),
            "evening": 0.15 + _bump(19, 3.5), "shop": 0.02 + _bump(14, 3), "span": 0.5 + _bump(19, 4)}  # fmt: skip
    week = {"home": [1, 0.95, 0.95, 1, 1.1, 1.35, 1.4], "day": [1, 1, 1, 1, 1.15, 1.15, 0.9],
            "night": [0.35, 0.35, 0.4, 0.5, 0.9, 2.6, 2.4], "school": [1, 1.05, 1, 1.05, 1, 0.12, 0.08],
            "evening": [1, 1, 1, 1, 1.2, 1.3, 1], "shop": [1, 1, 1, 1, 1.1, 1.2, 0.8], "span": [1] * 7}  # fmt: skip
    return np.stack([np.outer(week[p], days[p]).ravel() for p in _PROFILES])


class Clock:
    """Dates and hours to draw from."""

    def __init__(self) -> None:
        first = FIRSTS.astype("datetime64[D]")
        self.start = (first[:-1] - DAY0).astype(int)  # day number on which each month begins
        self.length = (first[1:] - first[:-1]).astype(int)
        weekday = (self.start + 6) % 7  # 1 April 2018 was a Sunday
        at = (np.arange(7)[None] - weekday[:, None]) % 7
        self.first_weekday = at  # day of the month, from 0, of the first Monday, Tuesday, …
        self.weekdays = (self.length[:, None] - at + 6) // 7
        last_march = self.start[12::12] - 1  # 31 March
        self.spring = np.append(last_march, self.start[-1] + 30)
        self.spring -= (self.spring + 7) % 7  # back to the Sunday
        self.rows = Rows(_profiles())
        self.profile = np.array([_PROFILES.index(k.clock) for k in KINDS])

    def draw(
        self, kind: np.ndarray, month: np.ndarray, rng: np.random.Generator
    ) -> tuple[np.ndarray, np.ndarray]:
        """Draw the day number (from `DAY0`) and the minute of the day; never at a default minute."""
        n = len(kind)
        slot = self.rows.draw(self.profile[kind], rng.random(n))
        weekday, hour = slot // 24, slot % 24
        turn = (rng.random(n) * self.weekdays[month, weekday]).astype(int)
        day = self.start[month] + self.first_weekday[month, weekday] + 7 * turn
        minute = rng.integers(0, 60, n)
        minute = np.where(rng.random(n) < 0.4, minute // 15 * 15, minute)  # people round
        minute = np.where((hour == 0) & (minute < 2), 5, minute)
        minute = np.where((hour == 12) & (minute == 0), 10, minute)
        # The hour that the clocks skip in spring does not exist.
        return day, hour * 60 + minute + 60 * ((hour == 1) & np.isin(day, self.spring))


@cache
def clock() -> Clock:
    """Give the calendar of the five years, made once a process."""
    return Clock()


def month_weights(truth: Truth) -> np.ndarray:
    """Give the weight of each month within its year, by family; shape (families, 60).

    Season, the restrictions of 2020-21, month-to-month unrest beyond chance, and the step in robbery.
    """
    months = np.arange(MONTHS)
    season = 1 + 0.08 * np.cos(2 * np.pi * (((months + 3) % 12) - 6.5) / 12)
    length = clock().length / 30.44
    shut = np.ones((2, MONTHS))
    for at, public, other in ((24, 0.5, 0.85), (25, 0.6, 0.95), (26, 0.8, 1.05), (31, 0.75, 1.0), (33, 0.6, 0.9), (34, 0.65, 0.95), (35, 0.75, 1.0)):  # fmt: skip
        shut[:, at] = other, public
    rng = np.random.default_rng([truth.place_seed, 60])
    unrest = np.exp(rng.normal(0, 0.035, (len(FAMILIES), MONTHS)))
    if truth.flat_ages:
        return np.repeat(length[None], len(FAMILIES), 0)
    out = np.empty((len(FAMILIES), MONTHS))
    for i, family in enumerate(FAMILIES):
        out[i] = length * season * unrest[i]
        out[i] *= shut[
            int(family in {"robbery", "injury", "theft", "burglary", "vehicle", "weapons"})
        ]
        if family == "robbery":
            out[i, month_index(truth.robbery_step_month) :] *= truth.robbery_step
    return out
