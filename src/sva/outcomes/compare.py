"""Those offered a diversion beside similar people who were not: how it is done, when it is refused, what it can carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sva.outcomes.effects import (
    Effect,
    crude,
    doubly_robust,
    matched,
    matched_weights,
    odds,
    weighted,
)
from sva.outcomes.propensity import COVARIATES, Design, balance, design, logistic
from sva.outcomes.sensitivity import e_value, people_needed, shifted

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["BALANCED", "MARGIN", "MINIMUM_EVENTS", "MINIMUM_PEOPLE", "Comparison", "compare"]

#: Below these numbers nothing is compared. 60 people is the Justice Data Lab's least.
MINIMUM_PEOPLE, MINIMUM_EVENTS = 60, 10
#: Effective number of others after weighting, under which they do not overlap enough.
MINIMUM_EFFECTIVE = 60
#: How many covariates are left out in turn: those that differ most between the two sides.
_LEFT_OUT = 4
#: How much stronger than the strongest recorded difference a hidden one is taken to be. At 1 the noise of that bound
#: let 5 to 8 of 100 studies claim an effect where a hidden cause made it; at 1.25 it is 2 to 3 (docs/methods).
MARGIN = 1.25
#: Greatest standardised difference that counts as alike.
BALANCED = 0.1


@dataclass(frozen=True)
class Comparison:
    """What was compared and found.

    Parameters
    ----------
    offered, offered_again, others, others_again : int
        People on each side and those of them suspected again, before anything is left out.
    refused : str, optional
        Why nothing is compared.
    effects : dict of str to Effect
        By method; "doubly robust" is the main one.
    before, matched_after, weighted_after : pandas.Series, optional
        Standardised differences.
    unmatched : int
        People offered without a counterpart.
    effective : float
        How many equally weighted others the weighted ones are worth.
    placebo : Effect, optional
        The same comparison of something the offer cannot have changed.
    strongest : str, optional
        The covariate that matters most when it is left out.
    hidden : tuple of float, optional
        Difference and its limits if something unrecorded mattered a quarter more than that, against the finding.
    overlap : pandas.DataFrame, optional
        How many on each side had each chance of an offer, in fifths of those offered: ``low, high, offered, others``.
    """

    offered: int
    offered_again: int
    others: int
    others_again: int
    refused: str | None = None
    effects: dict[str, Effect] = field(default_factory=dict)
    before: pd.Series | None = None
    matched_after: pd.Series | None = None
    weighted_after: pd.Series | None = None
    unmatched: int = 0
    effective: float = 0.0
    placebo: Effect | None = None
    strongest: str | None = None
    hidden: tuple[float, float, float] | None = None
    overlap: pd.DataFrame | None = None

    @property
    def main(self) -> Effect | None:
        """The doubly robust comparison."""
        return self.effects.get("doubly robust")

    @property
    def balanced(self) -> bool:
        """Whether every standardised difference is under 0.1 after weighting."""
        return self.weighted_after is not None and bool(
            (self.weighted_after.abs() < BALANCED).all()
        )

    @property
    def clear(self) -> bool:
        """Whether the limits of the main comparison leave 0 out."""
        return self.main is not None and (self.main.limits[0] > 0 or self.main.limits[1] < 0)

    @property
    def carried(self) -> bool:
        """Whether the finding may be claimed: clear, balanced, with a quiet placebo, and not undone by hidden differences."""
        if not (self.clear and self.balanced) or self.hidden is None:
            return False
        if self.placebo is not None and not self.placebo.limits[0] <= 0 <= self.placebo.limits[1]:
            return False
        return self.hidden[1] > 0 or self.hidden[2] < 0

    @property
    def e_values(self) -> tuple[float, float]:
        """E-values of the ratio and of its limit nearest to 1."""
        main = self.main
        return e_value(main.ratio, *main.ratio_limits) if main else (float("nan"), float("nan"))

    @property
    def needed(self) -> int | None:
        """How many more people offered it would take to tell; 0 where it is clear, missing where nothing was compared."""
        return people_needed(self.main) if self.main else None


def compare(
    people: pd.DataFrame,
    *,
    outcome: str = "again",
    covariates: Sequence[str] = COVARIATES,
    placebo: str | None = "prior_victim",
    minimum: int = MINIMUM_PEOPLE,
    leave_out: bool = True,
) -> Comparison:
    """Compare those offered with similar people who were not.

    Parameters
    ----------
    people : pandas.DataFrame
        From `sva.outcomes.prepare`, followed to the end: ``offered``, `outcome` and the covariates.
    outcome : str
        A column of truths.
    covariates : sequence of str
        What is compared on; those that are absent are passed over.
    placebo : str, optional
        A column of truths, not among the covariates, that the offer cannot have changed: by default whether the person
        was a victim in the year before. If the two sides differ in it, they differ in what is not recorded.
    minimum : int
        Least number of people on either side.
    leave_out : bool
        Whether to leave out one covariate at a time, to see what a hidden one stronger still could do; without it nothing is
        `carried`.

    Returns
    -------
    Comparison
        With `refused` in words where there are too few people, events or counterparts.
    """
    from threadpoolctl import threadpool_limits

    # The matrices are small: several threads would only wait for one another.
    with threadpool_limits(1):
        return _compare(people, outcome, covariates, placebo, minimum, leave_out)


def _compare(
    people: pd.DataFrame,
    outcome: str,
    covariates: Sequence[str],
    placebo: str | None,
    minimum: int,
    leave_out: bool,
) -> Comparison:
    offered = people["offered"].to_numpy(bool)
    again = people[outcome].fillna(False).to_numpy(bool)
    counts = (
        int(offered.sum()),
        int(again[offered].sum()),
        int((~offered).sum()),
        int(again[~offered].sum()),
    )
    refused = _refusal(*counts, minimum)
    if refused:
        return Comparison(*counts, refused=refused)
    plan = design(people, offered, covariates)
    a, y = offered[plan.kept], again[plan.kept]
    lost = int(offered.sum() - a.sum())
    refused = _refusal(int(a.sum()), int(y[a].sum()), int((~a).sum()), int(y[~a].sum()), minimum)
    if refused:
        return Comparison(
            *counts, refused=f"among people with a counterpart, {refused}", unmatched=lost
        )
    chance = logistic(plan.matrix, a)
    weight = odds(chance, a)
    effective = float(weight[~a].sum() ** 2 / (weight[~a] ** 2).sum())
    if effective < min(MINIMUM_EFFECTIVE, minimum):
        return Comparison(
            *counts,
            refused="too few others are like those offered",
            unmatched=lost,
            effective=effective,
        )
    main = _main(plan.matrix, y, a, chance)
    near = matched(y, a, chance)
    effects = {
        each.method: each
        for each in (crude(again, offered), near, weighted(y, a, chance, plan.matrix), main)
    }
    strongest, bias = _strongest(plan, y, a, main) if leave_out else (None, 0.0)
    told = None
    if placebo is not None and placebo in people.columns:
        known = people.loc[plan.kept, placebo]
        if known.notna().all() and 0 < known.astype(bool).sum() < len(known):
            told = _main(plan.matrix, known.to_numpy(bool), a, chance)
    return Comparison(
        *counts,
        effects=effects,
        before=balance(plan, a),
        matched_after=balance(plan, a, _matching(chance, a)),
        weighted_after=balance(plan, a, weight),
        unmatched=lost,
        effective=effective,
        placebo=told,
        strongest=strongest,
        overlap=_overlap(chance, a),
        hidden=shifted(main, MARGIN * bias) if leave_out and main.ratio > 0 else None,
    )


def _overlap(chance: np.ndarray, offered: np.ndarray) -> pd.DataFrame:
    """Count both sides by their fitted chance of an offer, in five parts of the chances of those offered."""
    import numpy as np
    import pandas as pd

    ends = np.unique(np.round(np.quantile(chance[offered], [0.2, 0.4, 0.6, 0.8]), 3))
    place = np.searchsorted(ends, chance, side="right")
    bounds = np.r_[0.0, ends, 1.0]
    size = len(ends) + 1
    return pd.DataFrame(
        {
            "low": bounds[:-1],
            "high": bounds[1:],
            "offered": np.bincount(place[offered], minlength=size),
            "others": np.bincount(place[~offered], minlength=size),
        }
    )


def _refusal(
    offered: int, offered_again: int, others: int, others_again: int, minimum: int
) -> str | None:
    if offered < minimum:
        return f"too few were offered it: {offered:,}, at least {minimum} are needed"
    if others < minimum:
        return f"too few others: {others:,}, at least {minimum} are needed"
    if (
        offered_again + others_again < MINIMUM_EVENTS
        or min(offered - offered_again, others - others_again) < 1
    ):
        return f"too few were suspected again, at least {MINIMUM_EVENTS} are needed"
    return None


def _main(matrix: np.ndarray, again: np.ndarray, offered: np.ndarray, chance: np.ndarray) -> Effect:
    expected = logistic(matrix, again, (~offered).astype(float))
    return doubly_robust(again, offered, chance, expected, matrix.shape[1])


def _matching(chance: np.ndarray, offered: np.ndarray) -> np.ndarray:
    """Turn matches into weights, for balance."""
    import numpy as np

    others, near = matched_weights(chance, offered)
    weight = np.zeros(len(offered))
    weight[np.flatnonzero(offered)[near]] = 1
    used = np.bincount(others[near].ravel(), minlength=int((~offered).sum()))
    weight[~offered] = used / others.shape[1]
    return weight if weight[offered].any() else np.ones(len(offered))


def _strongest(
    plan: Design, again: np.ndarray, offered: np.ndarray, main: Effect
) -> tuple[str | None, float]:
    """Leave out the covariates that differ most before, one at a time; give the one that moves the log ratio most.

    One in which the two sides are alike from the start moves nothing.
    """
    import math

    import numpy as np

    found: tuple[str | None, float] = (None, 0.0)
    if not main.ratio > 0:
        return found
    apart = balance(plan, offered).abs().groupby(np.asarray(plan.blocks)).max()
    for block in apart.sort_values(ascending=False, kind="stable").index[:_LEFT_OUT]:
        matrix = plan.without(block)
        less = _main(matrix, again, offered, logistic(matrix, offered))
        if less.ratio > 0:
            moved = abs(math.log(less.ratio / main.ratio))
            if moved > found[1]:
                found = (block, moved)
    return found
