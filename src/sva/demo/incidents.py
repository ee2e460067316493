"""Offences and incidents: how many, of what, when and where."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sva.demo.catalogue import (
    CODES,
    FAMILIES,
    KINDS,
    KNIFE_TOTALS,
    LOCATIONS,
    OLD_CODES,
)
from sva.demo.clock import DAY0, MONTHS, clock
from sva.demo.mix import mix
from sva.demo.places import land, places
from sva.demo.tables import boolean, join_keys, text
from sva.demo.truth import FIRST_YEAR, Truth

__all__ = ["Offences", "draw_offences"]

_DEFAULTS = (0, 1, 720)  # minutes that stand for "hour unknown"
_STATUS = ("inside", "outside", "unlocated")


class Offences:
    """The offences of one draw as arrays, in order of time."""

    code: np.ndarray
    kind: np.ndarray
    month: np.ndarray
    day: np.ndarray
    minute: np.ndarray
    lsoa: np.ndarray
    district: np.ndarray
    domestic: np.ndarray

    def __init__(self, truth: Truth) -> None:
        self.truth, self.mix = truth, mix(truth)

    def attribute(self, name: str) -> np.ndarray:
        """Give an attribute of each offence's code."""
        return self.mix.attributes[name][self.code]

    @property
    def curve(self) -> np.ndarray:
        """Which ages and sexes each offence takes."""
        return self.mix.curve[self.kind]

    @property
    def has_victims(self) -> np.ndarray:
        """Whether rows of victims are kept."""
        return self.mix.victims[self.code]

    @property
    def has_suspects(self) -> np.ndarray:
        """Whether rows of suspects are kept."""
        return self.mix.violent[self.code]

    @property
    def suspect_chance(self) -> np.ndarray:
        """Chance that a suspect is identified."""
        return self.mix.suspect[self.kind]

    @property
    def arrest_chance(self) -> np.ndarray:
        """Chance that a suspect is arrested."""
        return np.array([0.12, 0.2, 0.45, 0.65])[self.attribute("gravity")] + 0.12 * self.domestic

    @property
    def closed(self) -> np.ndarray:
        """Offences to which nobody comes back: homicide and sexual offences."""
        names = list(FAMILIES)
        return np.isin(self.mix.family[self.code], [names.index("homicide"), names.index("sexual")])

    @staticmethod
    def date(day: np.ndarray) -> np.ndarray:
        """Turn day numbers into dates; negative ones into none."""
        out = (DAY0 + np.maximum(day, 0)).astype("datetime64[s]")
        return np.where(day < 0, np.datetime64("NaT", "s"), out)

    def hidden(self) -> pd.DataFrame:
        """Give row for row what no partner records."""
        ground = land()
        return pd.DataFrame(
            {
                "true_day": self.day, "true_minute": self.minute, "true_lsoa_code": text(ground.lsoa, self.lsoa),
                "kind": text([k.name for k in KINDS], self.kind), "place": text(tuple(LOCATIONS), self.location),
                "current_code": text([c.code for c in CODES], self.code), "month_text": self.month_text,
                "default": self.default, "incident_row": self.incident_row, "first": self.first,
            }
        )  # fmt: skip

    def table(self, outcome: pd.Series, outcome_on: np.ndarray) -> pd.DataFrame:
        """Give the clean table."""
        from sva.reference._data import read_bundled

        listed = read_bundled("codes/offences.csv").set_index("code")["group"]
        codes = [c.code for c in CODES] + [OLD_CODES.get(c.code, c.code) for c in CODES]
        ground = land()
        written = self.code + len(CODES) * self.old
        inside = self.status == 0
        area = np.where(inside, self.lsoa, -1)
        start = (DAY0 + self.shown_day).astype("datetime64[s]") + (self.shown_minute * 60).astype(
            "timedelta64[s]"
        )
        canonical = list(LOCATIONS.values())
        lost = self.status == 2
        return pd.DataFrame(
            {
                "incident_key": join_keys("i", self.incident_number),
                "offence_key": join_keys("o", self.number),
                "committed_from": start,
                "committed_to": start + (self.span * 60).astype("timedelta64[s]"),
                "time_known": ~(self.default | self.month_text | self.first),
                "date_known": text(
                    ("day", "month"), (self.month_text | self.first).astype(np.int8)
                ),
                "month": start.astype("datetime64[M]").astype("datetime64[s]"),
                "recorded_on": self.date(self.recorded),
                "offence_code": text(codes, written),
                "offence_group": text(listed.reindex(codes).tolist(), written),
                "knife_enabled": boolean(self.knife, self.known[0]),
                "firearm_enabled": boolean(self.firearm, self.known[1]),
                "domestic": boolean(self.domestic, self.known[2]),
                "alcohol_related": boolean(self.alcohol, self.known[3]),
                "location_type": text(
                    [*canonical, "Unknown"], np.where(self.known[4], self.location, len(canonical))
                ),
                "public_place": boolean(self.public, self.known[5]),
                "lsoa_code": text(ground.lsoa, area),
                "lsoa_vintage": text(("2011",), np.where(inside, 0, -1)),
                "msoa_code": text(ground.msoa, area),
                "district_code": text(ground.district_code, area),
                "csp_code": text(ground.csp, area),
                "place_status": text(_STATUS, self.status),
                "easting": _floats(self.points[:, 0], lost),
                "northing": _floats(self.points[:, 1], lost),
                "outcome_code": outcome,
                "outcome_on": outcome_on,
                "row_ref": join_keys("offences:", np.arange(len(self.code))),
            },
            copy=False,
        )


