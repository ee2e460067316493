"""What is planted: every parameter of the demonstration data, in one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from sva.errors import Fault, collect

__all__ = ["FIRST_YEAR", "GROUPS", "LAST_YEAR", "Mess", "Truth"]

GROUPS = ("Asian", "Black", "Mixed", "Other", "White")
FIRST_YEAR, LAST_YEAR = 2018, 2022

Pairs = tuple[tuple[str, Any], ...]


def _pairs(value: Mapping[str, Any] | Pairs) -> Pairs:
    items = value.items() if isinstance(value, Mapping) else value
    return tuple(sorted((str(k), tuple(v) if isinstance(v, list) else v) for k, v in items))


@dataclass(frozen=True)
class Mess:
    """Shares of rows that `write` spoils; the clean tables do not change with them.

    Parameters
    ----------
    duplicate_rows : float
        Share of rows that stand twice in their own file, equal in every cell.
    resent_rows : int
        Rows of each year's last days that come again in the next year's file, in that file's layout.
    bad_date, no_reference, unknown_code, future_date, reversed_dates : float
        Shares of rows added that cannot be used and must be quarantined.
    swapped_coordinates : float
        Share of located offences whose easting and northing change places.
    untidy_code : float
        Share of offence codes with a leading zero, a space or a small letter.
    untidy_ethnicity : float
        Share of self-defined ethnicities typed as free text.
    odd_age : float
        Share of ages that cannot be (148), kept with age unknown.
    """

    duplicate_rows: float = 0.004
    resent_rows: int = 120
    bad_date: float = 0.0006
    no_reference: float = 0.0004
    unknown_code: float = 0.0003
    future_date: float = 0.0003
    reversed_dates: float = 0.0003
    swapped_coordinates: float = 0.004
    untidy_code: float = 0.01
    untidy_ethnicity: float = 0.08
    odd_age: float = 0.0005


@dataclass(frozen=True)
class Truth:
    """What is planted.

    Ratios are rate ratios to White (ethnic group) within district, age and sex; `sva.demo.expected` gives
    the crude ratios that follow from them. A mapping may be given wherever pairs are stored.

    Parameters
    ----------
    scale : float
        Size of area and population: 1 is West Mercia, 0.01 a hundredth of its residents and offences.
    first_year, last_year : int
        Financial years by the calendar year in which they start, within 2018 to 2022.
    fixed_totals : bool
        True: each family of offences has its calibrated yearly total. False: Poisson about it.
    victim_ratio, suspect_ratio : mapping of str to float
        By ethnic group.
    search_ratio : mapping of str to float or five floats
        By ethnic group, for each financial year where five are given.
    flat_ages : bool
        True plants no difference by age or sex.
    missing_victims, missing_suspects, missing_searches : mapping of str to float
        Chance that self-defined ethnicity is missing, by group, before the system's trouble.
    system_change : str
        Month of the ICT change. Missing ethnicity rises over the nine months before it, peaks in it and
        falls to `missing_after` times its first level.
    missing_peak, missing_after : float
        Factors on the chance of missing ethnicity.
    hot_spots, emerging : int
        LSOAs with more public-place violence than their residents explain: throughout, and in the last
        18 months.
    hot_ratio, emerging_ratio : float
        Their rate over that of an ordinary LSOA (emerging: at the end).
    place_variation : float
        Standard deviation of the log rate of ordinary LSOAs.
    repeat_victims : float
        Skew of victimisation within age, sex, group and district: the top share q of residents has the
        share q ** (1 / repeat_victims) of it. 1 is none.
    reoffending : bool
        Whether suspects come back.
    reoffending_level : float
        Intercept, on the logit scale, of the chance of another recorded suspicion.
    outcome22_ratio : float
        Effect of being offered a diversion on that chance, as a ratio.
    outcome22_share : float
        About the share of eligible suspects who are offered one once it is established.
    indication : float
        How strongly lower risk leads to an offer (0: not at all; below 0: higher risk leads to it).
    unmeasured : float
        How strongly what no table records leads to an offer.
    offer_ratio : mapping of str to float
        Odds ratios of being offered a diversion, by ethnic group.
    charge_ratio : mapping of str to float
        Odds ratios of being charged, by ethnic group.
    robbery_step, robbery_step_month : float, str
        Factor on recorded robbery from that month on, a change of recording practice.
    unlocated, outside, no_time, month_only : float
        Shares of offences without place, outside the force area, without hour, with a month alone.
    old_codes : float
        Share of offences of the first two years under a code of an earlier counting-rule vintage.
    place_seed : int
        Fixes the lie of the land, which does not change with the seed of a draw.
    mess : Mess
        What `write` spoils.

    Examples
    --------
    >>> Truth(scale=0.01, victim_ratio={"Black": 3.0}).ratio("victim_ratio", "Black")
    3.0
    """

    scale: float = 1.0
    first_year: int = FIRST_YEAR
    last_year: int = LAST_YEAR
    fixed_totals: bool = True
    victim_ratio: Pairs = (("Asian", 0.9), ("Black", 1.5), ("Mixed", 1.3), ("Other", 1.1))
    suspect_ratio: Pairs = (("Asian", 0.8), ("Black", 2.2), ("Mixed", 1.7), ("Other", 1.0))
    search_ratio: Pairs = (
        ("Asian", 1.05),
        ("Black", (10.8, 11.1, 11.2, 16.12, 18.3)),
        ("Mixed", 1.69),
        ("Other", 1.01),
    )
    flat_ages: bool = False
    missing_victims: Pairs = (
        ("Asian", 0.25), ("Black", 0.28), ("Mixed", 0.22), ("Other", 0.30), ("White", 0.17),
    )  # fmt: skip
    missing_suspects: Pairs = (
        ("Asian", 0.18), ("Black", 0.22), ("Mixed", 0.16), ("Other", 0.24), ("White", 0.12),
    )  # fmt: skip
    missing_searches: Pairs = (
        ("Asian", 0.15), ("Black", 0.17), ("Mixed", 0.15), ("Other", 0.15), ("White", 0.1072),
    )  # fmt: skip
    system_change: str = "2022-10"
    missing_peak: float = 2.2
    missing_after: float = 0.6
    hot_spots: int = 12
    emerging: int = 4
    hot_ratio: float = 14.0
    emerging_ratio: float = 10.0
    place_variation: float = 0.45
    repeat_victims: float = 3.0
    reoffending: bool = True
    reoffending_level: float = -1.35
    outcome22_ratio: float = 0.7
    outcome22_share: float = 0.07
    indication: float = 1.0
    unmeasured: float = 0.0
    offer_ratio: Pairs = (("Asian", 0.9), ("Black", 0.75), ("Mixed", 0.85), ("Other", 1.0))
    charge_ratio: Pairs = (("Asian", 1.1), ("Black", 1.3), ("Mixed", 1.2), ("Other", 1.0))
    robbery_step: float = 1.6
    robbery_step_month: str = "2022-09"
    unlocated: float = 0.021
    outside: float = 0.006
    no_time: float = 0.07
    month_only: float = 0.004
    old_codes: float = 0.02
    place_seed: int = 11
    mess: Mess = field(default_factory=Mess)

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, Mapping) or (
                isinstance(value, tuple) and value and isinstance(value[0], tuple)
            ):
                object.__setattr__(self, item.name, _pairs(value))
        faults = []
        if not 0 < self.scale <= 4:
            faults.append(Fault(f"scale {self.scale}", "above 0 and at most 4"))
        if not FIRST_YEAR <= self.first_year <= self.last_year <= LAST_YEAR:
            faults.append(
                Fault(
                    f"years {self.first_year} to {self.last_year}",
                    f"financial years from {FIRST_YEAR} to {LAST_YEAR}, in order",
                )
            )
        for name in ("victim_ratio", "suspect_ratio", "search_ratio", "offer_ratio", "charge_ratio",
                     "missing_victims", "missing_suspects", "missing_searches"):  # fmt: skip
            strange = sorted({k for k, _ in getattr(self, name)} - set(GROUPS))
            if strange:
                faults.append(Fault(f"{name}: {strange}", f"groups among {', '.join(GROUPS)}"))
        positive = ("outcome22_ratio", "repeat_victims", "hot_ratio", "emerging_ratio")
        faults += [
            Fault(f"{n} {getattr(self, n)}", "a number above 0")
            for n in positive
            if getattr(self, n) <= 0
        ]
        collect("This truth cannot be planted", faults)

    @classmethod
    def none(cls, **changes: Any) -> Truth:
        """Nothing planted: all rates equal, nothing missing, no hot place, nobody comes back.

        Parameters
        ----------
        **changes
            Fields that are to differ.

        Examples
        --------
        >>> Truth.none(scale=0.02).hot_spots
        0
        """
        nothing = cls(
            victim_ratio=(), suspect_ratio=(), search_ratio=(), flat_ages=True,
            missing_victims=(), missing_suspects=(), missing_searches=(),
            hot_spots=0, emerging=0, place_variation=0.0, repeat_victims=1.0, reoffending=False,
            outcome22_ratio=1.0, indication=0.0, offer_ratio=(), charge_ratio=(), robbery_step=1.0,
            unlocated=0.0, outside=0.0, no_time=0.0, month_only=0.0, old_codes=0.0,
        )  # fmt: skip
        return replace(nothing, **changes)

    @property
    def years(self) -> tuple[int, ...]:
        """The financial years, by the calendar year in which they start."""
        return tuple(range(self.first_year, self.last_year + 1))

    def ratio(self, name: str, group: str, year: int | None = None) -> float:
        """Give one planted ratio; 1 for a group that is not named.

        Parameters
        ----------
        name : str
            A field of ratios, such as ``"victim_ratio"``.
        group : str
            Ethnic group.
        year : int, optional
            Financial year, where the ratio differs by year.
        """
        value = dict(getattr(self, name)).get(group, 1.0)
        if isinstance(value, tuple):
            return float(value[(year or self.last_year) - FIRST_YEAR])
        return float(value)

    def missing(self, name: str, group: str) -> float:
        """Give the first chance of missing ethnicity of a group (0 if not named)."""
        return float(dict(getattr(self, name)).get(group, 0.0))

    def as_dict(self) -> dict[str, Any]:
        """Give every parameter as plain values for JSON."""
        out = asdict(self)
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, tuple):
                out[item.name] = {k: list(v) if isinstance(v, tuple) else v for k, v in value}
        return out
