"""Groups compared as if they had the same ages: on a standard population, or band by band."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from sva.errors import Fault, collect
from sva.measures._bands import gather_by_band
from sva.measures._limits import count_limits
from sva.measures._pooled import mantel_haenszel
from sva.measures._result import (
    Values,
    assemble,
    confidence_levels,
    flags,
    gather,
    z_scores,
)
from sva.measures._standards import band_key
from sva.measures.standardisation import directly_standardised

__all__ = ["age_adjusted_ratio", "age_standardised_ratio"]


def age_standardised_ratio(
    count: Values,
    population: Values,
    age_band: Any,
    by: Any,
    *,
    reference: Hashable,
    standard: str | pd.Series = "ESP2013",
    per: float = 100_000,
    events_per_person: pd.DataFrame | Mapping[int, Values] | None = None,
    confidence: float | Sequence[float] = 0.95,
    dispersion: float = 1.0,
) -> pd.DataFrame:
    r"""Compare directly standardised rates: of each group over the reference's, and their difference.

    .. math:: \frac{R_1}{R_0}\exp\left(\pm z\sqrt{V_1/R_1^2 + V_0/R_0^2}\right),\qquad
        R_1 - R_0 \pm z\sqrt{V_1 + V_0}

    with R and V as `directly_standardised` has them, repeat events and dispersion included.

    Parameters
    ----------
    count, population : values
        Events and people, one element per group and age band.
    age_band : values of labels
        Such as ``"0-4"`` or ``"90+"``.
    by : values of labels
        Group (or cohort, or year) of each row.
    reference : label
        The group that the others are compared with.
    standard : str or pandas.Series
        Name for `standard_population`, or weights indexed by age band.
    per : float
        Rates and differences are "for every `per`".
    events_per_person : DataFrame or mapping, optional
        As for `directly_standardised`.
    confidence : float or sequence of float
        Levels of the two-sided limits.
    dispersion : float
        φ, a further factor on the variances.

    Returns
    -------
    pandas.DataFrame
        One row a group but the reference and a level, indexed by the group: ``count, reference_count,
        rate, reference_rate, value`` (the ratio), ``lower, upper, confidence, method, flag, crude`` (the
        ratio of crude rates: what age explains is the way from it to `value`), ``difference,
        difference_lower, difference_upper, per, standard, dispersion``. Where either rate is blank so is
        the comparison: "small base" under 10 events on a side (then use `age_adjusted_ratio`).

    Raises
    ------
    SvaError
        If no row belongs to the reference or to any other group, and as `directly_standardised`.

    References
    ----------
    Breslow NE, Day NE (1987). Statistical methods in cancer research, volume II, chapter 2. IARC.
    Dobson AJ, Kuulasmaa K, Eberle E, Scherer J (1991). Statistics in Medicine 10: 457–462.

    Examples
    --------
    A young town and an old one with the same rates at each age: the crude ratio is age alone.

    >>> ages, weights = ["0-64", "65+"] * 2, pd.Series({"0-64": 80.0, "65+": 20.0})
    >>> age_standardised_ratio([90, 30, 50, 150], [9000, 1000, 5000, 5000], ages, ["young", "young", "old", "old"],
    ...     reference="old", standard=weights)[["value", "lower", "upper", "crude"]].round(2)
           value  lower  upper  crude
    young    1.0   0.77    1.3    0.6
    """
    levels = confidence_levels(confidence)
    _groups("age_standardised_ratio", by, reference)
    rates = directly_standardised(
        count, population, age_band, by=by, standard=standard, per=per,
        events_per_person=events_per_person, confidence=0.95,
    )  # fmt: skip
    factor = float(gather("age_standardised_ratio", dispersion=dispersion)["dispersion"][0])
    rates = rates.assign(error=_standard_error(rates) * np.sqrt(factor))
    here = rates.index == reference
    base, rest = rates[here].iloc[0], rates[~here]
    value, one, zero = rest["value"].to_numpy(), rest["error"].to_numpy(), float(base["error"])
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = value / base["value"]
        spread = np.sqrt((one / value) ** 2 + (zero / base["value"]) ** 2)
    z = z_scores(levels)[None, :]
    apart, reach = value - base["value"], z * np.sqrt(one**2 + zero**2)[:, None]
    blank = np.isnan(ratio)
    small = (rest["flag"] == "small base").to_numpy() | (base["flag"] == "small base")
    return assemble(
        rest.index,
        levels,
        before={"count": rest["count"].array, "reference_count": base["count"],
                "rate": value, "reference_rate": base["value"]},
        value=ratio,
        lower=ratio[:, None] * np.exp(-z * spread[:, None]),
        upper=ratio[:, None] * np.exp(z * spread[:, None]),
        method="ratio of standardised rates, log" + ("" if events_per_person is None else ", repeat events"),
        flag=flags(not_assessable=blank & ~small, small_base=blank & small),
        after={"crude": rest["crude"].to_numpy() / base["crude"], "difference": apart,
               "difference_lower": apart[:, None] - reach, "difference_upper": apart[:, None] + reach,
               "per": float(per), "standard": rest["standard"].array, "dispersion": factor},
    )  # fmt: skip


def _standard_error(rates: pd.DataFrame) -> np.ndarray:
    """Recover the standard error that stands in Dobson's upper limit at 95% without dispersion."""
    events = rates["count"].to_numpy(dtype=float, na_value=np.nan)
    high = count_limits(events, z_scores(np.array(0.95)), np.array(0.025))[1]
    width = (rates["upper"] - rates["value"]).to_numpy()
    return width / (high - events) * np.sqrt(events)


