"""The offences of one draw, and the clean table they make."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sva.demo.catalogue import (
    CODES,
    FAMILIES,
    KINDS,
    LOCATIONS,
    OLD_CODES,
)
from sva.demo.clock import DAY0
from sva.demo.mix import mix
from sva.demo.places import land
from sva.demo.tables import boolean, join_keys, text
from sva.demo.truth import Truth

__all__ = ["Offences"]

_STATUS = ("inside", "outside", "unlocated")


class Offences:
    """The offences of one draw as arrays, in order of time.

    Attributes
    ----------
    code, kind, month, day, minute, lsoa, district, location : numpy.ndarray of int
        Positions in `CODES`, `KINDS`; month and day number, minute of the day; position of the small area
        and of its district; position in `LOCATIONS`.
    domestic, public, alcohol, firearm, knife : numpy.ndarray of bool
        What is true of it.
    known : numpy.ndarray of bool, shape (6, n)
        Whether knife, firearm, domestic, alcohol, location and public place are recorded.
    default, month_text, first, old : numpy.ndarray of bool
        A default time; only the month written; midnight on the first; under a code of an older vintage.
    shown_day, shown_minute, span, recorded : numpy.ndarray of int
        What is written of the time: day, minute, minutes until its end, day of recording.
    status : numpy.ndarray of int
        0 inside, 1 outside, 2 unlocated.
    points : numpy.ndarray of int, shape (n, 2)
        Easting, northing.
    number, incident_number, incident_row : numpy.ndarray of int
        Number of offence and incident; position of the incident's first offence.
    """

    code: np.ndarray
    kind: np.ndarray
    month: np.ndarray
    day: np.ndarray
    minute: np.ndarray
    lsoa: np.ndarray
    district: np.ndarray
    location: np.ndarray
    domestic: np.ndarray
    public: np.ndarray
    alcohol: np.ndarray
    firearm: np.ndarray
    knife: np.ndarray
    known: np.ndarray
    default: np.ndarray
    month_text: np.ndarray
    first: np.ndarray
    old: np.ndarray
    shown_day: np.ndarray
    shown_minute: np.ndarray
    span: np.ndarray
    recorded: np.ndarray
    status: np.ndarray
    points: np.ndarray
    number: np.ndarray
    incident_number: np.ndarray
    incident_row: np.ndarray

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
