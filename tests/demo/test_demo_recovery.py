"""What is planted can be found again by analyses that know nothing of the generator."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sva import demo

REPEATS = 150
TRUTH = demo.Truth(scale=0.03, repeat_victims=1.0)


@pytest.fixture(scope="module")
def draws() -> pd.DataFrame:
    """Counts by true group over many small draws."""
    rows = []
    for seed in range(REPEATS):
        tables = demo.simulate(seed, TRUTH)
        victims = tables.hidden["victims"][(tables.victims["person_type"] == "person").to_numpy()]
        counts = {
            "victims": victims,
            "suspects": tables.hidden["suspects"],
            "stops": tables.hidden["stops"],
        }
        rows.append(
            {
                (name, g): n
                for name, frame in counts.items()
                for g, n in frame["ethnic_group"].value_counts().items()
            }
        )
    return pd.DataFrame(rows).fillna(0)


@pytest.mark.parametrize("table", ["victims", "suspects", "stops"])
@pytest.mark.parametrize("group", ["Asian", "Black", "Mixed"])
def test_ethnic_disparities_are_those_expected(draws, table, group):
    expected = (
        demo.expected(TRUTH, table).query("characteristic == 'ethnic_group'").set_index("group")
    )
    people = expected["population"]
    ratio = (draws[table, group].sum() / draws[table, "White"].sum()) / (
        people[group] / people["White"]
    )
    spread = draws[table, group].std() / draws[table, group].mean() / np.sqrt(REPEATS)
    assert abs(np.log(ratio / expected.loc[group, "crude"])) < 3.7 * spread


def test_intervals_of_single_draws_cover_the_expected_ratio(draws):
    """The log interval of domain.md 8.2 on independent victims covers at about its nominal 95%."""
    expected = (
        demo.expected(TRUTH, "victims").query("characteristic == 'ethnic_group'").set_index("group")
    )
    a, b = draws["victims", "Black"], draws["victims", "White"]
    people = expected["population"]
    log = np.log((a / b) / (people["Black"] / people["White"]))
    half = 1.959964 * np.sqrt(1 / a + 1 / b)
    covered = (np.abs(log - np.log(expected.loc["Black", "crude"])) <= half).mean()
    assert 0.88 <= covered <= 0.995


def test_the_ratio_within_district_age_and_sex_is_the_planted_one():
    """Mantel-Haenszel over strata, on one draw of full size."""
    truth = demo.Truth(victim_ratio={"Black": 2.0}, repeat_victims=1.0, reoffending=False)
    tables = demo.simulate(11, truth)
    h = tables.hidden["victims"][(tables.victims["person_type"] == "person").to_numpy()]
    bands = demo.population()["age"].unique()
    first = np.array([int(b.split("-")[0].rstrip("+")) for b in bands])
    band = np.searchsorted(np.sort(first), h["age"], side="right") - 1
    districts = sorted(demo.population()["area_code"].unique())
    people = demo.population().pivot_table(
        index=["area_code", "age", "sex"],
        columns="ethnic_group",
        values="population",
        aggfunc="sum",
    )
    order = bands[np.argsort(first)]
    key = pd.MultiIndex.from_arrays(
        [np.array(districts)[h["district"]], order[band], np.array(["Female", "Male"])[h["sex"]]]
    )
    cases = pd.crosstab(
        index=[key.get_level_values(i) for i in range(3)], columns=h["ethnic_group"].to_numpy()
    )
    cases.index.names = people.index.names
    cases = cases.reindex(people.index).fillna(0)
    weight = 1 / (people["Black"] + people["White"])
    ratio = (cases["Black"] * people["White"] * weight).sum() / (
        cases["White"] * people["Black"] * weight
    ).sum()
    assert abs(np.log(ratio / 2.0)) < 4 / np.sqrt(cases["Black"].sum())


def test_planted_hot_spots_have_far_more_public_place_violence():
    tables = demo.simulate(4)
    o = tables.offences
    public = o[
        o["public_place"].fillna(value=False)
        & o["offence_group"].isin({"Violence with injury", "Violence without injury"})
    ]
    planted = demo.hot_spots()
    counts = public["lsoa_code"].value_counts()
    ordinary = counts[~counts.index.isin(planted["lsoa_code"])].mean()
    assert (
        counts[planted.loc[planted["pattern"] == "persistent", "lsoa_code"]] > 3 * ordinary
    ).all()
    emerging = public[
        public["lsoa_code"].isin(planted.loc[planted["pattern"] == "emerging", "lsoa_code"])
    ]
    by_year = emerging["month"].dt.to_period("Y-MAR").value_counts().sort_index()
    assert by_year.iloc[-1] > 3 * by_year.iloc[0]


def test_night_hot_spots_are_hottest_on_weekend_nights():
    tables = demo.simulate(4)
    o = tables.offences[
        tables.offences["time_known"] & tables.offences["public_place"].fillna(value=False)
    ]
    start = o["committed_from"]
    weekend_night = (start.dt.day_of_week >= 5) & ((start.dt.hour <= 3) | (start.dt.hour >= 22))
    planted = demo.hot_spots()
    night = o["lsoa_code"].isin(planted.loc[planted["night"], "lsoa_code"])
    rest = o["lsoa_code"].isin(
        planted.loc[~planted["night"] & (planted["pattern"] == "persistent"), "lsoa_code"]
    )
    assert weekend_night[night].mean() > 1.4 * weekend_night[rest].mean()


def index_rows(truth: demo.Truth, seed: int) -> pd.DataFrame:
    """Suspicions of April 2019 to September 2021 with follow-up of a year from the records alone."""
    tables = demo.simulate(seed, truth)
    h = tables.hidden["suspects"]
    s = tables.suspects[["offence_key", "person_key"]].assign(
        age=h["age"], sex=h["sex"], at=tables.offences["committed_from"].to_numpy()[h["offence_row"]],
        code=tables.hidden["offences"]["current_code"].to_numpy()[h["offence_row"]],
    )  # fmt: skip
    d = tables.disposals[["offence_key", "person_key", "offered_on"]]
    s = s.merge(d, on=["offence_key", "person_key"], how="left").sort_values(
        ["person_key", "at"], kind="stable"
    )
    s["prior"] = s.groupby("person_key").cumcount().clip(upper=6)
    s["again"] = ((s.groupby("person_key")["at"].shift(-1) - s["at"]).dt.days <= 365).astype(float)
    from sva.demo.catalogue import CODES

    s["gravity"] = s["code"].map({c.code: c.gravity for c in CODES})
    return s[(s["at"] >= "2019-04-01") & (s["at"] < "2021-10-01") & (s["gravity"] < 3)]


@pytest.mark.parametrize("effect", [1.0, 0.7])
def test_the_effect_of_outcome_22_is_found_after_adjustment_and_missed_before(effect):
    """Standardised over strata of everything that leads to an offer; the crude ratio is too low."""
    rows = index_rows(demo.Truth(outcome22_ratio=effect), 6)
    offered = rows["offered_on"].notna()
    crude = rows.loc[offered, "again"].mean() / rows.loc[~offered, "again"].mean()
    age = np.digitize(rows["age"], [18, 25, 40])
    strata = [age, rows["sex"], rows["prior"], rows["gravity"]]
    treated = rows[offered].groupby([x[offered] for x in strata])["again"].agg(["sum", "size"])
    other = rows[~offered].groupby([x[~offered] for x in strata])["again"].agg(["sum", "size"])
    both = treated.join(other, suffixes=("_t", "_c"), how="inner")
    whole = both["size_t"] + both["size_c"]
    ratio = (both["sum_t"] * both["size_c"] / whole).sum() / (
        both["sum_c"] * both["size_t"] / whole
    ).sum()
    error = 1 / np.sqrt(treated["sum"].sum())
    assert abs(np.log(ratio / effect)) < 3.5 * error
    assert crude < ratio * 0.93


def test_reversed_indication_gives_the_crude_ratio_the_wrong_sign():
    rows = index_rows(demo.Truth(outcome22_ratio=0.8, indication=-1.5), 6)
    offered = rows["offered_on"].notna()
    assert rows.loc[offered, "again"].mean() > rows.loc[~offered, "again"].mean()


def test_people_who_finish_a_diversion_are_not_those_who_came_back_early():
    """Immortal time: the outcome is recorded after the activity, so early failures are not among its people."""
    tables = demo.simulate(6, demo.Truth(outcome22_ratio=1.0, indication=0.0))
    d = tables.disposals[tables.disposals["offered_on"].notna()]
    row = tables.hidden["disposals"]["suspect_row"].to_numpy()[d.index]
    again = tables.hidden["suspects"]["again_on"].to_numpy()[row]
    early = (again - d["offered_on"].to_numpy()) / np.timedelta64(1, "D") < 90
    finished = (d["outcome_code"] == "22").to_numpy()
    assert early[finished].mean() < 0.5 * early[~finished].mean()
