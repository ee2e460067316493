"""No more is hidden than the best choice there is, by a whole-number program over all of a table's cells at once."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from sva.disclosure.complementary import protect
from sva.estimates import shape

EXACT = {"threshold": 5, "rounding_base": 1, "protected_interval": 5}
SMALL, TOTAL = 9.01, 45.01


def drawn(chance, rows, columns, small):
    """A table of two ways with its margins and so many small counts."""
    counts = chance.poisson(chance.gamma(2, 12, size=(rows, columns)))
    counts = np.where((counts > 0) & (counts < 5), counts + 5, counts)
    for place in chance.choice(rows * columns, size=small, replace=False):
        counts.ravel()[place] = chance.integers(1, 5)
    return np.vstack(
        [np.hstack([counts, counts.sum(1, keepdims=True)]), [*counts.sum(0), counts.sum()]]
    )


def estimates_of(full):
    rows, columns = full.shape
    return shape(
        pd.DataFrame(
            [
                {
                    "measure": "victims.count", "numerator": int(full[i, j]), "characteristic": "age_group",
                    "offence_group": None if i == rows - 1 else f"k{i}", "group": "All" if j == columns - 1 else f"g{j}",
                }
                for i in range(rows) for j in range(columns)
            ]
        )
    )  # fmt: skip


def sums(rows, columns):
    """Each row and each column of the table with its margin, as an array of sums by cells."""
    number = np.arange(rows * columns).reshape(rows, columns)
    lines = [*number, *number.T]
    out = np.zeros((len(lines), rows * columns))
    for place, line in enumerate(lines):
        out[place, line[:-1]], out[place, line[-1]] = 1, -1
    return out


def least_cost(full, small):
    """Choose what to hide so that every small count could be five less or more: two tables for each, one program for all."""
    exact, cells = full.ravel().astype(float), full.size
    matrix = sums(*full.shape)
    cost = np.array(
        [SMALL if each % full.shape[1] != full.shape[1] - 1 else TOTAL for each in range(cells)]
    )
    cost[list(small)] = 0
    rules, low, high = [], [], []
    width = cells + 2 * len(small) * cells
    most = exact.max() + 10

    def rule(columns, values, least, greatest):
        rules.append((columns, values))
        low.append(least)
        high.append(greatest)

    for number, target in enumerate(sorted(small)):
        ends = [cells + (2 * number + end) * cells for end in (0, 1)]
        for start in ends:
            for line in matrix:
                used = np.flatnonzero(line)
                rule(start + used, line[used], 0, 0)
            for cell in range(cells):
                # A count that is not hidden stands as it is; a hidden one may be anything down to zero.
                rule([start + cell, cell], [1, -most], -np.inf, exact[cell])
                rule([start + cell, cell], [1, exact[cell]], exact[cell], np.inf)
        rule([ends[1] + target, ends[0] + target], [1, -1], 5, np.inf)
    columns = np.concatenate([each[0] for each in rules]).astype(int)
    values = np.concatenate([each[1] for each in rules]).astype(float)
    at = np.repeat(np.arange(len(rules)), [len(each[0]) for each in rules])
    whole = sparse.csc_array((values, (at, columns)), shape=(len(rules), width))
    least = np.zeros(width)
    greatest = np.concatenate([np.ones(cells), np.full(width - cells, np.inf)])
    least[list(small)] = 1
    found = milp(
        np.concatenate([cost, np.zeros(width - cells)]), constraints=LinearConstraint(whole, low, high),
        bounds=Bounds(least, greatest), integrality=np.concatenate([np.ones(cells), np.zeros(width - cells)]),
    )  # fmt: skip
    assert found.status == 0
    return float(found.fun)


def cost_of(chosen, full):
    return sum(SMALL if each % full.shape[1] != full.shape[1] - 1 else TOTAL for each in chosen)


@pytest.mark.parametrize(
    ("rows", "columns", "small", "times"), [(4, 4, 2, 8), (6, 5, 3, 6), (8, 6, 4, 3), (10, 8, 5, 2)]
)
def test_what_is_hidden_costs_within_a_tenth_of_the_least(rows, columns, small, times):
    chance = np.random.default_rng(rows * columns)
    ours = best = 0.0
    for _ in range(times):
        full = drawn(chance, rows, columns, small)
        targets = {int(each) for each in np.flatnonzero((full.ravel() > 0) & (full.ravel() < 5))}
        ours += cost_of(protect(estimates_of(full), targets, EXACT).rows, full)
        best += least_cost(full, targets)
    assert best - 1e-6 <= ours <= 1.1 * best
