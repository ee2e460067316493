"""What is written down of people: ethnicity and when it is missing, the other characteristics, how complete."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from sva.demo.clock import MONTHS, month_index
from sva.demo.draw import Rows, hashed
from sva.demo.tables import boolean, text
from sva.demo.truth import GROUPS, Truth

__all__ = ["OBSERVED", "characteristics", "ethnicity", "missing_by_month"]

OBSERVED = (
    "Arab or North African",
    "Asian",
    "Black",
    "Chinese or South East Asian",
    "White",
    "Unknown",
)
_UNKNOWN = len(GROUPS)


@cache
def _detail() -> tuple[tuple[str, ...], Rows]:
    """Give the self-defined codes and their shares within the five groups (2011 Census, force)."""
    from sva.reference._data import read_bundled

    codes = read_bundled("codes/ethnicity.csv")
    counts = read_bundled("census2011-ethnicity19-west-mercia.csv").set_index("ethnic_group_19")[
        "population"
    ]
    codes = codes[codes["label"].isin(counts.index)]
    weight = counts.astype(float).reindex(codes["label"]).to_numpy()
    table = np.stack([np.where(codes["group"] == g, weight, 0.0) for g in GROUPS])
    return tuple(codes["code"]), Rows(table)


@cache
def _seen() -> Rows:
    """Give what an officer sees, by self-defined code: the officers' list has no Mixed group."""
    rows = []
    for code in _detail()[0]:
        see = {"A": (1, 92, 1, 2, 2), "B": (1, 1, 95, 0, 3), "M": (8, 14, 40, 2, 36), "O": (30, 18, 6, 8, 38), "W": (0, 1, 0, 0, 99)}[code[0]]  # fmt: skip
        see = (0, 5, 0, 93, 2) if code == "A4" else (72, 12, 2, 0, 14) if code == "O2" else see
        rows.append(see)
    return Rows(np.array(rows, float))


def missing_by_month(truth: Truth) -> np.ndarray:
    """Give the factor on the chance that self-defined ethnicity is missing, by month.

    Parameters
    ----------
    truth : Truth
        Its ``system_change``, ``missing_peak`` and ``missing_after``.

    Returns
    -------
    numpy.ndarray, shape (60,)

    Examples
    --------
    >>> missing_by_month(Truth())[[0, 54, 59]].tolist()
    [1.0, 2.2, 0.6]
    """
    change = month_index(truth.system_change)
    out = np.ones(MONTHS)
    months = np.arange(MONTHS)
    rising = (months >= change - 9) & (months < change)
    out[rising] += (truth.missing_peak - 1) * 0.5 * (months[rising] - change + 10) / 9
    after = months >= change
    fall = np.clip((months[after] - change) / 3, 0, 1)
    out[after] = truth.missing_peak * (1 - fall) + truth.missing_after * fall
    return out


def ethnicity(
    truth: Truth, field: str, group: np.ndarray, person: np.ndarray, month: np.ndarray, seen: float,
    rng: np.random.Generator,
) -> tuple[dict[str, pd.Series], np.ndarray]:  # fmt: skip
    """Write down self-defined and officer-observed ethnicity.

    Parameters
    ----------
    truth : Truth
        How often it is missing, and for whom.
    field : str
        ``"missing_victims"``, ``"missing_suspects"`` or ``"missing_searches"``.
    group, person, month : numpy.ndarray of int, shape (n,)
        True group (position in `GROUPS`), number of the person, month number. A group below 0 has none.
    seen : float
        Share of rows on which the officer's view stands.
    rng : numpy.random.Generator
        Where chance comes from.

    Returns
    -------
    tuple of (dict of str to pandas.Series, numpy.ndarray of int)
        ``ethnicity_self``, ``ethnicity_officer``, ``ethnic_group``; and 0 where the group is recorded, 1 where
        it is missing, 2 where the person was asked and it was not stated.
    """
    codes, rows = _detail()
    n = len(group)
    real = np.maximum(group, 0)
    own = rows.draw(real, hashed(person, 3))
    base = np.array([truth.missing(field, g) for g in GROUPS])
    lost = (rng.random(n) < np.minimum(base[real] * missing_by_month(truth)[month], 0.95)) | (
        group < 0
    )
    stated = lost & (group >= 0) & (rng.random(n) < 0.45)  # asked, not stated
    view = np.where(
        (rng.random(n) < seen) & (group >= 0), _seen().draw(own, rng.random(n)), len(OBSERVED) - 1
    )
    return {
        "ethnicity_self": text(codes, np.where(lost, -1, own)),
        "ethnicity_officer": text(OBSERVED, view),
        "ethnic_group": text([*GROUPS, "Unknown"], np.where(lost, _UNKNOWN, real)),
    }, np.where(stated, 2, lost)


