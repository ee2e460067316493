"""The gate's rules for grid cells, survival curves and quotations."""

import pandas as pd
import pytest

from sva.disclosure import Released, release
from sva.errors import SvaError
from sva.estimates import blank
from sva.estimates.extensions import GridCells, Quotations, SurvivalCurve


@pytest.fixture
def declared(with_policy):
    return with_policy(declared=["grid.*", "curve.*", "quotation.*"])


def cells(**columns):
    frame = pd.DataFrame(
        {
            "cell": ["a", "b", "c", "d"], "easting": [0, 1000, 2000, 3000], "northing": 0, "side_m": 1000,
            "count": [4, 12, 12, 12], "population": [5000, 999, 5000, 5000], "value": 1.5,
            "band": pd.array([1, 1, 2, None], dtype="Int64"), "band_label": ["low", "low", "high", None], "source": "police",
        }
    )  # fmt: skip
    return GridCells("grid.violence", frame.assign(**columns))


def test_public_grid_cells_are_classes_and_none_where_few_are_counted_or_live(declared):
    released = release(blank(), "public", declared, extensions={"grid.violence": cells()})
    frame = released.extensions["grid.violence"].frame
    assert frame["cell"].tolist() == ["c"]
    assert frame[["count", "population", "value"]].isna().all(axis=None)
    assert frame["band_label"].tolist() == ["high"]
    assert dict(zip(released.withheld["key"], released.withheld["reason"], strict=True)) == {
        "grid.violence/a": "small count",
        "grid.violence/b": "small population",
        "grid.violence/d": "no class",
    }


def test_grid_cells_already_public_stand_as_published(declared):
    released = release(
        blank(), "public", declared, extensions={"grid.violence": cells(already_public=True)}
    )
    assert released.extensions["grid.violence"].frame["count"].tolist() == [4, 12, 12, 12]


def test_restricted_grid_cells_keep_their_counts_but_for_single_ones(declared):
    grid = cells(count=[1, 0, 2, 12])
    frame = (
        release(blank(), "restricted", declared, extensions={"grid.violence": grid})
        .extensions["grid.violence"]
        .frame
    )
    assert frame["count"].tolist() == [0, 2, 12]


def curve():
    return SurvivalCurve(
        "curve.reoffending",
        pd.DataFrame(
            {
                "group": "All", "day": [0, 3, 41, 75, 80], "at_risk": [40, 39, 20, 4, 3], "events": [0, 1, 2, 1, 1],
                "survival": [1.0, 0.9744, 0.8769, 0.6577, 0.4385], "lower": [1.0, 0.8, 0.7, 0.4, 0.2],
                "upper": [1.0, 1.0, 0.95, 0.8, 0.7], "source": "police",
            }
        ),
    )  # fmt: skip


def test_public_curves_end_where_few_are_followed_and_tell_no_day_and_no_count(declared):
    released = release(blank(), "public", declared, extensions={"curve.reoffending": curve()})
    frame = released.extensions["curve.reoffending"].frame
    # Read at days 0 and 30: the step of day 41 lies behind the last whole one, that of day 75 has 4 at risk.
    assert frame["day"].tolist() == [0, 30]
    assert frame["survival"].tolist() == [1.0, 0.97]
    assert frame[["at_risk", "events", "censored"]].isna().all(axis=None)
    assert released.withheld["reason"].tolist() == ["few at risk", "few at risk"]


def test_a_curve_stays_cut_when_more_are_at_risk_again_later(declared):
    # Late entry can raise the number at risk: a later step would tell what the cut ones were.
    steps = curve().frame.assign(at_risk=pd.array([40, 39, 4, 20, 20], dtype="Int64"))
    released = release(
        blank(), "restricted", declared, extensions={"curve.a": SurvivalCurve("curve.a", steps)}
    )
    assert released.extensions["curve.a"].frame["day"].tolist() == [0, 3, 41, 75, 80]
    released = release(
        blank(), "public", declared, extensions={"curve.a": SurvivalCurve("curve.a", steps)}
    )
    assert released.extensions["curve.a"].frame["day"].max() == 0


def test_restricted_curves_are_exact(declared):
    frame = (
        release(blank(), "restricted", declared, extensions={"curve.reoffending": curve()})
        .extensions["curve.reoffending"]
        .frame
    )
    pd.testing.assert_frame_equal(frame, curve().frame)


def said():
    return Quotations(
        "quotation.young-people",
        pd.DataFrame(
            {
                "quotation": ["q1", "q2", "q3", "q4"], "text": "I take the long way home.", "source": "voice",
                "consent": [True, True, True, False], "public_consent": [True, False, True, False],
                "identity_checked": [True, True, False, True],
            }
        ),
    )  # fmt: skip


def test_quotations_need_consent_and_a_check_and_in_public_consent_to_that(declared):
    given = {"quotation.young-people": said()}
    public = release(blank(), "public", declared, extensions=given)
    assert public.extensions["quotation.young-people"].frame["quotation"].tolist() == ["q1"]
    restricted = release(blank(), "restricted", declared, extensions=given)
    assert restricted.extensions["quotation.young-people"].frame["quotation"].tolist() == [
        "q1",
        "q2",
    ]
    assert restricted.withheld["reason"].tolist() == ["identity not checked", "no consent"]


def test_extensions_not_declared_are_absent_from_the_public_edition(with_policy):
    chosen = with_policy(declared=["victims.*"])
    released = release(blank(), "public", chosen, extensions={"quotation.young-people": said()})
    assert released.extensions == {}
    assert released.withheld["reason"].tolist() == ["not declared"]


def test_nothing_but_the_declared_kinds_passes(declared):
    with pytest.raises(SvaError, match="not of a kind"):
        release(
            blank(), "public", declared, extensions={"grid.x": pd.DataFrame({"name": ["A Person"]})}
        )
    with pytest.raises(SvaError, match="not of a kind"):
        release(blank(), "public", declared, extensions={"grid.other": cells()})


def test_extensions_are_kept_with_the_release(declared, tmp_path):
    released = release(
        blank(),
        "public",
        declared,
        extensions={"curve.reoffending": curve(), "grid.violence": cells()},
    )
    again = Released.from_disk(released.to_disk(tmp_path))
    for name, extension in released.extensions.items():
        pd.testing.assert_frame_equal(again.extensions[name].frame, extension.frame)
