"""The demonstration population: age × sex × ethnic group by district, with margins of the census."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from sva.demo.truth import GROUPS

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SEXES", "Residents", "population", "residents"]

SEXES = ("Female", "Male")

# How much younger (below 0) or older each group is than the whole: the demonstration's own assumption, on
# the log scale for each ten years of age. It is what makes standardising by age change a ratio.
_TILT = {"Asian": -0.14, "Black": -0.16, "Mixed": -0.38, "Other": -0.12, "White": 0.0}


class Residents:
    """Whole numbers of residents, and where their axes stand.

    Attributes
    ----------
    districts : list of str
        Codes, sorted.
    bands : list of str
        Age bands of the bundled Census 2021 table.
    first, width : numpy.ndarray
        First year of age and number of single years of each band; 90 and over counts as five.
    counts : numpy.ndarray of int, shape (districts, bands, sexes, groups)
    """

    def __init__(self) -> None:
        from sva.reference._data import read_bundled
        from sva.reference.ages import bounds

        ethnic = read_bundled("census2011-ethnicity5-district.csv")
        ages = read_bundled("census2021-age-district.csv")
        sexes = read_bundled("census2021-sex-district.csv")
        for frame in (ethnic, ages, sexes):
            frame["population"] = frame["population"].astype(int)
        self.districts = sorted(ethnic["district_code"].unique())
        self.bands = list(dict.fromkeys(ages["age"]))
        limits = [bounds(b) for b in self.bands]
        self.first = np.array([low for low, _ in limits])
        self.width = np.array([min(high, low + 4) - low + 1 for low, high in limits])
        by_group = _grid(ethnic, "ethnic_group", self.districts, GROUPS)
        by_age = _grid(ages, "age", self.districts, self.bands)
        by_sex = _grid(sexes, "sex", self.districts, SEXES)
        self.counts = np.stack(
            [_fill(g, a, s, self.first) for g, a, s in zip(by_group, by_age, by_sex, strict=True)]
        )


def _grid(
    frame: pd.DataFrame, column: str, rows: list[str], columns: tuple[str, ...] | list[str]
) -> np.ndarray:
    table = frame.pivot_table(
        index="district_code", columns=column, values="population", aggfunc="sum"
    )
    return table.reindex(index=rows, columns=list(columns)).to_numpy(float)


def _fill(groups: np.ndarray, ages: np.ndarray, sexes: np.ndarray, first: np.ndarray) -> np.ndarray:
    """One district: iterative proportional fitting, then rounding that keeps both margins."""
    total = groups.sum()
    ages, sexes = ages * total / ages.sum(), sexes * total / sexes.sum()
    older = np.exp(np.outer(np.clip(first - 60, 0, None), [0.012, 0.0]))  # women live longer
    tilt = np.exp(np.outer(first - 40, [_TILT[g] / 10 for g in GROUPS]))
    cells = older[:, :, None] * tilt[:, None, :]
    for _ in range(200):
        cells *= (ages / cells.sum((1, 2)))[:, None, None]
        cells *= (sexes / cells.sum((0, 2)))[None, :, None]
        cells *= (groups / cells.sum((0, 1)))[None, None, :]
    flat = cells.reshape(-1, len(GROUPS))
    return _round(flat, _whole(flat.sum(1), int(total)), groups.astype(int)).reshape(cells.shape)


def _whole(values: np.ndarray, total: int) -> np.ndarray:
    """Round to whole numbers of a given sum, the largest remainders up."""
    out = np.floor(values).astype(int)
    out[np.argsort(out - values, kind="stable")[: total - out.sum()]] += 1
    return out


def _round(cells: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Round a table so that whole-number row and column sums hold exactly."""
    out = np.floor(cells + 1e-9).astype(int)
    share = cells - out
    lacking_rows, lacking = rows - out.sum(1), columns - out.sum(0)
    for i in np.argsort(-lacking_rows, kind="stable"):
        for _ in range(max(lacking_rows[i], 0)):
            open_ = np.where(lacking > 0, lacking + share[i], -np.inf)
            j = int(np.argmax(open_))
            out[i, j] += 1
            lacking[j] -= 1
            share[i, j] -= len(lacking)
    return out


@cache
def residents() -> Residents:
    """Give the demonstration population as arrays, made once a process."""
    return Residents()


def population() -> pd.DataFrame:
    """Give the demonstration-only table of residents by district, age band, sex and ethnic group.

    It exists because no such table of the 2011 Census is at hand, and serves as a denominator in
    demonstration assessments alone. Its margins:

    - district × ethnic group equals the 2011 Census (QS201EW), exactly; so do the district totals;
    - district × age band and district × sex have the *shares* of Census 2021, scaled to the 2011 total
      and rounded: they are within 50 of it, and are not counts of 2011;
    - every association between age, sex and ethnic group within a district is the demonstration's own.

    Returns
    -------
    pandas.DataFrame
        ``area_code``, ``age`` (band), ``sex``, ``ethnic_group``, ``population`` (int), ``year`` (2011),
        ``demonstration`` (True), ``source``; 1,980 rows, sorted.

    Examples
    --------
    >>> table = population()
    >>> int(table["population"].sum()), int(table.loc[table["ethnic_group"] == "Black", "population"].sum())
    (1222416, 5062)
    """
    import pandas as pd

    r = residents()
    index = pd.MultiIndex.from_product(
        [r.districts, r.bands, SEXES, GROUPS], names=["area_code", "age", "sex", "ethnic_group"]
    )
    table = pd.DataFrame({"population": r.counts.ravel()}, index=index).reset_index()
    return table.assign(
        year=2011,
        demonstration=True,
        source="DEMONSTRATION: fitted to margins of the 2011 Census (QS201EW) and shares of Census 2021",
    )