def _floats(values: np.ndarray, lost: np.ndarray) -> pd.Series:
    return pd.Series(pd.arrays.FloatingArray(values.astype(float), lost.copy()), copy=False)


def draw_offences(truth: Truth, rng: np.random.Generator) -> Offences:
    """Draw the offences of all years, in order of time.

    Parameters
    ----------
    truth : Truth
        What is planted.
    rng : numpy.random.Generator
        Where chance comes from.

    Returns
    -------
    Offences
    """
    out, m = Offences(truth), mix(truth)
    calendar = clock()
    wanted = m.totals * truth.scale
    wanted = (
        np.floor(wanted + rng.random(wanted.shape)) if truth.fixed_totals else rng.poisson(wanted)
    )
    years = np.isin(np.arange(5) + FIRST_YEAR, truth.years)
    counts = rng.multinomial((wanted * years).astype(int), m.months)
    family, month = (a.ravel() for a in np.indices((len(FAMILIES), MONTHS)))
    counts = counts.ravel()
    family, month = np.repeat(family, counts), np.repeat(month, counts)
    n = len(family)
    code = m.codes.draw(family, rng.random(n))
    kind = m.kinds.draw(code, rng.random(n))
    day, minute = calendar.draw(kind, month, rng)
    order = np.argsort(day * 1440 + minute, kind="stable")
    out.code, out.kind, out.month, out.day, out.minute = (
        a[order] for a in (code, kind, month, day, minute)
    )
    ground, planted = land(), places(truth)
    surface = np.array([planted.names.index(k.place) for k in KINDS])
    out.lsoa = planted.draw(surface[out.kind], out.month, rng)
    second = _seconds(out, rng)
    out.day[second], out.minute[second], out.lsoa[second] = (
        out.day[second - 1],
        out.minute[second - 1],
        out.lsoa[second - 1],
    )
    out.district = ground.district[out.lsoa]
    out.points = ground.points(out.lsoa, rng)
    out.points[second] = out.points[second - 1]
    out.domestic = rng.random(n) < m.domestic[out.kind]
    out.public = rng.random(n) < m.public[out.kind]
    out.location = m.where.draw(out.kind, rng.random(n))
    out.alcohol = rng.random(n) < np.where(m.violent[out.code], 0.3, 0.05)
    out.firearm = rng.random(n) < out.attribute("firearm")
    out.knife = _knives(truth, out, rng)
    out.known = rng.random((6, n)) < np.array([0.985, 0.985, 0.97, 0.55, 0.94, 0.95])[:, None]
    out.known[0] |= out.knife
    _dates(truth, out, rng)
    _place_status(truth, out, rng)
    out.old = m.old[out.code] & (out.month < 24) & (rng.random(n) < truth.old_codes)
    out.number = rng.permutation(n) + 100_000_000
    incident = out.number.copy()
    incident[second] = incident[second - 1]
    out.incident_number = incident
    out.incident_row = np.arange(n)
    out.incident_row[second] -= 1
    return out


