"""What a correct analysis should find: ratios that follow from the planted chances, before chance itself."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from sva.demo.catalogue import CODES, CURVED, FAMILIES, KINDS
from sva.demo.mix import mix
from sva.demo.people import people
from sva.demo.places import land, places
from sva.demo.residents import SEXES, residents
from sva.demo.stops import search_shares
from sva.demo.truth import FIRST_YEAR, GROUPS, Truth

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["expected", "expected_counts"]


@lru_cache(maxsize=4)
def expected_counts(truth: Truth, table: str, year: int) -> np.ndarray:
    """Give the expected number of people of a table by district of residence, band, sex and group.

    Parameters
    ----------
    truth : Truth
        What is planted.
    table : str
        ``"victims"``: persons (neither organisations nor officers) and all their victimisations;
        ``"suspects"``: rows of suspects. How often people of each age and sex come back has no closed
        form; it is counted in one draw of the size of West Mercia, and shared out among groups exactly.
    year : int
        Financial year.

    Returns
    -------
    numpy.ndarray, shape (districts, bands, sexes, groups)
    """
    if table == "suspects" and truth.reoffending:
        return _with_returns(truth, year)
    m, chances, planted, ground = mix(truth), people(truth), places(truth), land()
    y = year - FIRST_YEAR
    months = np.arange(12) + 12 * y
    districts = chances.districts
    inside = np.equal.outer(ground.district, np.arange(districts)).astype(float)
    surfaces = {k.place: planted.weights[k.place][months] for k in KINDS}
    share = {
        name: w / w.sum(1, keepdims=True) @ inside for name, w in surfaces.items()
    }  # month, district
    victims = table == "victims"
    here = np.zeros((len(CURVED), districts))
    per_offence = 1.072  # one, and now and then a second or third
    for i, code in enumerate(CODES):
        if not (m.victims[i] if victims else m.violent[i]):
            continue
        f = list(FAMILIES).index(code.family)
        rows = m.totals[f, y] * truth.scale * m.codes.share[f, i]
        person = (1 - code.organisation) * (1 - code.officer) * per_offence if victims else 1.0
        for k, kind in enumerate(KINDS):
            chance = 1.0 if victims else kind.suspect
            by_month = rows * person * chance * m.kinds.share[i, k] * m.months[f, y]
            here[CURVED.index(kind.people)] += by_month @ share[kind.place]
    stay = 0.9 if victims else 0.86
    home = stay * here + (1 - stay) * here.sum(1, keepdims=True) * chances.share
    rows_ = (chances.victims if victims else chances.suspects).share.reshape(
        len(CURVED), districts, -1
    )
    out = (home[:, :, None] * rows_).sum(0)
    r = residents()
    return out.reshape(districts, len(r.bands), 2, len(GROUPS))


@lru_cache(maxsize=2)
def _one_draw(truth: Truth) -> tuple[np.ndarray, np.ndarray]:
    """Give, for each row of suspects of one large draw, its year and the cell in which its person first appears."""
    from sva.demo.engine import simulate

    rows = simulate(0, replace(truth, scale=max(truth.scale, 1.0)))
    hidden, r = rows.hidden["suspects"], residents()
    month = (
        rows.offences["month"].to_numpy()[hidden["offence_row"].to_numpy()].astype("datetime64[M]")
    )
    year = 1970 + (month.astype(int) - 3) // 12
    _, first, back = np.unique(hidden["person"], return_index=True, return_inverse=True)
    start = hidden.iloc[first]
    band = np.searchsorted(r.first, start["age"].to_numpy(), side="right") - 1
    cell = (start["district"].to_numpy() * len(r.bands) + band) * 2 + start["sex"].to_numpy()
    return year, cell[back]


def _with_returns(truth: Truth, year: int) -> np.ndarray:
    r = residents()
    years, cell = _one_draw(truth)
    shape = (len(r.districts), len(r.bands), 2)
    rows = np.bincount(cell[years == year], minlength=int(np.prod(shape))).reshape(shape)
    weight = r.counts * [truth.ratio("suspect_ratio", g) for g in GROUPS]
    share = weight / weight.sum(3, keepdims=True)
    return rows[..., None] * share * (truth.scale / max(truth.scale, 1.0))


def expected(
    truth: Truth | None = None, table: str = "victims", year: int | None = None
) -> pd.DataFrame:
    """Give the ratios that an analysis without chance and without missing values would find.

    Parameters
    ----------
    truth : Truth, optional
        The default truth where not given.
    table : str
        ``"victims"``, ``"suspects"`` or ``"stops"``.
    year : int, optional
        Financial year by its start; all years of the truth where not given.

    Returns
    -------
    pandas.DataFrame
        ``characteristic`` (ethnic_group, sex, age), ``group``, ``reference``, ``count`` (expected rows),
        ``population`` (at the truth's scale), ``planted`` (ratio within district, age and sex; ethnic group
        only) and ``crude`` (ratio of rates over the whole area).

    Examples
    --------
    >>> e = expected(table="stops", year=2021).set_index("group")
    >>> round(float(e.loc["Black", "crude"]), 2)
    16.12
    """
    import pandas as pd

    truth = truth or Truth()
    years = truth.years if year is None else (year,)
    population = residents().counts * truth.scale * len(years)
    if table == "stops":
        from sva.demo.catalogue import SEARCH_TOTALS

        by_year = [
            SEARCH_TOTALS[y - FIRST_YEAR] * truth.scale * search_shares(truth, y) for y in years
        ]
        count = np.sum(by_year, axis=0)
        rows = _ratios("ethnic_group", GROUPS, "White", count, population.sum((0, 1, 2)))
        planted = {g: np.mean([truth.ratio("search_ratio", g, y) for y in years]) for g in GROUPS}
        return pd.DataFrame([{**r, "planted": planted[r["group"]]} for r in rows])
    counts = np.sum([expected_counts(truth, table, y) for y in years], axis=0)
    name = "victim_ratio" if table == "victims" else "suspect_ratio"
    rows = [
        {**r, "planted": truth.ratio(name, r["group"])}
        for r in _ratios(
            "ethnic_group", GROUPS, "White", counts.sum((0, 1, 2)), population.sum((0, 1, 2))
        )
    ]
    rows += _ratios("sex", SEXES, "Female", counts.sum((0, 1, 3)), population.sum((0, 1, 3)))
    bands = residents().bands
    rows += _ratios("age", tuple(bands), "40-44", counts.sum((0, 2, 3)), population.sum((0, 2, 3)))
    return pd.DataFrame(rows)


def _ratios(
    characteristic: str,
    groups: tuple[str, ...],
    reference: str,
    count: np.ndarray,
    people_: np.ndarray,
) -> list[dict]:
    rate = np.divide(count, people_, out=np.zeros(len(groups)), where=people_ > 0)
    base = rate[list(groups).index(reference)]
    return [
        {
            "characteristic": characteristic,
            "group": g,
            "reference": reference,
            "count": float(c),
            "population": float(p),
            "crude": float(x / base),
        }
        for g, c, p, x in zip(groups, count, people_, rate, strict=True)
    ]