def age_adjusted_ratio(
    count: Values,
    population: Values,
    age_band: Any,
    by: Any,
    *,
    reference: Hashable,
    confidence: float | Sequence[float] = 0.95,
    dispersion: float = 1.0,
) -> pd.DataFrame:
    """Compare each group with the reference within age bands, pooled (Mantel and Haenszel).

    Needs no standard population, holds with few events, and tests whether one ratio fits all ages:
    where `homogeneity_p` is small the ages must be shown one by one.

    Parameters
    ----------
    count, population : values
        Events and people, one element per group and age band.
    age_band : values of labels
        Such as ``"10-17"``; each band of a group needs its match in the reference.
    by : values of labels
        Group of each row.
    reference : label
        The group that the others are compared with.
    confidence : float or sequence of float
        Levels of the two-sided limits.
    dispersion : float
        φ, factor on the variance.

    Returns
    -------
    pandas.DataFrame
        As `mantel_haenszel`, indexed by the group, with ``strata`` the age bands that tell something.

    Raises
    ------
    SvaError
        If no row belongs to the reference or to any other group, or bands are missing or doubled.

    References
    ----------
    Greenland S, Robins JM (1985). Biometrics 41: 55–68.
    Breslow NE, Day NE (1987). Statistical methods in cancer research, volume II, chapter 3. IARC.

    Examples
    --------
    >>> age_adjusted_ratio([9, 3, 50, 150], [900, 100, 5000, 5000], ["0-64", "65+"] * 2, ["young"] * 2 + ["old"] * 2,
    ...     reference="old")[["strata", "crude", "value", "lower", "upper"]].round(2)
           strata  crude  value  lower  upper
    young       2    0.6    1.0   0.55   1.81
    """
    function = "age_adjusted_ratio"
    _groups(function, by, reference)
    given, groups, codes = gather_by_band(function, count, population, age_band, by, None)
    bands = [band_key(label) for label in given["age_band"]]
    names = {band: str(label) for band, label in zip(bands, given["age_band"], strict=True)}
    rows = {
        (groups[code], band): i for i, (code, band) in enumerate(zip(codes, bands, strict=True))
    }
    mine = {band: i for (group, band), i in rows.items() if group == reference}
    faults = []
    if len(rows) < len(given):
        faults.append(Fault("an age band twice in one group", "once", f"{function}(), age_band"))
    for group in groups[groups != reference]:
        here = {band for other, band in rows if other == group}
        faults += [
            Fault(f"band {names[band]} in only one of {group!r} and {reference!r}", "in both",
                  f"{function}(), age_band")
            for band in sorted(here ^ set(mine), key=str)
        ]  # fmt: skip
    collect(f"{function}() cannot match the age bands", faults)
    pairs = [(group, i, mine[band]) for (group, band), i in rows.items() if group != reference]
    label, here, there = zip(*pairs, strict=True)
    x, n, here, there = given["count"], given["population"], list(here), list(there)
    return mantel_haenszel(
        x[here], n[here], x[there], n[there], by=pd.Series(label, name=groups.name),
        confidence=confidence, dispersion=dispersion,
    )  # fmt: skip


def _groups(function: str, by: Any, reference: Hashable) -> None:
    labels = set(pd.Series(by).dropna().unique())
    faults = []
    if reference not in labels:
        there = ", ".join(repr(label) for label in sorted(labels, key=str)[:8])
        faults.append(Fault(f"no rows of the reference {reference!r}", f"one of {there}"))
    elif len(labels) < 2:
        faults.append(Fault("only the reference", "another group to compare with it"))
    collect(f"{function}() has nothing to compare", faults)