def _seconds(out: Offences, rng: np.random.Generator) -> np.ndarray:
    """Positions of offences that belong to the incident of the offence before them."""
    names = list(FAMILIES)
    share = np.isin(
        out.mix.family[out.code],
        [
            names.index(f)
            for f in ("injury", "no injury", "harassment", "robbery", "order", "damage", "weapons")
        ],
    )
    also = np.zeros(len(share), bool)
    also[1:] = (
        share[1:]
        & share[:-1]
        & (out.month[1:] == out.month[:-1])
        & (rng.random(len(share) - 1) < 0.07)
    )
    also[1:] &= ~also[:-1]
    return np.flatnonzero(also)


def _knives(truth: Truth, out: Offences, rng: np.random.Generator) -> np.ndarray:
    """Flag as many offences of each year as the calibration says, the likeliest codes most often."""
    weight = out.attribute("knife") * (1 + 0.6 * out.public)
    flag = np.zeros(len(weight), bool)
    with np.errstate(divide="ignore"):
        key = np.where(weight > 0, rng.exponential(size=len(weight)) / weight, np.inf)
    for year in truth.years:
        at = np.flatnonzero((out.month // 12 == year - FIRST_YEAR) & (weight > 0))
        want = min(int(KNIFE_TOTALS[year - FIRST_YEAR] * truth.scale + rng.random()), len(at))
        if want:
            flag[at[np.argpartition(key[at], want - 1)[:want]]] = True
    return flag


def _dates(truth: Truth, out: Offences, rng: np.random.Generator) -> None:
    """Draw what is known of the time, and when the offence was recorded."""
    n = len(out.code)
    calendar = clock()
    u = rng.random(n)
    out.default = u < truth.no_time
    out.month_text = (u >= truth.no_time) & (u < truth.no_time + truth.month_only)
    some = (u >= truth.no_time + truth.month_only) & (u < truth.no_time + 3 * truth.month_only)
    which = np.searchsorted((0.6, 0.85), rng.random(n))
    minute = np.where(out.default, np.array(_DEFAULTS)[which], out.minute)
    out.shown_minute = np.where(out.month_text | some, 0, minute)
    out.shown_day = np.where(out.month_text | some, calendar.start[out.month], out.day)
    # Midnight on the first of a month stands for "some time that month".
    out.first = (out.shown_minute == 0) & (out.shown_day == calendar.start[out.month])
    out.default &= ~out.first
    long = np.isin([k.clock for k in KINDS], ["span"])[out.kind]
    span = np.where(
        long, rng.exponential(420, n), np.where(rng.random(n) < 0.5, 0, rng.exponential(25, n))
    ).astype(int)
    out.span = np.where(out.default | out.month_text | out.first, 0, span)
    lag = np.where(rng.random(n) < 0.72, rng.integers(0, 2, n), rng.exponential(12, n).astype(int))
    end = calendar.start[np.minimum(out.month // 12 * 12 + 11, MONTHS - 1)] + 30  # 31 March
    left = np.maximum(end - out.day, 0)
    out.recorded = out.day + np.where(lag > left, (rng.random(n) * (left + 1)).astype(int), lag)


def _place_status(truth: Truth, out: Offences, rng: np.random.Generator) -> None:
    """Draw which offences have no place, or one outside the force area."""
    n = len(out.code)
    u = rng.random(n)
    out.status = np.where(
        u < truth.unlocated, 2, np.where(u < truth.unlocated + truth.outside, 1, 0)
    )
    away = out.status == 1
    out.points[away, 0] += 90_000  # east of every border of the area
    out.station = rng.integers(0, 6, n)
