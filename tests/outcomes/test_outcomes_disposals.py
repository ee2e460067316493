"""Disposals of suspects are never outcomes of crimes."""

from __future__ import annotations

from sva import outcomes


def test_a_crime_with_two_suspects_has_two_disposals_and_one_outcome(
    offences, suspects, disposals, assessment
):
    chosen = outcomes.select_disposals(disposals, suspects, offences)
    assert len(chosen) == 4
    mix = outcomes.disposal_mix(chosen, assessment)
    assert mix["denominator"].iloc[0] == 4
    assert mix["measure"].unique().tolist() == ["disposals.share"]
    crimes = outcomes.outcome_mix(offences[offences["offence_key"] == "a"], assessment)
    assert crimes["denominator"].iloc[0] == 1


def test_a_disposal_takes_age_from_the_suspect_of_the_same_offence(
    offences, suspects, disposals, assessment
):
    chosen = outcomes.select_disposals(disposals, suspects, offences)
    children = outcomes.disposal_mix(chosen, assessment, cohort="under-18")
    assert children["numerator"].tolist() == [2]


def test_a_disposal_without_its_suspect_keeps_its_row(offences, suspects, disposals, assessment):
    chosen = outcomes.select_disposals(disposals, suspects.iloc[:0], offences)
    assert len(chosen) == 4
    assert chosen["age"].isna().all()
    assert outcomes.disposal_mix(chosen, assessment, cohort="under-18").empty


def test_a_suspect_recorded_twice_does_not_double_a_disposal(offences, suspects, disposals):
    import pandas as pd

    twice = pd.concat([suspects, suspects])
    assert len(outcomes.select_disposals(disposals, twice, offences)) == 4


def test_the_share_of_22_is_of_decided_disposals(offences, suspects, disposals, assessment):
    chosen = outcomes.select_disposals(disposals, suspects, offences)
    rows = outcomes.share_of_disposal(chosen, "22", assessment).set_index("cohort")
    columns = ["numerator", "denominator", "unknown_count"]
    assert rows.loc["all", columns].tolist() == [2, 3, 1]
    assert rows.loc["under-18", columns].tolist() == [2, 2, 0]
    assert "age-14-24" not in rows.index


def test_looked_after_status_that_police_do_not_hold_stays_unknown(
    offences, suspects, disposals, assessment
):
    chosen = outcomes.select_disposals(disposals, suspects.assign(age=15), offences)
    rows = outcomes.share_of_disposal(chosen, "22", assessment, by="looked_after")
    assert rows["group"].tolist() == ["No", "Yes", "Unknown"]
    assert rows["numerator"].tolist() == [0, 2, 0]
    assert rows["denominator"].tolist() == [0, 2, 1]
    assert rows.loc[rows["group"] == "No", "value"].isna().all()


def test_no_disposals_give_no_rows(offences, suspects, disposals, assessment):
    none = outcomes.select_disposals(disposals.iloc[:0], suspects, offences)
    assert outcomes.disposal_mix(none, assessment).empty
    assert outcomes.share_of_disposal(none, "22", assessment).empty
    assert outcomes.share_of_disposal(none, "22", assessment, by="looked_after").empty
