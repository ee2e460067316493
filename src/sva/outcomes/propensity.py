"""Who is offered it: covariates as columns, the chance of an offer, overlap, and balance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["COVARIATES", "Design", "balance", "design", "logistic", "prepare"]

#: What is compared on, where it is known: an unknown is a level of its own.
COVARIATES = (
    "age_band", "sex", "ethnic_group", "offence_kind", "domestic", "prior_band", "district_code", "half_year", "looked_after",
)  # fmt: skip

#: A level of a covariate with fewer people than this joins the others.
_RARE = 20
_CODE = 200
_AGES = (0, 14, 16, 18, 21, 25, 35, 50, 200)
_RIDGE = 1e-3


def prepare(people: pd.DataFrame) -> pd.DataFrame:
    """Put what is compared on into bands.

    Parameters
    ----------
    people : pandas.DataFrame
        From `sva.outcomes.index_events`.

    Returns
    -------
    pandas.DataFrame
        The same people with ``age_band``, ``prior_band`` (0, 1, 2, 3 to 4, 5 or more), ``half_year`` of time zero, ``offence_kind``
        (the offence code where it has 200 people, else its group: its kind stands for how serious it is) and ``again``.

    Examples
    --------
    >>> import pandas as pd
    >>> people = pd.DataFrame({"age": [15, 40], "prior": [0, 7], "index_on": pd.to_datetime(["2021-02-01", "2021-08-01"]),
    ...     "offence_group": "Robbery", "offence_code": "34B", "again_count": [0, 2]})
    >>> prepare(people)[["age_band", "prior_band", "half_year", "offence_kind", "again"]].to_numpy().tolist()
    [['14 to 15', '0', '2021 first half', 'Robbery', False], ['35 to 49', '5 or more', '2021 second half', 'Robbery', True]]
    """
    from itertools import pairwise

    import pandas as pd

    labels = [
        "under 14",
        *(f"{low} to {high - 1}" for low, high in pairwise(_AGES[1:-1])),
        "50 and over",
    ]
    age = pd.cut(people["age"].astype("Float64").astype(float), _AGES, right=False, labels=labels)
    prior = pd.cut(people["prior"].astype(float), (0, 1, 2, 3, 5, 1e9), right=False,
                   labels=["0", "1", "2", "3 to 4", "5 or more"])  # fmt: skip
    when = pd.to_datetime(people["index_on"])
    codes = people["offence_code"].astype("str")
    many = codes.map(codes.value_counts()) >= _CODE
    return people.assign(
        age_band=age.astype("str"),
        prior_band=prior.astype("str"),
        half_year=when.dt.year.astype(str)
        + (when.dt.month > 6).map({True: " second half", False: " first half"}),
        offence_kind=codes.where(many, people["offence_group"].astype("str")),
        again=people["again_count"] > 0,
    )


@dataclass(frozen=True)
class Design:
    """Covariates as columns.

    Parameters
    ----------
    matrix : numpy.ndarray, shape (n, k)
        First column 1; one column for each level but the most frequent.
    names : tuple of str
        What each column after the first stands for.
    blocks : tuple of str
        The covariate each of them belongs to.
    kept : numpy.ndarray of bool, shape (people given,)
        Who is comparable: a level with nobody offered, or nobody else, has no counterpart and is left out.
    """

    matrix: np.ndarray
    names: tuple[str, ...]
    blocks: tuple[str, ...]
    kept: np.ndarray

    def without(self, block: str) -> np.ndarray:
        """Return the columns without one covariate."""
        import numpy as np

        return self.matrix[:, np.r_[True, [each != block for each in self.blocks]]]


def design(people: pd.DataFrame, offered: Any, covariates: Sequence[str]) -> Design:
    """Turn covariates into columns, leaving out people without a counterpart.

    Parameters
    ----------
    people : pandas.DataFrame
        With the covariates; numbers stay numbers, everything else becomes levels.
    offered : array_like of bool
        Who was offered it.
    covariates : sequence of str
        Those with one level alone say nothing and are passed over.

    Returns
    -------
    Design
    """
    import numpy as np
    import pandas as pd

    offered = np.asarray(offered, bool)
    kept = np.ones(len(people), bool)
    levels: dict[str, tuple[np.ndarray, list[str]]] = {}
    numbers = [
        name
        for name in covariates
        if name in people.columns
        and pd.api.types.is_numeric_dtype(people[name].dtype)
        and not pd.api.types.is_bool_dtype(people[name].dtype)
    ]
    for name in covariates:
        if name not in people.columns or name in numbers:
            continue
        code, found = pd.factorize(people[name], sort=True)
        words = [*(str(each) for each in found), "Unknown"]
        code = np.where(code < 0, len(found), code)
        rare = np.bincount(code, minlength=len(words)) < _RARE
        if rare[code].any():
            words.append("Other")
            code = np.where(rare[code], len(words) - 1, code)
        here = np.bincount(code, offered, len(words))
        there = np.bincount(code, ~offered, len(words))
        if offered.any() and not offered.all():
            kept &= ((here > 0) & (there > 0))[code]
        levels[name] = (code, words)
    columns, names, blocks = [np.ones(int(kept.sum()))], [], []
    for name in covariates:
        if name in levels:
            code, words = levels[name]
            size = np.bincount(code[kept], minlength=len(words))
            order = [at for at in np.argsort(-size, kind="stable") if size[at]]
            for at in order[1:]:
                columns.append((code[kept] == at).astype(float))
                names.append(f"{name}: {words[at]}")
                blocks.append(name)
        elif name in numbers:
            values = people.loc[kept, name].astype(float).to_numpy()
            spread = values.std()
            if spread > 0:
                columns.append((values - values.mean()) / spread)
                names.append(name)
                blocks.append(name)
    return Design(np.column_stack(columns), tuple(names), tuple(blocks), kept)


def logistic(
    matrix: np.ndarray, outcome: np.ndarray, weight: np.ndarray | None = None
) -> np.ndarray:
    """Fit a logistic regression and return the fitted chance for every row given.

    Newton's method with a very small ridge on all but the first column, so that a level in which everyone or nobody
    has the outcome gives a large finite coefficient.

    Parameters
    ----------
    matrix : numpy.ndarray, shape (n, k)
        First column 1.
    outcome : numpy.ndarray of 0 or 1, shape (n,)
    weight : numpy.ndarray, shape (n,), optional
        0 leaves a row out of the fit; it still gets its chance.

    Returns
    -------
    numpy.ndarray, shape (n,)

    Examples
    --------
    >>> import numpy as np
    >>> logistic(np.ones((4, 1)), np.array([1, 0, 0, 0])).round(3).tolist()
    [0.25, 0.25, 0.25, 0.25]
    """
    import numpy as np

    use = np.ones(len(outcome), bool) if weight is None else weight > 0
    x, y = matrix[use], np.asarray(outcome, float)[use]
    w = np.ones(len(y)) if weight is None else weight[use]
    penalty = np.full(x.shape[1], _RIDGE)
    penalty[0] = 0
    share = np.clip(np.average(y, weights=w), 1e-6, 1 - 1e-6)
    beta = np.zeros(x.shape[1])
    beta[0] = np.log(share / (1 - share))
    for _ in range(40):
        chance = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        slope = x.T @ (w * (y - chance)) - penalty * beta
        curve = (x * (w * chance * (1 - chance))[:, None]).T @ x + np.diag(penalty + 1e-10)
        step = np.linalg.solve(curve, slope)
        step *= min(1.0, 4 / max(np.abs(step).max(), 1e-12))
        beta += step
        if np.abs(step).max() < 1e-6:
            break
    return 1 / (1 + np.exp(-np.clip(matrix @ beta, -30, 30)))


def balance(plan: Design, offered: np.ndarray, weight: np.ndarray | None = None) -> pd.Series:
    r"""Give the standardised difference of every column between those offered and the others.

    .. math:: d = \frac{\bar x_1 - \bar x_0}{\sqrt{(s_1^2 + s_0^2)/2}}

    with the unweighted variances in both cases, so that weights change the numerator alone.

    Parameters
    ----------
    plan : Design
    offered : numpy.ndarray of bool
        Of the people kept.
    weight : numpy.ndarray, optional
        Weights of all people kept; by default 1.

    Returns
    -------
    pandas.Series
        Indexed by the names of the columns; under 0.1 is taken as balanced.

    References
    ----------
    Austin PC (2009). Balance diagnostics for comparing the distribution of baseline covariates between treatment
    groups in propensity-score matched samples. Statistics in Medicine 28: 3083-3107.
    """
    import numpy as np
    import pandas as pd

    x = plan.matrix[:, 1:]
    w = np.ones(len(offered)) if weight is None else weight
    here, there = x[offered], x[~offered]
    gap = np.average(here, axis=0, weights=w[offered]) - np.average(
        there, axis=0, weights=w[~offered]
    )
    spread = np.sqrt((here.var(axis=0) + there.var(axis=0)) / 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        return pd.Series(
            np.where(spread > 0, gap / spread, 0.0), index=list(plan.names), name="difference"
        )
