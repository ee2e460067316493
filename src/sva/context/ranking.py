"""Putting needs in order by weighted criteria, with intervals for the places and with other weights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["CRITERIA", "OTHER_WEIGHTS", "rank_intervals", "rank_items", "weights_for"]

CRITERIA = ("volume", "harm", "trend", "preventability")
#: Weightings set beside the assessment's own: each criterion alone, and all alike.
OTHER_WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "all alike": dict.fromkeys(CRITERIA, 1.0),
    **{f"{name} alone": {name: 1.0} for name in CRITERIA},
}
_DRAWS, _SEED = 2_000, 20230517


def weights_for(weights: Mapping[str, float], items: pd.DataFrame) -> dict[str, float]:
    """Keep the weights of the criteria that all items have a value of; they add up to 1.

    Parameters
    ----------
    weights : mapping of str to float
        By criterion.
    items : pandas.DataFrame
        ``now``, ``before`` (null where there is no earlier year), ``harm_each``, ``preventability``; a row an item.

    Returns
    -------
    dict of str to float
        Empty where no weighted criterion is known.

    Examples
    --------
    >>> import pandas as pd
    >>> items = pd.DataFrame({"now": [10, 5], "before": [None, None], "harm_each": [1.0, 2.0], "preventability": [None, 1.0]})
    >>> weights_for({"volume": 1, "harm": 1, "trend": 2, "preventability": 1}, items)
    {'volume': 0.5, 'harm': 0.5}
    """
    known = {
        "volume": items["now"].notna().all(),
        "harm": items["harm_each"].notna().all(),
        "trend": items["before"].notna().all(),
        "preventability": items["preventability"].notna().all(),
    }
    kept = {name: float(weights.get(name, 0)) for name in CRITERIA if known[name]}
    kept = {name: weight for name, weight in kept.items() if weight > 0}
    whole = sum(kept.values())
    return {name: weight / whole for name, weight in kept.items()} if whole else {}


def _standing(values: np.ndarray) -> np.ndarray:
    """Give each value its standing among its row: 0 the lowest, 1 the highest, ties their mean."""
    import numpy as np

    n = values.shape[-1]
    if n < 2:
        return np.ones_like(values, dtype=float)
    under, alike = _beside(values)
    return (under + (alike - 1) / 2) / (n - 1)


def _beside(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Count for each value those of its row that are lower, and those that are the same, itself among them."""
    one, other = values[..., :, None], values[..., None, :]
    return (other < one).sum(-1), (other == one).sum(-1)


def _scores(
    now: np.ndarray, before: np.ndarray, items: pd.DataFrame, weights: Mapping[str, float]
) -> np.ndarray:
    """Add up weighted standings; shape of `now`, items last."""
    import numpy as np

    parts = {
        "volume": lambda: now,
        "harm": lambda: now * items["harm_each"].to_numpy(float),
        "trend": lambda: np.log((now + 0.5) / (before + 0.5)),
        "preventability": lambda: np.broadcast_to(
            items["preventability"].to_numpy(float), now.shape
        ),
    }
    score = np.zeros(now.shape)
    for name, weight in weights.items():
        score = score + weight * _standing(parts[name]())
    return score + 1e-9 * now  # of equal scores the greater number goes first


def _places(scores: np.ndarray) -> np.ndarray:
    return _beside(-scores)[0] + 1


def rank_items(items: pd.DataFrame, weights: Mapping[str, float]) -> list[int]:
    """Put items in order: the first place is the greatest need by the weighted criteria.

    Each criterion gives an item its standing among the others, from 0 to 1, so that a criterion with large numbers does not
    outweigh the rest; the standings are weighted and added.

    Parameters
    ----------
    items : pandas.DataFrame
        As for `weights_for`.
    weights : mapping of str to float
        By criterion; those whose values are not known for every item are left out.

    Returns
    -------
    list of int
        A place for each item; the same place where scores are equal. Empty where no criterion is known.

    Examples
    --------
    >>> import pandas as pd
    >>> items = pd.DataFrame({"now": [100, 10, 50], "before": [100, 5, 50], "harm_each": [1, 100, 1], "preventability": [1, 1, 1]})
    >>> rank_items(items, {"volume": 1}), rank_items(items, {"harm": 1})
    ([1, 3, 2], [2, 1, 3])
    """
    used = weights_for(weights, items)
    if not used:
        return []
    now, before = items["now"].to_numpy(float), items["before"].to_numpy(float, na_value=0.0)
    return [int(place) for place in _places(_scores(now, before, items, used))]


def rank_intervals(
    items: pd.DataFrame, weights: Mapping[str, float], years_before: int = 1
) -> list[tuple[int, int]]:
    """Give between which places each item lies in 95 of 100 years that differed from this one by chance alone.

    Counts are drawn anew from Poisson distributions about those seen, with a fixed seed, and put in order again.

    Parameters
    ----------
    items : pandas.DataFrame
        As for `weights_for`.
    weights : mapping of str to float
    years_before : int
        Of how many years ``before`` is the mean.

    Returns
    -------
    list of (int, int)
        Lowest and highest place, both included.

    References
    ----------
    Goldstein, H. and Spiegelhalter, D. J. (1996). League tables and their limitations. Journal of the Royal Statistical Society
    A 159, 385-443.

    Examples
    --------
    >>> import pandas as pd
    >>> items = pd.DataFrame({"now": [1000, 20, 18], "before": [1000, 20, 18], "harm_each": 1.0, "preventability": None})
    >>> rank_intervals(items, {"volume": 1})
    [(1, 1), (2, 3), (2, 3)]
    """
    import numpy as np

    used = weights_for(weights, items)
    if not used:
        return []
    rng = np.random.default_rng(_SEED)
    now = items["now"].to_numpy(float)
    before = items["before"].to_numpy(float, na_value=0.0)
    drawn = rng.poisson(now, (_DRAWS, len(now))).astype(float)
    earlier = rng.poisson(before * years_before, (_DRAWS, len(now))) / years_before
    places = _places(_scores(drawn, earlier, items, used))
    low, high = np.percentile(places, [2.5, 97.5], axis=0, method="closest_observation")
    return [(int(a), int(b)) for a, b in zip(low, high, strict=True)]
