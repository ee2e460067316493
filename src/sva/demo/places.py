"""Where things happen: small areas with planted risk, and points inside their polygons."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from sva.demo.draw import Rows
from sva.demo.truth import FIRST_YEAR, Truth

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["STATIONS", "Land", "Places", "hot_spots", "land", "places"]

MONTHS = 60
EMERGING_FROM = 42  # the last 18 months
# Points at which the demonstration's police system puts what it cannot place: its own invention.
STATIONS = ((389500, 254500), (351200, 240000), (369800, 308900))
_SHARE = {  # hot spots by district: (throughout, emerging), of the 12 and 4 by default
    "E06000020": (2, 1), "E07000237": (2, 0), "E07000236": (2, 0), "E06000051": (2, 1), "E06000019": (1, 0),
    "E07000239": (1, 1), "E07000234": (1, 0), "E07000238": (1, 0), "E07000235": (0, 1),
}  # fmt: skip


class Land:
    """West Mercia's LSOAs of 2011 as arrays, with triangles to draw points from."""

    def __init__(self) -> None:
        import shapely

        from sva.demo.residents import residents
        from sva.reference._data import read_bundled
        from sva.reference.geography import bundled

        frame = bundled().boundaries("lsoa", 2011)
        people = read_bundled("census2011-lsoa11-west-mercia.csv").set_index("lsoa_code")[
            "residents"
        ]
        self.lsoa = frame["area_code"].to_numpy(str)
        cells = bundled().cells[2011].set_index("lsoa_code").reindex(self.lsoa)
        self.msoa, self.csp = cells["msoa_code"].to_numpy(str), cells["csp_code"].to_numpy(str)
        self.district_code = cells["district_code"].to_numpy(str)
        self.district = np.searchsorted(residents().districts, self.district_code)
        self.people = people.astype(int).reindex(self.lsoa).to_numpy(float)
        shapes = frame.geometry.to_numpy()
        self.area = shapely.area(shapes)
        self.centre = shapely.get_coordinates(shapely.point_on_surface(shapes))
        parts, owner = shapely.get_parts(
            shapely.constrained_delaunay_triangles(shapes), return_index=True
        )
        corners = shapely.get_coordinates(parts).reshape(-1, 4, 2)[:, :3]
        size = shapely.area(parts)
        self.corners = corners
        self._triangle = np.cumsum(
            size / self.area[owner]
        )  # LSOA i owns the stretch from i to i + 1
        self._starts = np.searchsorted(owner, np.arange(len(self.lsoa) + 1))

    def points(self, where: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Draw a point in each of the LSOAs given by position, evenly over its polygon, in whole metres."""
        n = len(where)
        at = np.searchsorted(self._triangle, where + rng.random(n))
        at = np.clip(at, self._starts[where], self._starts[where + 1] - 1)
        a, b = rng.random(n), rng.random(n)
        fold = a + b > 1
        a, b = np.where(fold, 1 - a, a), np.where(fold, 1 - b, b)
        # Kept off the edges, so that rounding to a metre does not cross a boundary.
        a, b, c = (0.98 * w + 0.02 / 3 for w in (a, b, 1 - a - b))
        p = self.corners[at]
        return np.rint(a[:, None] * p[:, 0] + b[:, None] * p[:, 1] + c[:, None] * p[:, 2]).astype(
            np.int64
        )


@cache
def land() -> Land:
    """Give the areas as arrays, made once a process."""
    return Land()


class Places:
    """Chances of each LSOA for each kind of place, under one truth."""

    def __init__(self, truth: Truth) -> None:
        ground = land()
        rng = np.random.default_rng([truth.place_seed, 781])
        noise = rng.normal(0.0, 1.0, (3, len(ground.lsoa)))
        vary = np.exp(truth.place_variation * noise)
        self.hot, self.emerging = _choose(truth, ground)
        self.night = self.hot[::2]
        home = ground.people * vary[0]
        public = ground.people * (0.5 * vary[0] + 0.5 * vary[1])
        months = np.arange(MONTHS)
        day, night = (np.repeat(public[None], MONTHS, 0) for _ in range(2))
        day[:, self.hot] *= truth.hot_ratio
        night[:, self.hot] *= truth.hot_ratio / 2
        night[:, self.night] *= 4
        rise = np.clip((months - EMERGING_FROM + 1) / (MONTHS - EMERGING_FROM), 0, 1)
        grown = 1 + (truth.emerging_ratio - 1) * rise[:, None]
        day[:, self.emerging] *= grown
        night[:, self.emerging] *= grown
        town = ground.people * vary[2] * (1.0 + 3.0 * (ground.area < np.quantile(ground.area, 0.1)))
        self.weights = {
            "home": np.repeat(home[None], MONTHS, 0), "day": day, "night": night,
            "town": np.repeat((town if truth.place_variation else ground.people)[None], MONTHS, 0),
        }  # fmt: skip
        self.names = list(self.weights)
        self.rows = Rows(np.concatenate(list(self.weights.values())))
        inside = np.equal.outer(np.arange(ground.district.max() + 1), ground.district)
        self.homes = Rows(inside * home)

    def draw(self, kind: np.ndarray, month: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """Draw LSOA positions for positions of kinds in `names` and of months."""
        return self.rows.draw(kind * MONTHS + month, rng.random(len(kind)))


def _choose(truth: Truth, ground: Land) -> tuple[np.ndarray, np.ndarray]:
    """Pick dense LSOAs, at least two kilometres from one another, spread over the districts."""
    from sva.demo.residents import residents

    density = ground.people / ground.area
    chosen: list[int] = []
    lists: tuple[list[int], list[int]] = ([], [])
    wanted = (truth.hot_spots, truth.emerging)
    order = np.argsort(-density, kind="stable")
    rounds = [
        (part, code)
        for part in (0, 1)
        for turn in range(40)
        for code, shares in _SHARE.items()
        if shares[part] > turn % 2 or turn > 1
    ]
    for part, code in rounds:
        if len(lists[part]) >= wanted[part]:
            continue
        own = order[ground.district[order] == residents().districts.index(code)]
        for i in own:
            away = (
                np.hypot(*(ground.centre[chosen] - ground.centre[i]).T)
                if chosen
                else np.array([np.inf])
            )
            if away.min() > 2000:
                chosen.append(int(i))
                lists[part].append(int(i))
                break
    return np.array(lists[0], int), np.array(lists[1], int)


@lru_cache(maxsize=4)
def places(truth: Truth) -> Places:
    """Give the chances of places under a truth, made once a process."""
    return Places(truth)


def hot_spots(truth: Truth | None = None) -> pd.DataFrame:
    """List the planted hot spots.

    Parameters
    ----------
    truth : Truth, optional
        The default truth where not given.

    Returns
    -------
    pandas.DataFrame
        ``lsoa_code``, ``district_code``, ``pattern`` ("persistent" or "emerging"), ``night`` (bool: most of
        it on weekend nights), ``rate_ratio`` (to an ordinary LSOA by day, at the end), ``since`` (month).

    Examples
    --------
    >>> hot_spots()["pattern"].value_counts().to_dict()
    {'persistent': 12, 'emerging': 4}
    """
    import pandas as pd

    truth = truth or Truth()
    planted, ground = places(truth), land()
    at = np.concatenate([planted.hot, planted.emerging])
    emerging = np.arange(len(at)) >= len(planted.hot)
    return pd.DataFrame(
        {
            "lsoa_code": ground.lsoa[at],
            "district_code": ground.district_code[at],
            "pattern": np.where(emerging, "emerging", "persistent"),
            "night": np.isin(at, planted.night),
            "rate_ratio": np.where(emerging, truth.emerging_ratio, truth.hot_ratio),
            "since": np.where(
                emerging,
                f"{FIRST_YEAR + (3 + EMERGING_FROM) // 12}-{(3 + EMERGING_FROM) % 12 + 1:02d}",
                f"{FIRST_YEAR}-04",
            ),
        }
    )
