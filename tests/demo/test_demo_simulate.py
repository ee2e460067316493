"""The clean tables of one draw: calibration, shape, and what is planted."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sva import demo
from sva.demo.catalogue import FAMILIES, KNIFE_TOTALS, SEARCH_TOTALS
from sva.errors import SvaError

VIOLENCE_GROUPS = {
    "Homicide",
    "Violence with injury",
    "Violence without injury",
    "Stalking and harassment",
}
YEAR = slice("2022-04", "2023-03")


@pytest.fixture(scope="module")
def full() -> demo.Tables:
    return demo.simulate(2023)


@pytest.fixture(scope="module")
def small() -> demo.Tables:
    return demo.simulate(5, demo.Truth(scale=0.02))


def in_year(frame: pd.DataFrame, column: str = "month") -> pd.DataFrame:
    return frame[(frame[column] >= "2022-04-01") & (frame[column] < "2023-04-01")]


def test_year_to_march_2023_has_the_published_totals(full):
    """Recorded crime, year to March 2023: Express & Star, 20 October 2023, from ONS."""
    year = in_year(full.offences)
    groups = year["offence_group"]
    assert len(year) == 95_006
    assert groups.isin(VIOLENCE_GROUPS).sum() == 38_874
    assert (groups == "Homicide").sum() == 21
    assert groups.isin({"Rape", "Other sexual offences"}).sum() == 4_114
    assert groups.isin({"Domestic burglary", "Non-domestic burglary"}).sum() == 5_089
    assert year["knife_enabled"].sum() == 584


def test_recorded_year_and_committed_year_agree(full):
    o = full.offences
    assert len(in_year(o, "recorded_on")) == 95_006
    assert (o["recorded_on"] >= o["committed_from"].dt.normalize()).all()
    assert o["recorded_on"].max() <= pd.Timestamp("2023-03-31")


def test_knife_flags_stand_on_offences_of_the_special_collection(full):
    """Possession (10D) is not in ONS's collection of offences involving knives."""
    flagged = full.offences.loc[full.offences["knife_enabled"].fillna(value=False), "offence_group"]
    assert not flagged.isin({"Possession of weapons", "Shoplifting", "Criminal damage"}).any()


def test_searches_have_the_published_totals_and_about_the_published_groups(full):
    """4,334 searches, Black 224 and White 3,476 in the year to March 2022: Shropshire Star, 10 November 2022."""
    s = full.stops
    year = s[(s["month"] >= "2021-04-01") & (s["month"] < "2022-04-01")]
    counts = year["ethnic_group"].value_counts()
    assert len(year) == 4_334
    assert abs(counts["Black"] - 224) < 4 * np.sqrt(224)
    assert abs(counts["White"] - 3_476) < 4 * np.sqrt(3_476 * 0.2)
    by_year = s.groupby(s["month"].dt.to_period("Y-MAR")).size()
    assert by_year.tolist() == list(SEARCH_TOTALS)


def test_restrictions_of_2020_are_visible(full):
    robberies = full.offences[full.offences["offence_group"] == "Robbery"]
    month = robberies["month"].dt.to_period("M").value_counts()
    assert month["2020-04"] < 0.85 * month["2019-04"]


def test_robbery_steps_up_in_september_2022(full):
    o = in_year(full.offences)
    robbery = o[o["offence_group"] == "Robbery"]
    later = (robbery["month"] >= "2022-09-01").sum() / 7
    before = (robbery["month"] < "2022-09-01").sum() / 5
    assert 1.3 < later / before < 1.95


def test_the_same_seed_gives_the_same_rows():
    truth = demo.Truth(scale=0.01)
    one, two, other = demo.simulate(9, truth), demo.simulate(9, truth), demo.simulate(10, truth)
    for name in one.names:
        pd.testing.assert_frame_equal(one[name], two[name])
    assert not one.victims["age"].equals(other.victims["age"])


def test_tables_have_the_columns_and_types_of_the_clean_tables(small):
    from sva.intake.tables import TABLES

    for name in small.names:
        assert list(small[name].columns) == list(TABLES[name]), name
        for column, kind in TABLES[name].items():
            dtype = str(small[name][column].dtype)
            wanted = "str" if kind.startswith("key:") else kind
            assert dtype == ("string" if wanted == "str" and dtype == "string" else wanted), (
                name,
                column,
            )


def test_keys_join_and_are_unique(small):
    o = small.offences
    assert o["offence_key"].is_unique
    assert o["incident_key"].nunique() < len(o)
    for name in ("victims", "suspects", "disposals"):
        table = small[name]
        joined = table.merge(
            o[["offence_key", "incident_key"]], on="offence_key", how="left", suffixes=("", "_o")
        )
        assert (joined["incident_key"] == joined["incident_key_o"]).all(), name
        assert not table.duplicated(["offence_key", "person_key"]).any(), name
    suspects = pd.MultiIndex.from_frame(small.suspects[["offence_key", "person_key"]])
    disposals = pd.MultiIndex.from_frame(small.disposals[["offence_key", "person_key"]])
    assert disposals.isin(suspects).all()


def test_a_person_keeps_sex_group_and_district_and_grows_older(full):
    v, h = full.victims, full.hidden["victims"]
    people = pd.DataFrame(
        {
            "key": v["person_key"],
            "sex": h["sex"],
            "group": h["ethnic_group"],
            "age": h["age"],
            "at": full.offences["month"].to_numpy()[h["offence_row"]],
        }
    )
    people = people[(v["person_type"] == "person").to_numpy()]
    assert people.groupby("key")[["sex", "group"]].nunique().max().max() == 1
    first, last = (
        people.sort_values("at").groupby("key").first(),
        people.sort_values("at").groupby("key").last(),
    )
    years = (last["at"].dt.to_period("Y-MAR") - first["at"].dt.to_period("Y-MAR")).map(
        lambda p: p.n
    )
    assert ((last["age"] - first["age"]) == years).mean() > 0.999


