"""Edges of the policy worked by hand, decisions of a person, small areas, the registry, the restricted edition."""

import pandas as pd
import pytest

from sva.assessment.schema import Settings
from sva.disclosure import Released, release
from sva.disclosure.classes import METHOD, class_floor
from sva.errors import SvaError


def gone(released):
    return set(released.estimates.loc[released.estimates["numerator"].isna(), "group"])


# -- edges -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "withheld"),
    [
        # One child is all of the total: 40 says as much as 40, and zeros are no secret.
        ({"All": 40, "A": 40, "B": 0}, set()),
        # A total that is its only part and small: both go, and nothing else is there to tell.
        ({"All": 3, "A": 3, "B": 0}, {"All", "A"}),
        # Nobody at all.
        ({"All": 0, "A": 0, "B": 0}, set()),
        # The threshold itself is shown, one under it is not; 40 - 35 leaves 5 for it, as wide as is asked for.
        ({"All": 45, "A": 40, "B": 5}, set()),
        ({"All": 44, "A": 40, "B": 4}, {"A", "B"}),
        # Two small ones that could be 0 and 5, or 5 and 0.
        ({"All": 45, "A": 40, "B": 4, "C": 1}, {"B", "C"}),
        # Zero is known to be zero: it hides nobody, and B needs A.
        ({"All": 42, "A": 40, "B": 2, "C": 0}, {"A", "B"}),
    ],
)
def test_one_sum_without_rounding(table, with_policy, counts, withheld):
    estimates = table("victims.count", list(counts.values()), group=list(counts))
    assert gone(release(estimates, "public", with_policy(rounding_base=1))) == withheld


@pytest.mark.parametrize("threshold", [2, 3, 5, 10])
def test_zero_one_under_the_threshold_the_threshold_and_one_more(table, with_policy, threshold):
    counts = [0, 1, threshold - 1, threshold, threshold + 1]
    released = release(table("victims.count", counts), "public", with_policy(threshold=threshold))
    assert released.estimates["value"].notna().tolist() == [True, False, False, True, True]


def test_a_denominator_of_nobody_has_no_rate_and_is_not_called_withheld(table, settings):
    # Nobody of the group lives there, so there is no rate; the population is under the minimum all the same.
    released = release(table("victims.rate", [0, 60], [0, 5000]), "public", settings)
    assert released.estimates["value"].isna().tolist() == [True, False]
    assert released.withheld["reason"].tolist() == ["small population"]


def test_the_minimum_population_counts_people_not_offences(table, settings):
    released = release(table("victims.share", [50, 50], [999, 1000]), "public", settings)
    assert released.withheld.empty


def test_a_measure_without_an_entry_in_the_registry_cannot_be_released(table, settings):
    estimates = table("victims.count", [40])
    estimates["measure"] = "victims.guess"
    for edition in ("public", "restricted"):
        with pytest.raises(SvaError, match="not registered"):
            release(estimates, edition, settings)


# -- decisions of a person ---------------------------------------------------------------------------------------------


def decided(settings, *overrides):
    given = settings.model_dump()
    given["disclosure"]["overrides"] = list(overrides)
    return Settings.model_validate(given)


def override(keys, decision, by="A. Checker", reason="published by the coroner on 1 May"):
    return {"keys": keys, "decision": decision, "by": by, "reason": reason}


def test_a_person_may_let_a_small_count_out_exactly_and_it_says_who_and_why(table, settings):
    estimates = table("victims.count", [40, 3])
    key = estimates.loc[1, "key"]
    released = release(estimates, "public", decided(settings, override(key, "show")))
    assert released.estimates.set_index("key").loc[key, "numerator"] == 3
    assert not released.estimates["already_public"].any()
    told = released.policy["overrides"][0]
    assert (told["by"], told["rows"]) == ("A. Checker", 1)
    assert told["reason"] == "published by the coroner on 1 May"
    assert Released("public", released.estimates, released.withheld, released.policy).policy[
        "overrides"
    ]


