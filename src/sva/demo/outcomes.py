"""What becomes of suspects and of offences: disposals, and one outcome a crime."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sva.demo.clock import MONTHS, clock
from sva.demo.draw import Rows
from sva.demo.incidents import Offences
from sva.demo.reoffending import Histories
from sva.demo.tables import text
from sva.demo.truth import GROUPS, Truth

__all__ = ["Disposals", "draw_disposals", "offence_outcomes"]

_CODES = ("1", "1A", "2", "3", "8", "10", "12", "14", "15", "16", "17", "18", "21", "22")
_AT = {code: i for i, code in enumerate(_CODES)}
# Weights of disposals where no diversion is recorded: columns of `_CODES`.
_BASE = {
    "1": 12,
    "1A": 0.6,
    "3": 2.5,
    "8": 7,
    "10": 3,
    "12": 0.4,
    "15": 27,
    "16": 40,
    "17": 1.2,
    "21": 4,
}


@dataclass(frozen=True)
class Disposals:
    """One entry for each suspect row.

    Attributes
    ----------
    codes : tuple of str
        What `outcome` means.
    outcome : numpy.ndarray of int
        Position in `codes`.
    offered_on, disposal_on : numpy.ndarray of datetime64[s]
        When a diversion was offered (none: not offered); when the disposal was given.
    kept : numpy.ndarray of bool
        Given before the data were drawn; the others are still open.
    """

    codes: tuple[str, ...]
    outcome: np.ndarray
    offered_on: np.ndarray
    disposal_on: np.ndarray
    kept: np.ndarray


def draw_disposals(
    truth: Truth,
    offences: Offences,
    suspects: dict[str, np.ndarray],
    histories: Histories,
    rng: np.random.Generator,
) -> Disposals:
    """Draw a disposal for each suspect of each offence.

    Parameters
    ----------
    truth : Truth
        What is planted.
    offences : Offences
        The offences.
    suspects : dict of str to numpy.ndarray
        Rows of suspects.
    histories : Histories
        Offers and earlier suspicions, in the same order.
    rng : numpy.random.Generator
        Where chance comes from.

    Returns
    -------
    Disposals
    """
    row = suspects["offence"]
    n = len(row)
    child, domestic = suspects["age"] < 18, offences.domestic[row]
    gravity, before = offences.attribute("gravity")[row], np.minimum(histories.prior, 6)
    kind = (child * 2 + domestic) * 4 + gravity
    weights = []
    for c in (0, 1):
        for d in (0, 1):
            for g in range(4):
                w = {**_BASE}
                w["1"] *= (0.5, 1.0, 1.6, 2.4)[g]
                w["16"] *= 1.45 if d else 1.0
                w["8"] *= (1.5, 1.0, 0.2, 0.0)[g] * (2.2 if c else 1.0) * (0.3 if d else 1.0)
                w["3"] *= 0 if c or g == 3 else 1
                w["2"] = 3.0 * (g < 3) if c else 0.0
                weights.append([w.get(code, 0.0) for code in _CODES])
    outcome = Rows(np.array(weights, float)).draw(kind, rng.random(n))
    # Charging: more for an earlier record, and with the planted odds ratios between groups.
    log = (
        0.18 * before + np.log([truth.ratio("charge_ratio", g) for g in GROUPS])[suspects["group"]]
    )
    share = np.array([w[0] / sum(w) for w in weights])[kind]
    raised = 1 / (1 + (1 - share) / share * np.exp(-log))
    others = (outcome != 0) & (rng.random(n) < np.clip((raised - share) / (1 - share), 0, 1))
    lowered = (outcome == 0) & (rng.random(n) < np.clip((share - raised) / share, 0, 1))
    outcome = np.where(others, _AT["1"], np.where(lowered, _AT["15"], outcome))
    offered = histories.offered
    failed = np.where(rng.random(n) < 0.6, _AT["1"], _AT["15"])
    outcome = np.where(histories.completed, _AT["22"], np.where(offered, failed, outcome))
    slow = np.isin(outcome, [_AT["1"], _AT["15"], _AT["17"]])
    lag = np.where(slow, rng.exponential(70, n), rng.exponential(24, n)).astype(int) + 1
    given = histories.decided + np.where(offered, rng.integers(45, 130, n), lag)
    last = clock().start[MONTHS - 1] + 30
    return Disposals(
        _CODES,
        outcome,
        offences.date(np.where(offered, histories.decided, -1)),
        offences.date(given),
        given <= last,
    )


def offence_outcomes(
    offences: Offences, row: np.ndarray, disposals: Disposals, rng: np.random.Generator
) -> tuple[pd.Series, np.ndarray]:
    """Give each crime one outcome: that of its suspects which counts first, else that no suspect was found.

    Parameters
    ----------
    offences : Offences
        The offences.
    row : numpy.ndarray of int
        Offence of each suspect row.
    disposals : Disposals
        Of each suspect row.
    rng : numpy.random.Generator
        Where chance comes from.

    Returns
    -------
    tuple of (pandas.Series of str, numpy.ndarray of datetime64[s])
        Outcome code, null where none is assigned yet; its date.
    """
    n = len(offences.code)
    u = rng.random(n)
    # Without a row of suspects: no suspect, or what police alone know of other offences.
    code = np.where(
        u < 0.66,
        _AT["18"],
        np.where(
            u < 0.74,
            _AT["14"],
            np.where(u < 0.86, _AT["15"], np.where(u < 0.93, _AT["1"], _AT["21"])),
        ),
    )
    day = offences.recorded + rng.exponential(30, n).astype(int)
    rank = np.array([0, 1, 3, 4, 5, 7, 8, 13, 9, 10, 11, 12, 6, 2])  # which disposal counts first
    order = np.argsort(-rank[disposals.outcome], kind="stable")  # the first is written last
    code[row[order]] = disposals.outcome[order]
    given = (
        (disposals.disposal_on - offences.date(np.zeros(1, int))[0]) // np.timedelta64(86_400, "s")
    ).astype(int)
    day[row[order]] = given[order]
    waiting = np.zeros(n, bool)
    waiting[row[~disposals.kept]] = True
    last = clock().start[MONTHS - 1] + 30
    still = waiting | (day > last)
    return text(_CODES, np.where(still, -1, code)), offences.date(np.where(still, -1, day))
