"""Orders of need in public come from what is released: equal numbers, equal places."""

from datetime import date

import pandas as pd
import pytest

from sva.disclosure import release
from sva.estimates import build

PERIOD = (date(2020, 4, 1), date(2023, 3, 31))
YEARS = [(date(end - 1, 4, 1), date(end, 3, 31)) for end in (2023, 2022, 2021)]
KINDS = {"Homicide": "homicide", "Robbery": "robbery", "Rape": "rape"}


def estimates(settings, counts, *, strata="volume alone", harm=None, before=None):
    """The places of some kinds by their exact counts, and those counts for each of three years."""
    force = settings.area.police_force
    shared = {
        "definition": settings.definition.name, "area_type": "police_force", "area_code": force, "source": "police-offences",
    }  # fmt: skip
    exact = pd.Series(counts).rank(ascending=False, method="min").astype("Int64")
    places = pd.DataFrame(
        {
            "group": list(counts),
            "numerator": exact.to_numpy(),
            "weighted_numerator": [(harm or {}).get(item, 1.0) for item in counts],
            "strata": strata,
        }
    )
    parts = [
        build(
            places, PERIOD, measure="priority.rank", characteristic="kind of violence",
            period_start=YEARS[0][0], period_end=YEARS[0][1], **shared,
        )
    ]  # fmt: skip
    for place, (start, end) in enumerate(YEARS):
        given = counts if not place or before is None else before
        rows = pd.DataFrame(
            {
                "offence_group": [KINDS[item] for item in counts],
                "numerator": [given[item] for item in counts],
            }
        )
        parts.append(
            build(rows, PERIOD, measure="offences.count", period_start=start, period_end=end, **shared)
        )  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def places(released):
    rows = released.estimates[released.estimates["measure"] == "priority.rank"]
    return rows.set_index("group")["value"].astype("Float64").fillna(-1).astype(int).to_dict()


def test_a_pair_whose_order_only_the_exact_counts_tell_shares_its_place_in_public(settings):
    # 22 and 21 are both printed as 20: which of them was more is told nowhere. 40 stays before both.
    rows = estimates(settings, {"Homicide": 21, "Robbery": 22, "Rape": 40})
    public, partners = (release(rows, edition, settings) for edition in ("public", "restricted"))
    shown = public.estimates.set_index("key")["numerator"]
    assert sorted(shown[rows.loc[rows["measure"] == "offences.count", "key"]].unique()) == [20, 40]
    assert places(public) == {"Homicide": 2, "Robbery": 2, "Rape": 1}
    assert places(partners) == {"Homicide": 3, "Robbery": 2, "Rape": 1}


@pytest.mark.parametrize("other", [18, 19, 21, 22])
def test_the_public_order_is_the_same_for_all_counts_that_are_printed_alike(settings, other):
    rows = estimates(settings, {"Homicide": 20, "Robbery": other, "Rape": 40})
    assert places(release(rows, "public", settings)) == {"Homicide": 2, "Robbery": 2, "Rape": 1}


def test_an_item_with_a_withheld_count_has_no_place_and_says_why(settings):
    # Three homicides in one of the years: neither how many, nor before whom they stand by their growth.
    rows = estimates(
        settings,
        {"Homicide": 12, "Robbery": 50, "Rape": 40},
        before={"Homicide": 3, "Robbery": 40, "Rape": 40},
        strata="trend alone",
    )
    released = release(rows, "public", settings)
    assert places(released) == {"Homicide": -1, "Robbery": 1, "Rape": 2}
    gone = released.withheld.set_index("key")["reason"]
    assert gone[rows.loc[0, "key"]] == "order"
    assert released.estimates.set_index("key").loc[rows.loc[0, "key"], "flag"] == "suppressed"


def test_without_the_counts_in_the_edition_there_is_no_order_in_it(settings, with_policy):
    rows = estimates(settings, {"Homicide": 21, "Robbery": 22, "Rape": 40})
    released = release(rows, "public", with_policy(declared=["priority.rank"]))
    assert set(places(released).values()) == {-1}


def test_mean_harm_orders_with_two_figures_only(settings):
    # 20 x 1,012 and 20 x 1,008 are one place: both means are 1,000 to two figures.
    rows = estimates(
        settings,
        {"Homicide": 20, "Robbery": 20, "Rape": 40},
        harm={"Homicide": 1012.0, "Robbery": 1008.0, "Rape": 10.0},
        strata="harm alone",
    )
    assert places(release(rows, "public", settings)) == {"Homicide": 1, "Robbery": 1, "Rape": 3}


def test_by_the_assessment_s_own_weights_the_interval_comes_from_released_counts_too(settings):
    near, far = (
        release(
            estimates(settings, {"Homicide": 20, "Robbery": count, "Rape": 400}, strata="weights of this assessment"),
            "public", settings,
        ).estimates
        for count in (19, 22)
    )  # fmt: skip
    columns = ["key", "numerator", "value", "lower", "upper", "method"]
    rows = [each.loc[each["measure"] == "priority.rank", columns] for each in (near, far)]
    pd.testing.assert_frame_equal(rows[0], rows[1])
    assert rows[0]["lower"].notna().all()
    assert rows[0]["method"].str.startswith("weighted standings of released counts").all()