def test_a_person_may_withhold_what_the_rules_show_and_what_would_tell_it_goes_too(table, settings):
    estimates = table("victims.count", [40, 30, 10], group=["All", "A", "B"])
    key = estimates.loc[2, "key"]
    released = release(estimates, "public", decided(settings, override(key, "withhold")))
    reasons = released.withheld.set_index("key")["reason"]
    assert reasons[key] == "override"
    assert released.estimates.set_index("key").loc[key, ["numerator", "value"]].isna().all()


def test_what_a_person_withholds_cannot_be_worked_out_of_the_rest(table, with_policy):
    # 40 = 30 + 10, exact: without the 30 as well, the 10 would be what is left of the 40.
    estimates = table("victims.count", [40, 30, 10], group=["All", "A", "B"])
    rates = table("victims.rate", [10], 50_000, group=["B"])
    chosen = decided(with_policy(rounding_base=1), override(estimates.loc[2, "key"], "withhold"))
    released = release(pd.concat([estimates, rates], ignore_index=True), "public", chosen)
    assert gone(released) == {"A", "B"}
    assert released.withheld.set_index("key")["reason"][rates.loc[0, "key"]] == "complementary"


def test_what_a_person_withholds_is_printed_by_no_other_name_either(table, settings):
    # The same 21 stands beside another definition. Rounded to 20 it would be vague enough, but it is the number withheld.
    count = table("offences.count", [21], characteristic=None, group=[None])
    again = table(
        "offences.count",
        [21],
        characteristic=None,
        group=[None],
        strata="as this office defines it",
    )
    chosen = decided(settings, override(count.loc[0, "key"], "withhold"))
    out = release(pd.concat([count, again], ignore_index=True), "public", chosen)
    assert out.estimates["numerator"].isna().all()


def test_a_count_let_out_tells_itself_elsewhere_and_stops_nothing(table, settings):
    # The 3 stands again as a rate and in another split. A person let one of them out: the rest stay withheld, and say no more.
    counts = table("victims.count", [40, 3], group=["All", "B"])
    again = table("victims.count", [3], group=["B"], strata="2011 census")
    rates = table("victims.rate", [3], 50_000, group=["B"])
    estimates = pd.concat([counts, again, rates], ignore_index=True)
    chosen = decided(settings, override(counts.loc[1, "key"], "show"))
    out = release(estimates, "public", chosen).estimates.set_index("key")["numerator"]
    assert out[counts.loc[1, "key"]] == 3
    assert out[[again.loc[0, "key"], rates.loc[0, "key"]]].isna().all()


def test_a_family_of_keys_and_the_later_decision_before_the_earlier(table, settings):
    estimates = table("victims.count", [40, 30, 20])
    chosen = decided(
        settings, override("victims.count/*", "withhold"), override(estimates.loc[1, "key"], "show")
    )
    released = release(estimates, "public", chosen)
    assert released.estimates["numerator"].notna().tolist() == [False, True, False]


def test_partners_numbers_are_not_touched_by_decisions_about_the_public(table, settings):
    estimates = table("victims.count", [40])
    chosen = decided(settings, override(estimates.loc[0, "key"], "withhold"))
    assert release(estimates, "restricted", chosen).estimates["numerator"].tolist() == [40]


def test_a_decision_about_no_number_stops_the_edition(table, settings):
    with pytest.raises(SvaError, match="no declared number answers to 'victims"):
        release(
            table("victims.count", [40]),
            "public",
            decided(settings, override("victims.cuont/*", "show")),
        )


@pytest.mark.parametrize(
    "change",
    [{"by": ""}, {"reason": " "}, {"decision": "perhaps"}, {"keys": "*"}, {"keys": "v*.count/a"}],
)
def test_a_decision_needs_a_name_a_reason_and_a_key(settings, change):
    with pytest.raises(ValueError, match="overrides"):
        decided(settings, override("victims.count/*", "show") | change)


# -- small areas -------------------------------------------------------------------------------------------------------


