"""Association of places' violence with their circumstances: an over-dispersed count model with a spatial check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sva import cohorts, estimates

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["FEWEST_AREAS", "associate", "moran"]

#: With fewer areas no model is fitted: a table must do.
FEWEST_AREAS = 50
_NEAREST, _SHUFFLES, _SEED = 6, 999, 20230517


def moran(values: np.ndarray, points: np.ndarray) -> tuple[float, float]:
    """Measure how alike the values of neighbours are, and how often chance makes them as alike.

    Neighbours are the six nearest areas, by their centres.

    Parameters
    ----------
    values : numpy.ndarray of float, shape (n,)
    points : numpy.ndarray of float, shape (n, 2)
        Centres, in metres.

    Returns
    -------
    tuple of (float, float)
        Moran's I, and p from 999 shuffles with a fixed seed (two-sided).

    References
    ----------
    Moran, P. A. P. (1950). Notes on continuous stochastic phenomena. Biometrika 37, 17-23.

    Examples
    --------
    >>> import numpy as np
    >>> line = np.column_stack([np.arange(60.0), np.zeros(60)])
    >>> index, p = moran(np.arange(60.0), line)
    >>> index > 0.8, p < 0.01
    (True, True)
    """
    import numpy as np
    from scipy.spatial import KDTree

    _, found = KDTree(points).query(points, k=_NEAREST + 1)
    near = np.asarray(found)[:, 1:]
    centred = values - values.mean()

    def index(z: np.ndarray) -> float:
        return float((z * z[near].mean(1)).sum() / (z**2).sum())

    seen = index(centred)
    rng = np.random.default_rng(_SEED)
    drawn = np.array([index(rng.permutation(centred)) for _ in range(_SHUFFLES)])
    high, low = (drawn >= seen).sum(), (drawn <= seen).sum()
    return seen, min(1.0, 2 * (int(min(high, low)) + 1) / (_SHUFFLES + 1))


def associate(
    serious: pd.DataFrame,
    indicators: pd.DataFrame,
    residents: pd.DataFrame,
    centres: pd.DataFrame,
    assessment: Assessment,
    column: str = "msoa_code",
) -> pd.DataFrame:
    """Say how recorded serious violence of areas goes with each indicator, the others held alike.

    A negative binomial count model with residents as exposure, all indicators at once, each in standard deviations: areas vary
    more than chance gives, and the limits allow for it. What the model leaves over is checked for likeness of
    neighbours. An association of places is no cause, and says nothing about any one person.

    Parameters
    ----------
    serious : pandas.DataFrame
        From `sva.cohorts.select_serious`, with the area of each offence.
    indicators : pandas.DataFrame
        From `sva.context.factors.area_indicators`.
    residents : pandas.DataFrame
        By area: ``area_code``, ``denominator``, ``denominator_source``, ``denominator_year``.
    centres : pandas.DataFrame
        By area: ``area_code``, ``easting``, ``northing``.
    assessment : Assessment
    column : str
        Which column of `serious` holds the area.

    Returns
    -------
    pandas.DataFrame
        Estimates ``factors.association``, a row an indicator (per cent more violence for one standard deviation more), and ``factors.moran``, one row. Without rows for fewer than
        `FEWEST_AREAS` areas.

    References
    ----------
    Cameron, A. C. and Trivedi, P. K. (1998). Regression Analysis of Count Data, chapter 3. Robinson, W. S. (1950). Ecological
    correlations and the behavior of individuals. American Sociological Review 15, 351-357.
    """
    import numpy as np
    import pandas as pd

    if serious.empty or len(indicators) < FEWEST_AREAS or residents.empty:
        return estimates.blank()

    from sva.measures.multiple import benjamini_hochberg

    counts = cohorts.within(serious, assessment.period)[column].value_counts()
    base = residents.set_index("area_code")
    y = counts.reindex(indicators.index).fillna(0).to_numpy(float)
    people = base["denominator"].reindex(indicators.index).to_numpy(float)
    x = ((indicators - indicators.mean()) / indicators.std()).to_numpy(float)
    design = np.column_stack([np.ones(len(y)), x])
    fitted, extra = _negative_binomial(y, design, np.log(people))
    low, high = (fitted.params + sign * 1.959964 * fitted.bse for sign in (-1, 1))
    p = np.asarray(fitted.pvalues)
    wide = 1 + extra * float(fitted.mu.mean())
    shared = {
        "definition": assessment.settings.definition.name,
        "area_type": "police_force",
        "area_code": assessment.settings.area.police_force,
        **cohorts.about("offences", assessment, assessment.period),
    }
    rows = pd.DataFrame(
        {
            "group": list(indicators.columns), "value": 100 * np.expm1(fitted.params[1:]), "lower": 100 * np.expm1(low[1:]),
            "upper": 100 * np.expm1(high[1:]),  "p": p[1:], "q": benjamini_hochberg(p[1:]).to_numpy(float),
        }
    )  # fmt: skip
    parts = [
        estimates.build(
            rows,
            assessment.period,
            measure="factors.association",
            characteristic="indicator",
            confidence=0.95,
            dispersion=wide,
            numerator=int(y.sum()),
            denominator=len(y),
            method=f"negative binomial model of {len(y)} areas with residents as exposure, all indicators at once",
            **shared,
        )
    ]
    at = centres.set_index("area_code").reindex(indicators.index)[["easting", "northing"]]
    if at.notna().all(axis=None):
        index, chance = moran(np.asarray(fitted.resid_pearson), at.to_numpy(float))
        parts.append(
            estimates.build(
                pd.DataFrame({"value": [index], "p": [chance]}),
                assessment.period,
                measure="factors.moran",
                denominator=len(y),
                method="Moran's I of what the model leaves over, six nearest areas, 999 shuffles",
                **shared,
            )
        )
    return pd.concat(parts, ignore_index=True)


def _negative_binomial(
    y: np.ndarray, design: np.ndarray, exposure: np.ndarray
) -> tuple[Any, float]:
    """Fit a negative binomial model whose extra variance is that of the leftovers (method of moments); give it and alpha."""
    from statsmodels.genmod import families
    from statsmodels.genmod.generalized_linear_model import GLM

    fitted: Any = GLM(y, design, family=families.Poisson(), offset=exposure).fit(scale="X2")
    alpha = 0.0
    for _ in range(10):
        before, mu = alpha, fitted.mu
        alpha = max(float((((y - mu) ** 2 - mu) / mu**2).mean()), 1e-8)
        family = families.NegativeBinomial(alpha=alpha)
        fitted = GLM(y, design, family=family, offset=exposure).fit(scale="X2")
        if abs(alpha - before) < 1e-6:
            break
    return fitted, alpha