def test_points_lie_in_the_small_area_that_the_row_names(small):
    from sva.intake.places import Areas
    from sva.reference import geography

    o = small.offences[small.offences["place_status"] == "inside"]
    areas = Areas(geography.bundled(), 2011, geography.WEST_MERCIA)
    found = areas.locate(o["easting"].to_numpy(float), o["northing"].to_numpy(float))
    found = found.array().to_pylist()
    assert (pd.Series(found, index=o.index) == o["lsoa_code"]).mean() > 0.999


def test_places_outside_and_unlocated_have_no_small_area(small):
    o = small.offences
    away = o["place_status"] != "inside"
    assert o.loc[away, ["lsoa_code", "district_code", "csp_code"]].isna().all().all()
    assert o.loc[o["place_status"] == "unlocated", "easting"].isna().all()
    assert o.loc[o["place_status"] == "outside", "easting"].notna().all()


def test_outcome_22_starts_in_april_2019_and_is_offered_before_it_is_recorded(full):
    d = full.disposals
    used = d[d["outcome_code"] == "22"]
    offered = d[d["offered_on"].notna()]
    assert offered["offered_on"].min() >= pd.Timestamp("2019-04-01")
    assert used["offered_on"].notna().all()
    assert (offered["offered_on"] < offered["disposal_on"]).all()
    assert 0.02 < (offered["outcome_code"] != "22").mean() < 0.35  # some did not finish it


def test_ethnicity_is_missing_for_about_a_fifth_and_most_around_the_system_change(full):
    v = full.victims[full.victims["person_type"] == "person"]
    month = full.offences["month"].to_numpy()[
        full.hidden["victims"]["offence_row"].to_numpy()[v.index]
    ]
    unknown = (v["ethnic_group"] == "Unknown").groupby(month).mean()
    assert 0.15 < unknown.mean() < 0.24
    assert unknown.idxmax() == pd.Timestamp("2022-10-01")
    assert unknown["2023-03-01"] < unknown["2019-06-01"] < unknown["2022-09-01"]


def test_ethnicity_is_missing_more_often_for_some_groups(full):
    h = full.hidden["victims"]
    share = h["missing"].groupby(h["ethnic_group"]).mean()
    assert share["Black"] > share["Asian"] > share["White"] + 0.04


def test_organisations_have_no_characteristics(small):
    o = small.victims[small.victims["person_type"] == "organisation"]
    assert len(o)
    assert o["age"].isna().all()
    assert (o["sex"] == "Unknown").all()
    assert (o["ethnic_group"] == "Unknown").all()
    assert o["home_lsoa_code"].isna().all()


def test_default_times_exceed_their_neighbours_and_are_marked(full):
    o = full.offences
    minute = o["committed_from"].dt.hour * 60 + o["committed_from"].dt.minute
    counts = minute.value_counts()
    for default in (0, 1, 720):
        assert counts[default] > 5 * counts[[default + 7, default + 8]].max()
        assert not o.loc[minute == default, "time_known"].any()
    assert o.loc[~minute.isin([0, 1, 720]), "time_known"].all()


def test_harm_is_concentrated_in_few_people(full):
    for name, least in (("victims", 0.13), ("suspects", 0.15)):
        rows = full[name]
        times = rows.loc[rows["person_type"] == "person", "person_key"].value_counts()
        assert times.head(len(times) // 20).sum() / times.sum() > least, name
    both = set(full.victims["person_key"]) & set(full.suspects["person_key"])
    assert len(both) > 2_000


def test_nobody_under_ten_is_a_suspect(full):
    assert full.suspects["age"].min() >= 10


def test_a_truth_with_nothing_planted_has_equal_rates():
    truth = demo.Truth.none(scale=0.2)
    tables = demo.simulate(3, truth)
    persons = tables.victims[tables.victims["person_type"] == "person"]
    counts = persons["ethnic_group"].value_counts()
    people = demo.population().groupby("ethnic_group")["population"].sum() * 0.2
    rate = counts / people
    error = np.sqrt(1 / counts["Black"])
    assert abs(np.log(rate["Black"] / rate["White"])) < 4 * error
    assert (tables.offences["place_status"] == "inside").all()


def test_fewer_years_and_poisson_totals_can_be_asked_for():
    truth = demo.Truth(scale=0.05, first_year=2021, last_year=2022, fixed_totals=False)
    tables = demo.simulate(1, truth)
    assert tables.offences["month"].min() == pd.Timestamp("2021-04-01")
    expected = sum(sum(v[3:]) for v in FAMILIES.values()) * 0.05
    assert len(tables.offences) != round(expected)
    assert abs(len(tables.offences) - expected) < 5 * np.sqrt(expected)


def test_wrong_truths_are_refused_all_at_once():
    with pytest.raises(SvaError) as caught:
        demo.Truth(scale=0, first_year=2010, victim_ratio={"Green": 2})
    assert len(caught.value.faults) == 3


def test_knife_totals_hold_in_every_year(full):
    o = full.offences
    by_year = o.groupby(o["month"].dt.to_period("Y-MAR"))["knife_enabled"].sum()
    assert tuple(by_year) == KNIFE_TOTALS
