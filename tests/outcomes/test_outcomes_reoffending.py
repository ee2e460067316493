"""Recorded reoffending against published and counted answers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sva.outcomes.reoffending import (
    followed_by_month,
    reoffending_frequency,
    reoffending_share,
    share_within,
)
from sva.outcomes.survival import kaplan_meier, survival_curve


@pytest.fixture
def people() -> pd.DataFrame:
    rng = np.random.default_rng(5)
    n = 400
    days = rng.exponential(700, n).round() + 1
    return pd.DataFrame(
        {
            "index_month": pd.to_datetime(
                rng.choice(["2020-05-01", "2020-06-01", "2022-12-01"], n)
            ),
            "offered": rng.random(n) < 0.3,
            "again_days": days,
            "again_count": (days <= 365) * rng.integers(1, 5, n),
            "looked_after": pd.array(rng.choice([True, False, None], n), dtype="boolean"),
        }
    ).assign(
        mature=lambda x: x["index_month"] < "2022-01-01",
        followed_days=lambda x: (pd.Timestamp("2023-04-17") - x["index_month"]).dt.days,
    )


def test_survival_of_the_drug_6_mp_is_that_of_the_textbooks():
    # Gehan's leukaemia trial, arm 6-MP: Kalbfleisch and Prentice (2002), table 1.2; Collett (2003).
    time = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    hit = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    found = kaplan_meier(time, np.array(hit, bool)).set_index("day")["survival"]
    published = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    for day, value in published.items():
        assert found[day] == pytest.approx(value, abs=0.0006)


@pytest.mark.parametrize("name", ["waltons", "rossi", "larynx"])
def test_curve_and_limits_are_those_of_lifelines(name):
    lifelines = pytest.importorskip("lifelines")
    from lifelines import datasets

    if name == "waltons":
        data = datasets.load_waltons()
        time, hit = data["T"], data["E"]
    elif name == "rossi":
        data = datasets.load_rossi()
        time, hit = data["week"], data["arrest"]
    else:
        data = datasets.load_larynx()
        time, hit = data["time"], data["death"]
    theirs = lifelines.KaplanMeierFitter().fit(time, hit)
    ours = kaplan_meier(time, hit.astype(bool)).set_index("day")
    ours = ours[~ours.index.duplicated(keep="last")]
    at = ours.index[(ours["survival"] > 0)]
    assert ours.loc[at, "survival"].to_numpy() == pytest.approx(
        theirs.survival_function_.loc[at].iloc[:, 0].to_numpy()
    )
    limits = theirs.confidence_interval_survival_function_.loc[at].to_numpy()
    assert ours.loc[at, ["lower", "upper"]].to_numpy() == pytest.approx(limits, abs=1e-9)


def test_nobody_left_at_the_end_keeps_limits_within_bounds():
    found = kaplan_meier([1, 2, 3], [True, True, True])
    assert found["survival"].iloc[-1] == 0
    assert found[["lower", "upper"]].iloc[-1].between(0, 1).all()


def test_only_people_followed_to_the_end_are_counted(people, assessment):
    rows = reoffending_share(people, assessment, by="offered")
    mature = people[people["mature"]]
    assert rows["denominator"].sum() == len(mature)
    assert rows["numerator"].sum() == (mature["again_count"] > 0).sum()
    assert rows["period_end"].max() == pd.Timestamp("2020-06-30")


def test_unknown_looked_after_status_is_a_group_of_its_own(people, assessment):
    rows = reoffending_share(people, assessment, by="looked_after")
    assert rows["group"].tolist() == ["No", "Unknown", "Yes"]


def test_share_within_a_year_is_the_share_within_twelve_months(people, assessment):
    year = share_within(people, assessment, (365,))
    whole = reoffending_share(people, assessment, by="offered")
    assert year["numerator"].tolist() == whole["numerator"].tolist()


def test_shares_rise_with_the_days(people, assessment):
    rows = share_within(people, assessment)
    for _, part in rows.groupby("group"):
        assert part["numerator"].is_monotonic_increasing


def test_frequency_is_offences_over_those_suspected_again(people, assessment):
    rows = reoffending_frequency(people, assessment)
    kept = people[people["mature"] & (people["again_count"] > 0)]
    assert rows["numerator"].sum() == kept["again_count"].sum()
    assert rows["denominator"].sum() == len(kept)
    assert (rows["value"] == rows["numerator"] / rows["denominator"]).all()


def test_months_not_followed_to_the_end_are_flagged_not_zero(people, assessment):
    rows = followed_by_month(people, assessment)
    assert rows["flag"].fillna("").tolist() == ["", "", "immature"]
    assert rows["numerator"].sum() == len(people)


def test_curve_may_pass_the_gate_and_uses_people_still_followed(people, assessment):
    curve = survival_curve(people, assessment)
    start = curve.frame[curve.frame["day"] == 0].set_index("group")["at_risk"]
    # December 2022 has had 137 days, fewer than the six months of waiting: nothing is known of them yet.
    assert start.sum() == people["mature"].sum()
    assert curve.frame["day"].max() <= 365


@pytest.mark.parametrize(
    "make", [reoffending_share, reoffending_frequency, share_within, followed_by_month]
)
def test_nobody_followed_gives_no_rows(people, assessment, make):
    assert make(people.head(0), assessment).empty
    assert survival_curve(people.head(0), assessment) is None
