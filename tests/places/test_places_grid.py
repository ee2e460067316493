"""Neighbours and grids: nothing inside the area is lost, and everyone's neighbour has him as a neighbour."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from sva.errors import SvaError
from sva.places.grid import make_grid
from sva.places.neighbours import contiguity, grid_neighbours, steps_apart


@pytest.fixture(scope="module")
def lsoas(geography):
    return geography.boundaries("lsoa", 2011)


@pytest.fixture(scope="module")
def outline(lsoas):
    return shapely.union_all(lsoas.geometry.to_numpy())


def test_small_areas_have_the_neighbours_that_libpysal_gives_them(lsoas):
    """libpysal's queen contiguity, on the bundled LSOAs; ours adds only pairs whose edges fail to meet."""
    from libpysal.graph import Graph

    theirs = Graph.build_contiguity(lsoas, rook=False).sparse.toarray() > 0
    ours = contiguity(lsoas.geometry.to_numpy()).toarray() > 0
    assert (ours | ~theirs).all()
    assert (ours & ~theirs).sum() <= 40
    shapes = lsoas.geometry.to_numpy()
    for i, j in zip(*np.nonzero(ours & ~theirs), strict=True):
        assert shapely.distance(shapes[i], shapes[j]) <= 1


def test_a_missing_boundary_is_refused():
    with pytest.raises(SvaError, match="1 areas have no boundary"):
        contiguity([shapely.box(0, 0, 1, 1), None])


@pytest.mark.parametrize(("kind", "most"), [("square", 8), ("hexagon", 6)])
@pytest.mark.parametrize("size", [700.0, 3000.0])
def test_every_point_of_the_area_is_in_one_cell_and_the_cells_cover_it(outline, kind, most, size):
    area = shapely.intersection(outline, shapely.box(380_000, 245_000, 400_000, 262_000))
    grid = make_grid(area, size, kind=kind)
    assert grid.square_metres.sum() == pytest.approx(shapely.area(area), rel=1e-9)
    rng = np.random.default_rng(5)
    points = rng.uniform((380_000, 245_000), (400_000, 262_000), (3000, 2))
    points = points[shapely.contains_xy(area, *points.T)]
    cell = grid.locate(points)
    assert (cell >= 0).all()
    assert shapely.dwithin(grid.shapes[cell], shapely.points(points), 1e-6).all()
    degree = np.asarray(grid.neighbours.sum(axis=1))
    assert degree.max() == most
    assert (grid.neighbours != grid.neighbours.T).nnz == 0


def test_hexagons_touch_exactly_those_called_neighbours():
    grid = make_grid(shapely.box(0, 0, 9000, 9000), 1000, kind="hexagon")
    gap = np.hypot(*(grid.centres[:, None] - grid.centres[None]).transpose(2, 0, 1))
    near = (gap > 0) & (gap < 1001)
    assert (near == (grid.neighbours.toarray() > 0)).all()


def test_the_grid_of_west_mercia_has_the_cells_that_were_counted_before(outline):
    """118,519 squares of 250 m have their middle in West Mercia (LSOA 2011, super generalised)."""
    assert abs(len(make_grid(outline, 250, keep="centre")) - 118_519) <= 150


def test_points_outside_or_without_a_place_are_in_no_cell():
    grid = make_grid(shapely.box(0, 0, 1000, 1000), 250)
    points = np.array([[500.0, 500.0], [5000, 5000], [-1, 500], [np.nan, 3]])
    assert (grid.locate(points) >= 0).tolist() == [True, False, False, False]
    assert grid.count(points).sum() == 1
    assert grid.count(points, np.array([2.5, 1, 1, 1])).sum() == 2.5


def test_residents_shared_among_cells_stay_as_many():
    grid = make_grid(shapely.box(0, 0, 2000, 1000), 300, kind="hexagon")
    halves = [shapely.box(0, 0, 1000, 1000), shapely.box(1000, 0, 2000, 1000)]
    people = grid.spread_over(halves, np.array([900.0, 100.0]))
    assert people.sum() == pytest.approx(1000)
    west = grid.centres[:, 0] < 800
    assert people[west].sum() > 650


def test_two_steps_reach_the_twenty_four_squares_round_a_square():
    rows, columns = (part.ravel() for part in np.indices((7, 7)))
    wide = steps_apart(grid_neighbours(rows, columns), 2)
    assert wide[[24]].sum() == 24


@pytest.mark.parametrize(
    ("size", "options", "words"),
    [(0, {}, "0 metres"), (100, {"kind": "triangle"}, "triangle"), (0.1, {}, "four million")],
)
def test_a_grid_that_cannot_be_is_refused(size, options, words):
    with pytest.raises(SvaError, match=words):
        make_grid(shapely.box(0, 0, 10_000, 10_000), size, **options)