# Characteristic: values and their weights; share of rows on which it is recorded; lowest age.
_CHOICES: dict[str, tuple[tuple[str, ...], tuple[float, ...], float, int]] = {
    "disability": (("Disabled", "Not disabled"), (0.22, 0.78), 0.38, 0),
    "religion": (("Christian", "No religion", "Muslim", "Other religion", "Sikh", "Hindu", "Buddhist", "Jewish"),
                 (48, 44, 3.5, 1.5, 1.2, 1.0, 0.6, 0.2), 0.09, 0),
    "sexual_orientation": (("Straight or heterosexual", "Gay or lesbian", "Bisexual", "All other sexual orientations"),
                           (94, 2.6, 2.8, 0.6), 0.07, 16),
    "gender_identity": (("Same as registered at birth", "Different from registered at birth"), (99.2, 0.8), 0.12, 16),
    "marital_status": (("Never married or in a civil partnership", "Married or in a civil partnership",
                        "Divorced or dissolved", "Separated", "Widowed or surviving partner"), (55, 27, 11, 4, 3), 0.27, 16),
}  # fmt: skip


def characteristics(
    person: np.ndarray, sex: np.ndarray, age: np.ndarray, someone: np.ndarray, looked_after: np.ndarray | None,
    rng: np.random.Generator,
) -> dict[str, pd.Series]:  # fmt: skip
    """Write down the characteristics that partners record now and then.

    Parameters
    ----------
    person, sex, age : numpy.ndarray of int, shape (n,)
        Number of the person, 0 female or 1 male, age.
    someone : numpy.ndarray of bool, shape (n,)
        False for organisations, of which nothing is written.
    looked_after : numpy.ndarray of bool, optional
        Where it is known from elsewhere.
    rng : numpy.random.Generator
        Where chance comes from.

    Returns
    -------
    dict of str to pandas.Series
    """
    n = len(person)
    out: dict[str, pd.Series] = {}
    for salt, (name, (values, weights, share, least)) in enumerate(_CHOICES.items(), start=20):
        edges = np.cumsum(weights) / np.sum(weights)
        value = np.minimum(np.searchsorted(edges, hashed(person, salt)), len(values) - 1)
        known = (rng.random(n) < share) & (age >= least) & someone
        out[name] = text([*values, "Unknown"], np.where(known, value, len(values)))
    pregnant = hashed(person, 30) < 0.05
    asked = (sex == 0) & (age >= 14) & (age <= 48) & someone & (rng.random(n) < 0.22)
    out["pregnancy"] = text(
        ("Pregnant or in maternity", "Neither", "Unknown"),
        np.where(asked, np.where(pregnant, 0, 1), 2),
    )
    child, young = age < 18, (age >= 18) & (age <= 25)
    care = hashed(person, 31) < 0.025 if looked_after is None else looked_after
    for name, value, who, share in (
        ("looked_after", care, child, 0.88),
        ("care_leaver", hashed(person, 32) < 0.05, young, 0.35),
        ("exploited", hashed(person, 33) < 0.04, age < 26, 0.6),
        ("excluded", hashed(person, 34) < 0.07, (age > 4) & child, 0.4),
    ):
        out[name] = boolean(value & who, who & someone & (rng.random(n) < share))
    return out
