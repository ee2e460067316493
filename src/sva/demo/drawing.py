"""Drawing offences and incidents: how many, of what, when and where."""

from __future__ import annotations

import numpy as np

from sva.demo.catalogue import FAMILIES, KINDS, KNIFE_TOTALS
from sva.demo.clock import MONTHS, clock
from sva.demo.incidents import Offences
from sva.demo.mix import mix
from sva.demo.places import land, places
from sva.demo.truth import FIRST_YEAR, Truth

__all__ = ["draw_offences"]

_DEFAULTS = (0, 1, 720)  # minutes that stand for "hour unknown"


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
