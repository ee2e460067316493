"""Which rows the gate withholds, worked by hand for a threshold of 5 and a rounding base of 5."""

import pandas as pd
import pytest

from sva.disclosure import release


def shown(released):
    return released.estimates["value"].notna().tolist()


def reasons(released):
    return dict(
        zip(
            released.withheld["key"].str.extract(r"(group-\d+)")[0],
            released.withheld["reason"],
            strict=True,
        )
    )


def test_counts_of_one_to_four_are_withheld_and_zero_is_not(table, settings):
    released = release(table("victims.count", [0, 1, 2, 3, 4, 5]), "public", settings)
    assert shown(released) == [True, False, False, False, False, True]
    assert set(reasons(released).values()) == {"small count"}


def test_a_suppressed_row_keeps_its_key_and_loses_every_number(table, settings):
    estimates = table(
        "victims.rate", [3], 20000, unknown_count=7, weighted_numerator=2.5, p=0.2, q=0.3, dispersion=1.4,
        unknown_lower=0.1, unknown_upper=0.9, reference_numerator=50, reference_denominator=900,
    )  # fmt: skip
    row = release(estimates, "public", settings).estimates.iloc[0]
    assert row["key"] == estimates.loc[0, "key"]
    assert row["flag"] == "suppressed"
    numbers = row.drop("denominator_year")[
        lambda each: each.map(lambda value: isinstance(value, (int, float)))
    ]
    assert numbers.dropna().drop("already_public", errors="ignore").empty
    assert pd.isna(row["method"])  # "exact" is the method of counts under ten


def test_the_flag_of_a_small_base_does_not_survive_suppression(table, settings):
    estimates = table("victims.rate", [3], 20000, flag="small base; immature")
    assert release(estimates, "public", settings).estimates.loc[0, "flag"] == "suppressed; immature"


def test_shares_that_leave_one_to_four_out_are_withheld(table, settings):
    # 819 victims: 817 leaves 2 and 815 leaves 4, so both are withheld; 814 leaves 5; 819 leaves nobody.
    released = release(table("victims.share", [817, 815, 814, 819], 819), "public", settings)
    assert shown(released) == [False, False, True, True]
    assert set(reasons(released).values()) == {"small remainder"}


def test_shares_of_a_small_base_are_withheld(table, settings):
    # A base of 4 is itself protected; of 9 only the full cells, 0% and 100%, speak of each person; of 10 none do.
    released = release(
        table("victims.share", [0, 0, 9, 0, 10], [4, 9, 9, 10, 10]), "public", settings
    )
    assert reasons(released) == {
        "group-0": "small count",
        "group-1": "full cell",
        "group-2": "full cell",
    }


def test_rates_of_populations_under_the_minimum_are_withheld_whatever_the_area(table, settings):
    released = release(table("victims.rate", [50, 50], [999, 1000]), "public", settings)
    assert reasons(released) == {"group-0": "small population"}


def test_measures_that_the_assessment_does_not_declare_are_absent(table, with_policy):
    estimates = pd.concat(
        [table("victims.count", [50]), table("suspects.count", [60])], ignore_index=True
    )
    released = release(estimates, "public", with_policy(declared=["victims.*"]))
    assert released.estimates["measure"].tolist() == ["victims.count"]
    assert released.withheld["reason"].tolist() == ["not declared"]
    assert released.rows(estimates["key"])["measure"].tolist() == ["victims.count"]


def test_numbers_already_public_are_exempt_and_stay_marked(table, settings):
    released = release(table("victims.count", [1, 7, 12], already_public=True), "public", settings)
    assert released.estimates["numerator"].tolist() == [1, 7, 12]
    assert released.estimates["already_public"].all()
    assert released.withheld.empty


def test_numbers_of_areas_are_not_numbers_of_people(table, settings):
    released = release(table("areas.count", [3, 11]), "public", settings)
    assert released.estimates["numerator"].tolist() == [3, 11]


def test_the_restricted_edition_is_exact_but_has_no_row_about_one_person(table, settings):
    estimates = table("victims.rate", [0, 1, 2, 7], 900)
    released = release(estimates, "restricted", settings)
    assert released.estimates["numerator"].astype("Float64").fillna(-1).tolist() == [0, -1, 2, 7]
    kept = estimates.loc[[0, 2, 3], ["key", "value", "lower", "upper"]].reset_index(drop=True)
    pd.testing.assert_frame_equal(
        released.estimates.loc[[0, 2, 3], ["key", "value", "lower", "upper"]].reset_index(
            drop=True
        ),
        kept,
    )


def test_the_restricted_threshold_of_one_withholds_nothing(table, with_policy):
    estimates = table("victims.count", [1, 2])
    released = release(estimates, "restricted", with_policy(restricted_threshold=1))
    assert released.estimates["numerator"].tolist() == [1, 2]
    assert "including rows that may be about a single person" in " ".join(
        released.policy["sentences"]
    )


@pytest.mark.parametrize("threshold", [2, 5, 10])
@pytest.mark.parametrize("base", [1, 3, 5, 10])
def test_no_protected_count_under_the_threshold_is_shown_for_any_policy(
    table, with_policy, threshold, base
):
    chosen = with_policy(threshold=threshold, rounding_base=base)
    counts = list(range(60))
    for measure, bases in (("victims.count", None), ("victims.rate", 50000), ("victims.share", 59)):
        out = release(table(measure, counts, bases), "public", chosen).estimates
        exact = out["key"].str.extract(r"group-(\d+)")[0].astype(int)
        hidden = out["numerator"].isna()
        assert hidden[(exact > 0) & (exact < threshold)].all()
        if bases == 59:
            assert hidden[(59 - exact > 0) & (59 - exact < threshold)].all()
        assert not hidden[(exact >= threshold) & (exact <= 59 - threshold)].any()
        assert (out["numerator"].dropna() % base == 0).all()
