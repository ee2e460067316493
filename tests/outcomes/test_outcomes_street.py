"""police.uk's last outcomes: what the files say, and on which day they said it."""

from __future__ import annotations

import pandas as pd

from sva import cohorts, outcomes


def test_anti_social_behaviour_has_no_outcome_and_is_not_counted(open_data):
    street = pd.DataFrame(
        {
            "crime_type": ["Anti-social behaviour", "Robbery"],
            "outcome_label": [None, None],
            "month": pd.Timestamp("2025-05-01"),
        }
    )
    rows = outcomes.last_outcome_mix(street, open_data)
    assert rows[["group", "numerator", "denominator", "flag"]].to_numpy().tolist() == [
        ["No outcome published", 1, 1, "immature"]
    ]


def test_the_real_year_adds_up_to_its_crimes(street, open_data):
    # 102,105 rows of 2025 less 16,870 of anti-social behaviour (../shared/open-data/derived)
    rows = outcomes.last_outcome_mix(street, open_data)
    assert rows["denominator"].unique().tolist() == [85_235]
    assert rows["numerator"].sum() == 85_235
    assert rows["already_public"].all()
    assert rows["definition"].isna().all()
    violence = outcomes.last_outcome_mix(
        street, open_data, crime_type="Violence and sexual offences"
    )
    assert violence["denominator"].iloc[0] == 39_702


def test_what_is_still_open_stands_last_and_is_marked(street, open_data):
    rows = outcomes.last_outcome_mix(street, open_data)
    assert rows["group"].tolist()[-2:] == ["Status update unavailable", "Awaiting court outcome"]
    assert rows["flag"].fillna("").tolist()[-3:] == ["", "immature", "immature"]


def test_the_files_of_2024_were_drawn_too_early(street, open_data):
    before, _ = cohorts.comparison_months(open_data)
    rows = outcomes.last_outcome_mix(street, open_data, period=before).set_index("group")
    assert rows.loc["Under investigation", ["numerator", "flag"]].tolist() == [9_620, "immature"]


def test_the_day_on_which_another_periods_files_were_drawn_is_not_told(street, open_data):
    before, _ = cohorts.comparison_months(open_data)
    assert outcomes.last_outcome_mix(street, open_data, period=before)["data_as_at"].isna().all()
    assert outcomes.last_outcome_mix(street, open_data)["data_as_at"].notna().all()


def test_references_that_stand_twice_are_counted_as_published(open_data):
    street = pd.DataFrame(
        {"crime_key": ["a", "a", "b", None], "month": pd.Timestamp("2025-05-01"), "outcome_label": None,
         "crime_type": ["Robbery", "Robbery", "Burglary", "Anti-social behaviour"]}
    )  # fmt: skip
    rows = outcomes.street_references(street, open_data)
    assert rows[["group", "numerator"]].to_numpy().tolist() == [
        ["Rows", 3],
        ["Crime references", 2],
    ]
    assert rows["already_public"].all()


def test_the_label_that_is_probably_outcome_22(street, open_data):
    # 523 of 85,235 crimes of West Mercia in 2025 (../shared/domain.md 7.5)
    rows = outcomes.probable_outcome_22(street, open_data)
    whole = rows.iloc[0]
    assert (whole["numerator"], whole["denominator"]) == (523, 85_235)
    assert rows["numerator"].iloc[1:].sum() == 523
    assert rows["group"].unique().tolist() == ["probably given outcome 22"]
    assert "Anti-social behaviour" not in set(rows["offence_group"].dropna())


def test_no_street_rows_give_no_estimates(open_data):
    none = pd.DataFrame({"crime_type": [], "outcome_label": [], "month": pd.to_datetime([])})
    assert outcomes.last_outcome_mix(none, open_data).empty
    assert outcomes.probable_outcome_22(none, open_data).empty
