"""Ratios of proportions: the four-fifths rule, and ladders of stages each on the one before."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
import pandas as pd

from sva.errors import Fault, SvaError, collect
from sva.measures._limits import wilson_limits
from sva.measures._ratios import rate_ratio
from sva.measures._result import (
    Values,
    as_counts,
    assemble,
    check,
    confidence_levels,
    flags,
    gather,
    pick,
    z_scores,
)

__all__ = ["four_fifths", "stagewise"]


def four_fifths(
    count: Values,
    n: Values,
    reference_count: Values | None = None,
    reference_n: Values | None = None,
    *,
    threshold: float = 0.8,
    confidence: float | Sequence[float] = 0.95,
    dispersion: Values = 1.0,
) -> pd.DataFrame:
    r"""Test by the four-fifths rule whether a group's share of a good outcome is under 80% of the reference's.

    The limits of p/q come from Wilson's limits of both shares, and so are defined at 0 and at 100%:

    .. math:: \frac{pq \mp \sqrt{(pq)^2 - p_L q_U (2p - p_L)(2q - q_U)}}{q_U(2q - q_U)} \text{ (lower)}

    and the same with :math:`p_U, q_L` and a plus for the upper. The rule alone looks at `below`; with small groups it
    fires by chance, so `verdict` reads the limits too: "below" where the upper limit is under the threshold,
    "not below" where the lower limit is not, else "unclear".

    Parameters
    ----------
    count, n : values
        People with the favourable outcome, and people who could have had it.
    reference_count, reference_n : values, optional
        The same of the reference group; both or neither. By default the row with the highest share, the larger
        group if two tie.
    threshold : float
        The rule's fraction.
    confidence : float or sequence of float
        Levels of the two-sided limits.
    dispersion : values
        φ, factor on both variances.

    Returns
    -------
    pandas.DataFrame
        ``count, n, reference_count, reference_n, value, lower, upper, confidence, method, flag, below, verdict,
        dispersion``.

    Raises
    ------
    SvaError
        Also where more people had the outcome than there were.

    References
    ----------
    US Equal Employment Opportunity Commission (1978) Uniform guidelines on employee selection procedures, section 4D.
    Donner A, Zou GY (2012) Closed-form confidence intervals for functions of the normal mean and standard deviation.
    Statistical Methods in Medical Research 21, 347-359.

    Examples
    --------
    >>> four_fifths([48, 24], [80, 60])[["value", "lower", "upper", "below", "verdict"]].round(3)
       value  lower  upper  below  verdict
    0  1.000  0.776  1.289  False  unclear
    1  0.667  0.461  0.938   True  unclear
    """
    if (reference_count is None) != (reference_n is None):
        raise SvaError(
            "four_fifths() cannot use its inputs",
            [Fault("half a reference", "both reference_count and reference_n, or neither")],
        )
    counts = {"count": count, "n": n}
    if reference_count is not None and reference_n is not None:
        counts |= {"reference_count": reference_count, "reference_n": reference_n}
    given = gather("four_fifths", counts=counts, dispersion=dispersion)
    levels = confidence_levels(confidence)
    a, size, factor = given["count"], given["n"], given["dispersion"]
    check(given, a > size, said="count above n", expected="count from 0 to n")
    with np.errstate(all="ignore"):
        share = np.where(size > 0, a / size, np.nan)
    if reference_count is None:
        best = np.lexsort((size, np.where(np.isnan(share), -1.0, share)))[-1]
        b, reference = np.full(len(a), a[best]), np.full(len(a), size[best])
    else:
        b, reference = given["reference_count"], given["reference_n"]
        check(
            given,
            b > reference,
            said="reference_count above reference_n",
            expected="a part of reference_n",
        )
    z = z_scores(levels)[None, :]
    with np.errstate(all="ignore"):
        reference_share = np.where(reference > 0, b / reference, np.nan)
        value = share / reference_share + 0.0 * factor
        low, high = wilson_limits((a / factor)[:, None], (size / factor)[:, None], z)
        reference_low, reference_high = wilson_limits(
            (b / factor)[:, None], (reference / factor)[:, None], z
        )
        p, q = share[:, None], reference_share[:, None]
        inner = np.maximum(
            0.0, (p * q) ** 2 - low * reference_high * (2 * p - low) * (2 * q - reference_high)
        )
        # The quadratic's other form, which stays defined where 2q is the reference's upper limit.
        lower = np.where(p == 0, 0.0, low * (2 * p - low) / (p * q + np.sqrt(inner)))
        inner = np.maximum(
            0.0, (p * q) ** 2 - high * reference_low * (2 * p - high) * (2 * q - reference_low)
        )
        upper = (p * q + np.sqrt(inner)) / (reference_low * (2 * q - reference_low))
    blank = np.isnan(value)
    upper[(reference_share == 0) & ~blank] = np.inf
    lower[blank], upper[blank] = np.nan, np.nan
    sure = np.where(upper < threshold, 0, np.where(lower >= threshold, 1, 2))
    sure[~np.isfinite(value)] = -1
    return assemble(
        given.index,
        levels,
        before={
            "count": as_counts(a),
            "n": as_counts(size),
            "reference_count": as_counts(b),
            "reference_n": as_counts(reference),
        },
        value=value,
        lower=lower,
        upper=upper,
        method="wilson, mover",
        flag=flags(not_assessable=~np.isfinite(value)),
        after={
            "below": pd.arrays.BooleanArray(value < threshold, blank),
            "verdict": pick(["below", "not below", "unclear"], sure.ravel()),
            "dispersion": factor,
        },
    )


def stagewise(
    stages: pd.DataFrame,
    *,
    reference: Hashable,
    confidence: float | Sequence[float] = 0.95,
    dispersion: Values = 1.0,
) -> pd.DataFrame:
    """Return the ratio of each group to the reference at each stage, on the stage before.

    Counting every stage on the population repeats the disparity of the first stage in all the later ones. Here the
    first column is the population and the second is taken on it as a rate (`rate_ratio`); every further column
    is a part of the one before and is taken as a proportion of it (limits as for `four_fifths`).

    Parameters
    ----------
    stages : pandas.DataFrame
        One row per group, labelled; columns in order: population, then counts, such as searches, finds, arrests.
    reference : hashable
        Label of the reference group's row.
    confidence : float or sequence of float
        Levels of the two-sided limits.
    dispersion : values
        φ, factor on the variance; a scalar, or one per group.

    Returns
    -------
    pandas.DataFrame
        A row per stage and group (the reference not compared with itself), indexed 0, 1, …: ``stage, base, group,
        count, base_count, reference_count, reference_base_count, value, lower, upper, confidence, method, flag,
        dispersion``.

    Raises
    ------
    SvaError
        Where a later stage exceeds the one before, the reference is absent, or labels repeat.

    References
    ----------
    Office of Juvenile Justice and Delinquency Prevention (2009) Disproportionate minority contact technical assistance
    manual, 4th edition, chapter 1 (the relative rate index).

    Examples
    --------
    >>> ladder = pd.DataFrame({"residents": [5062, 1176516], "searches": [224, 3476], "arrests": [30, 410]},
    ...                       index=["Black", "White"])
    >>> stagewise(ladder, reference="White")[["stage", "base", "group", "value", "lower", "upper"]].round(2)
          stage       base  group  value  lower  upper
    0  searches  residents  Black  14.98  13.08  17.14
    1   arrests   searches  Black   1.14   0.80   1.59
    """
    faults = []
    if not stages.index.is_unique:
        faults.append(Fault("group labels that repeat", "one row per group", "stagewise(), stages"))
    if stages.shape[1] < 2:
        faults.append(
            Fault(
                f"{stages.shape[1]} columns",
                "a population and at least one stage",
                "stagewise(), stages",
            )
        )
    if reference not in stages.index:
        known = ", ".join(repr(label) for label in stages.index)
        faults.append(Fault(f"reference={reference!r}", f"one of {known}", "stagewise()"))
    collect("stagewise() cannot use its inputs", faults)
    home = stages.iloc[stages.index.get_indexer(pd.Index([reference]))[0]]
    others = stages.drop(index=reference)
    factor = (
        dispersion.drop(index=reference, errors="ignore")
        if isinstance(dispersion, pd.Series)
        else dispersion
    )
    parts = []
    for place in range(1, stages.shape[1]):
        stage, base = stages.columns[place], stages.columns[place - 1]
        four = (
            others[stage],
            others[base],
            home[stage],
            home[base],
        )
        if place == 1:
            found = rate_ratio(*four, confidence=confidence, dispersion=factor)
        else:
            found = four_fifths(*four, confidence=confidence, dispersion=factor)
        found = found.rename(
            columns={
                "population": "base_count",
                "n": "base_count",
                "reference_population": "reference_base_count",
                "reference_n": "reference_base_count",
            }
        )
        found = found.drop(columns=["p", "below", "verdict"], errors="ignore")
        found.insert(0, "stage", stage)
        found.insert(1, "base", base)
        found.insert(2, "group", found.index)
        found["base_count"] = found["base_count"].astype("Float64")
        found["reference_base_count"] = found["reference_base_count"].astype("Float64")
        parts.append(found)
    columns = [
        "stage",
        "base",
        "group",
        "count",
        "base_count",
        "reference_count",
        "reference_base_count",
    ]
    rest = ["value", "lower", "upper", "confidence", "method", "flag", "dispersion"]
    return pd.concat(parts, ignore_index=True)[columns + rest]