def test_of_small_areas_only_the_class_is_released(table, settings):
    estimates = pd.concat(
        [
            table("offences.count", [0, 3, 9, 10, 23, 41], area_type="lsoa", area_code="E01013986"),
            table(
                "offences.rate",
                [12],
                1500,
                area_type="msoa",
                area_code="E02002924",
                unknown_count=7,
            ),
        ],
        ignore_index=True,
    )
    out = release(estimates, "public", settings).estimates
    counts = out[out["measure"] == "offences.count"]
    # 9 is printed as 10 and 23 as 25, as everywhere; the classes begin at 0, 5, 10, 20 and 40.
    assert counts["value"].astype("Float64").fillna(-1).tolist() == [0, -1, 10, 10, 20, 40]
    for column in ("numerator", "denominator", "lower", "upper", "unknown_count", "confidence"):
        assert counts[column].isna().all(), column
    assert (counts["method"].dropna() == METHOD).all()
    rate = out[out["measure"] == "offences.rate"].iloc[0]
    # 10 of 1,500 is 6.7 for every 1,000: of the class from 5 to under 10. The population is public.
    assert (rate["value"], rate["denominator"]) == (5.0, 1500)
    assert pd.isna(rate["numerator"])


def test_small_areas_of_published_numbers_and_of_partners_stay_exact(table, settings):
    estimates = table(
        "crimes.count", [7], area_type="lsoa", area_code="E01013986", already_public=True
    )
    chosen = settings.model_copy(
        update={"public": settings.public.model_copy(update={"measures": ["crimes.*"]})}
    )
    assert release(estimates, "public", chosen).estimates["numerator"].tolist() == [7]
    partner = table("offences.count", [7], area_type="lsoa", area_code="E01013986")
    assert release(partner, "restricted", settings).estimates["numerator"].tolist() == [7]


@pytest.mark.parametrize("value", [0.01, 0.3, 1, 4.99, 5, 7, 9.99, 10, 1234])
def test_a_class_holds_its_number_and_reaches_to_twice_its_lower_limit(value):
    floor = class_floor(value, "rate")
    assert floor <= value * (1 + 1e-9) < 2 * floor * (1 + 1e-9)


# -- certainty -----------------------------------------------------------------------------------------------------------


def ratio(table, count, q, **more):
    return table(
        "victims.ratio", [count], 9000, reference_group="White", reference_numerator=1534, reference_denominator=1_000_000, value=1.1,
        lower=0.9, upper=1.4, method="mid-p; one of 40 comparisons", q=q, p=q / 2, **more,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("q", "told"), [(0.0001, 0.001), (0.001, 0.049), (0.0499, 0.049), (0.05, 1.0), (0.9, 1.0)]
)
def test_of_a_corrected_p_only_its_band_is_released(table, settings, q, told):
    row = release(ratio(table, 40, q), "public", settings).estimates.iloc[0]
    assert row["q"] == told
    assert pd.isna(row["p"])


def test_a_count_that_its_band_could_tell_is_taken_as_told(table, with_policy):
    # 31 = 14 + 15 + 2. Were 14 and 15 known exactly beside a total known exactly, 2 would be too: something else has to go.
    exact = with_policy(rounding_base=5)
    groups = table("victims.count", [31, 14, 15, 2], group=["All", "Black", "Mixed", "Other"])
    told = pd.concat([groups, ratio(table, 14, 0.0377, group=["Black"])], ignore_index=True)
    assert release(groups, "public", exact).policy["rows"]["complementary"] == 0
    out = release(told, "public", exact)
    assert out.estimates["numerator"].notna().any()


# -- restricted ----------------------------------------------------------------------------------------------------------


def test_a_row_about_one_person_cannot_be_worked_out_of_the_restricted_edition(table, settings):
    # 40 = 39 + 1: without more, 1 is what is left.
    released = release(
        table("victims.count", [40, 39, 1], group=["All", "A", "B"]), "restricted", settings
    )
    assert gone(released) == {"A", "B"}
    assert set(released.withheld["reason"]) == {"small count", "complementary"}


def test_two_rows_about_one_person_each_hide_each_other(table, settings):
    released = release(
        table("victims.count", [40, 38, 1, 1], group=["All", "A", "B", "C"]), "restricted", settings
    )
    assert gone(released) == {"B", "C"}


def test_an_unknown_count_of_one_leaves_the_restricted_edition(table, settings):
    released = release(
        table("victims.count", [40, 30], unknown_count=[1, 1]), "restricted", settings
    )
    assert released.estimates["unknown_count"].isna().all()
