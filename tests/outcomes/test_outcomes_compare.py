"""The comparison against planted truths, a published trial, textbook answers and its own refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sva.outcomes.cohort import index_events
from sva.outcomes.compare import MINIMUM_PEOPLE, compare
from sva.outcomes.effects import Effect, doubly_robust, matched, matched_weights, odds, weighted
from sva.outcomes.propensity import balance, design, logistic, prepare
from sva.outcomes.sensitivity import people_needed

COVARIATES = ("age_band", "kind", "prior_band", "sex")
REPLICATIONS = 200


def _expit(x):
    return 1 / (1 + np.exp(-x))


def plant(rng, n, *, effect, indication=1.0, hidden=0.0):
    """People with an offer and an outcome; `effect` is the ratio of risks in those offered."""
    age = rng.choice(4, n, p=[0.2, 0.25, 0.3, 0.25])
    kind = rng.choice(3, n, p=[0.5, 0.3, 0.2])
    prior = np.minimum(rng.poisson(rng.gamma(0.8, 1.0, n)), 4)
    sex = rng.random(n) < 0.75
    unseen = rng.normal(size=n)
    risk = _expit(
        -1.7
        + 0.35 * (age == 0)
        - 0.4 * (age == 3)
        + 0.45 * prior
        + 0.25 * sex
        + 0.2 * kind
        + hidden * unseen
    )
    wish = -1.0 + 0.6 * (age == 0) - indication * (0.5 * prior + 0.3 * kind) - hidden * unseen
    offered = rng.random(n) < _expit(wish)
    again = rng.random(n) < risk * np.where(offered, effect, 1.0)
    people = pd.DataFrame(
        {"age_band": age.astype(str), "kind": kind.astype(str), "prior_band": prior.astype(str),
         "sex": np.where(sex, "Male", "Female"), "offered": offered, "again": again}
    )  # fmt: skip
    return people, float(((effect - 1) * risk)[offered].mean())


@pytest.mark.parametrize(
    ("name", "effect", "indication"),
    [
        ("none", 1.0, 1.0),
        ("-30%", 0.7, 1.0),
        ("-10%", 0.9, 1.0),
        ("confounded, crude sign wrong", 0.8, -1.4),
    ],
)
def test_planted_effects_are_covered_as_often_as_stated(name, effect, indication):
    _, truth = plant(np.random.default_rng(1), 400_000, effect=effect, indication=indication)
    hits: dict[str, list[bool]] = {}
    middle: dict[str, list[float]] = {}
    for seed in range(REPLICATIONS):
        people, _ = plant(
            np.random.default_rng([7, seed]), 1100, effect=effect, indication=indication
        )
        found = compare(people, covariates=COVARIATES, placebo=None, leave_out=False)
        for method, each in found.effects.items():
            low, high = each.limits
            hits.setdefault(method, []).append(low <= truth <= high)
            middle.setdefault(method, []).append(each.difference)
    for method in ("matched", "weighted", "doubly robust"):
        assert 0.91 <= np.mean(hits[method]) <= 0.985, (name, method, np.mean(hits[method]))
        assert np.mean(middle[method]) == pytest.approx(truth, abs=0.012), (name, method)
    assert np.mean(hits["crude"]) < 0.9, name
    if indication < 0:
        assert truth < 0 < np.mean(middle["crude"])


def immortal(rng, n, each):
    """Tables of `each` studies of n people with no effect: completion is prevented by a further offence in the activity."""
    person = np.arange(n * each)
    start = pd.Timestamp("2020-06-01") + pd.to_timedelta(
        rng.integers(0, 300, person.size), unit="D"
    )
    offered = rng.random(person.size) < 0.4
    again = rng.random(person.size) < 0.35
    gap = 5 + rng.exponential(110, person.size).astype(int)
    completed = offered & ~(again & (gap < 90))
    code = np.where(completed, "22", np.where(offered, "1", "15"))
    given = start + pd.to_timedelta(np.where(offered, 90, 30), unit="D")
    keys = pd.Series(person.astype(str))
    second = np.flatnonzero(again)
    when = pd.Series(start).dt.normalize()
    offences = pd.DataFrame({"offence_key": "a" + keys, "committed_from": when})
    more = pd.DataFrame(
        {
            "offence_key": "b" + keys[second],
            "committed_from": when[second] + pd.to_timedelta(gap[second], unit="D"),
        }
    )
    old = pd.DataFrame({"offence_key": ["z"], "committed_from": pd.to_datetime(["2018-04-02"])})
    offences = pd.concat([offences, more, old], ignore_index=True)
    offences = offences.assign(
        incident_key=offences["offence_key"],
        recorded_on=offences["committed_from"],
        month=offences["committed_from"],
    )
    suspects = pd.DataFrame(
        {"incident_key": offences["incident_key"], "offence_key": offences["offence_key"]}
    )
    suspects["person_key"] = np.r_[keys, keys[second], ["z"]]
    disposals = pd.DataFrame(
        {"offence_key": "a" + keys, "person_key": keys, "outcome_code": code,
         "offered_on": when.where(offered), "disposal_on": given}
    )  # fmt: skip
    return offences, suspects, disposals


def differences(tables, n, assessment, clock, side):
    """Give each study's crude difference by one clock, and whether its limits hold 0."""
    people = index_events(*tables, assessment, clock=clock)
    people = people[people["person_key"] != "z"]
    groups = people.groupby(people["person_key"].astype(int) // n)
    shares = []
    for _, part in groups:
        y, a = (part["again_count"] > 0).to_numpy(), part[side].to_numpy(bool)
        shares.append((y[a].mean() - y[~a].mean(), y[a].var() / a.sum() + y[~a].var() / (~a).sum()))
    gap_, variance = np.array(shares).T
    return gap_, np.abs(gap_) <= 1.96 * np.sqrt(variance)


def test_the_clock_at_the_outcome_date_is_biased_and_the_clock_at_the_offer_is_not(assessment):
    tables = immortal(np.random.default_rng(11), 400, REPLICATIONS)
    fair, covered = differences(tables, 400, assessment, "offer", "offered")
    biased, covered_biased = differences(tables, 400, assessment, "outcome", "recorded")
    assert 0.91 <= covered.mean() <= 0.985
    assert abs(fair.mean()) < 0.01
    assert biased.mean() < -0.05
    assert covered_biased.mean() < 0.8


def test_a_hidden_cause_as_strong_as_the_strongest_recorded_one_leads_to_no_claim():
    claims, clear = [], []
    for seed in range(REPLICATIONS):
        people, _ = plant(np.random.default_rng([912, seed]), 2500, effect=1.0, hidden=0.5)
        found = compare(people, covariates=COVARIATES, placebo=None)
        claims.append(found.carried)
        clear.append(found.clear)
    assert (
        np.mean(clear) > 0.3
    )  # its limits alone would have claimed an effect, where there is none
    assert np.mean(claims) <= 0.05


def test_a_planted_effect_is_claimed_where_it_is_strong_and_nothing_is_hidden():
    people, _ = plant(np.random.default_rng(3), 8000, effect=0.5)
    found = compare(people, covariates=COVARIATES, placebo=None)
    assert found.carried
    assert found.strongest == "prior_band"
    assert found.needed == 0


def test_a_placebo_outcome_that_differs_forbids_the_claim():
    people, _ = plant(np.random.default_rng(3), 8000, effect=0.5)
    rng = np.random.default_rng(4)
    people["harmed_before"] = rng.random(len(people)) < np.where(people["offered"], 0.1, 0.2)
    found = compare(people, covariates=COVARIATES, placebo="harmed_before")
    assert found.clear
    assert not found.carried
    people["harmed_before"] = rng.random(len(people)) < 0.15
    quiet = compare(people, covariates=COVARIATES, placebo="harmed_before").placebo
    assert quiet.limits[0] < 0 < quiet.limits[1]


def test_the_matched_and_weighted_effect_of_a_randomised_trial_is_that_of_the_trial():
    # Rossi, Berk and Lenihan (1980): financial aid to people leaving prison, arrest within a year, 48 of 216 against 66
    # of 216 (lifelines ships the data). Randomised, so adjustment may
    # move the difference of -8.3 of 100 little; published Cox hazard ratio with covariates 0.68 (0.47 to 1.00).
    datasets = pytest.importorskip("lifelines.datasets")
    rossi = datasets.load_rossi()
    people = pd.DataFrame(
        {"offered": rossi["fin"] == 1, "again": rossi["arrest"] == 1, "age": rossi["age"], "race": rossi["race"].astype(str),
         "wexp": rossi["wexp"].astype(str), "mar": rossi["mar"].astype(str), "paro": rossi["paro"].astype(str), "prio": rossi["prio"]}
    )  # fmt: skip
    found = compare(people, covariates=("age", "race", "wexp", "mar", "paro", "prio"), placebo=None)
    assert (found.offered, found.offered_again, found.others, found.others_again) == (
        216,
        48,
        216,
        66,
    )
    assert found.effects["crude"].difference == pytest.approx((48 - 66) / 216)
    for method in ("matched", "weighted", "doubly robust"):
        each = found.effects[method]
        assert -0.16 < each.difference < -0.02, method
        assert each.limits[0] < -0.0833 < each.limits[1]
        assert 0.5 < each.ratio < 0.95


def test_the_effect_of_job_training_is_found_again_beside_people_who_were_in_no_trial():
    # LaLonde (1986) in the sample of Dehejia and Wahba (1999, Journal of the American Statistical Association 94: 1053-1062),
    # Table 3: the trial says 1,794 dollars a year (row NSW). Row CPS-1, beside the Current Population Survey: crude -8,498;
    # with the propensity score 1,117 (a quadratic in it), 1,713 and 1,774 (strata), 1,582 and 1,616 (matched). Read in two
    # public replications that print the row beside their own; causaldata ships both samples.
    pytest.importorskip("causaldata")
    from causaldata import cps_mixtape, nsw_mixtape

    trial, survey = nsw_mixtape.load_pandas().data, cps_mixtape.load_pandas().data
    paid = trial.groupby("treat")["re78"].mean()
    assert paid[1] - paid[0] == pytest.approx(1794, abs=1)
    both = pd.concat([trial[trial["treat"] == 1], survey], ignore_index=True)
    trained = both["treat"].to_numpy() == 1
    published = (1117, 1713, 1774, 1582, 1616)
    scale = 200_000  # no wage is higher: shares of it are what the estimators take
    wage = both["re78"].to_numpy(float) / scale
    assert (len(both), trained.sum()) == (16_177, 185)
    assert scale * (wage[trained].mean() - wage[~trained].mean()) == pytest.approx(-8498, abs=1)
    x = both[["age", "educ", "marr", "nodegree", "black", "hisp", "re74", "re75"]].astype(float)
    x = x.assign(age2=x["age"] ** 2, age3=x["age"] ** 3, educ2=x["educ"] ** 2, none74=x["re74"] == 0, none75=x["re75"] == 0,
                 educ74=x["educ"] * x["re74"]).astype(float)  # fmt: skip
    matrix = np.column_stack([np.ones(len(x)), (x - x.mean()) / x.std()])
    chance = logistic(matrix, trained)
    beta, *_ = np.linalg.lstsq(matrix[~trained], wage[~trained], rcond=None)
    for found in (
        matched(wage, trained, chance),
        weighted(wage, trained, chance, matrix),
        doubly_robust(wage, trained, chance, matrix @ beta, matrix.shape[1]),
    ):
        low, high = (scale * limit for limit in found.limits)
        assert min(published) <= scale * found.difference <= max(published), found.method
        assert low < 1794 < high
        assert low > -500


def test_logistic_regression_is_that_of_statsmodels():
    sm = pytest.importorskip("statsmodels.api")
    data = sm.datasets.spector.load_pandas()
    x = sm.add_constant(data.exog).to_numpy(float)
    theirs = sm.Logit(data.endog.to_numpy(float), x).fit(disp=0).predict()
    assert logistic(x, data.endog.to_numpy(float)) == pytest.approx(theirs, abs=2e-3)


def test_weights_make_the_two_sides_alike():
    people, _ = plant(np.random.default_rng(2), 4000, effect=1.0)
    offered = people["offered"].to_numpy()
    plan = design(people, offered, COVARIATES)
    chance = logistic(plan.matrix, offered)
    assert balance(plan, offered).abs().max() > 0.25
    assert balance(plan, offered, odds(chance, offered)).abs().max() < 0.05


def test_standardised_difference_by_hand():
    people = pd.DataFrame({"offered": [True, True, False, False], "prior": [1.0, 3.0, 0.0, 2.0]})
    plan = design(people, people["offered"], ("prior",))
    assert balance(plan, people["offered"].to_numpy())["prior"] == pytest.approx(1.0)


def test_a_level_without_a_counterpart_is_left_out_and_counted():
    people, _ = plant(np.random.default_rng(5), 3000, effect=1.0)
    people["kind"] = people["kind"].where(
        ~((people.index < 60) & people["offered"]), "offered alone"
    )
    people["kind"] = people["kind"].where(
        ~((people.index > 2900) & ~people["offered"]), "never offered"
    )
    alone = int((people["kind"] == "offered alone").sum())
    plan = design(people, people["offered"], COVARIATES)
    assert not any("never offered" in name or "offered alone" in name for name in plan.names)
    if alone >= 20:
        assert (
            compare(people, covariates=COVARIATES, placebo=None, leave_out=False).unmatched == alone
        )


@pytest.mark.parametrize(
    ("offered", "others", "share", "word"),
    [
        (MINIMUM_PEOPLE - 1, 500, 0.3, "offered"),
        (500, MINIMUM_PEOPLE - 1, 0.3, "others"),
        (100, 100, 0.0, "suspected again"),
    ],
)
def test_too_few_are_refused_in_words(offered, others, share, word):
    people = pd.DataFrame(
        {
            "offered": [True] * offered + [False] * others,
            "sex": "Male",
            "again": np.arange(offered + others) % 10 < 10 * share,
        }
    )
    found = compare(people, covariates=("sex",), placebo=None)
    assert word in found.refused
    assert not found.effects
    assert found.needed is None
    assert not found.carried


def test_matching_finds_the_three_nearest():
    chance = _expit(np.array([0.0, -0.2, 0.1, 0.3, 1.0, -3.0]))
    offered = np.array([True, False, False, False, False, False])
    others, near = matched_weights(chance, offered)
    assert sorted(others[0].tolist()) == [0, 1, 2]
    assert near.tolist() == [False]  # 0.3 is farther than a fifth of a standard deviation


def test_with_no_confounding_all_estimators_agree_with_the_plain_difference():
    rng = np.random.default_rng(8)
    offered = rng.random(6000) < 0.4
    again = rng.random(6000) < 0.3
    ones = np.ones((6000, 1))
    chance, expected = logistic(ones, offered), logistic(ones, again, (~offered).astype(float))
    plain = again[offered].mean() - again[~offered].mean()
    for each in (
        weighted(again, offered, chance, ones),
        doubly_robust(again, offered, chance, expected, 1),
    ):
        assert each.difference == pytest.approx(plain, abs=1e-6)
        assert each.error == pytest.approx(
            np.sqrt(0.21 / offered.sum() + 0.21 / (~offered).sum()), rel=0.05
        )
    noise = chance + rng.normal(0, 0.01, 6000)
    assert matched(again, offered, noise).difference == pytest.approx(plain, abs=0.03)


def test_the_people_needed_make_four_studies_in_five_conclusive():
    effect = Effect("doubly robust", 0.24, 0.30, 0.04, 0.15, 300)
    total = 300 + people_needed(effect)
    error = 0.04 * np.sqrt(300 / total)
    drawn = np.random.default_rng(1).normal(-0.06, error, 20_000)
    assert np.mean(np.abs(drawn) > 1.96 * error) == pytest.approx(0.8, abs=0.01)


def test_generator_with_a_planted_effect_of_30_per_cent_is_recovered(assessment):
    from sva.demo import Truth, simulate

    gaps, errors, truths, crude = [], [], [], []
    for seed in range(6):
        tables = simulate(seed, Truth(scale=0.15, outcome22_share=0.15, first_year=2018))
        people = index_events(
            tables.offences, tables.suspects, tables.disposals, assessment, victims=tables.victims
        )
        found = compare(prepare(people[people["mature"]]), leave_out=False)
        main = found.main
        gaps.append(main.difference)
        errors.append(main.error)
        truths.append(-0.3 * main.other)
        crude.append(found.effects["crude"].difference)
    pooled = np.sqrt(np.sum(np.square(errors))) / len(errors)
    assert np.mean(gaps) == pytest.approx(np.mean(truths), abs=3 * pooled)
    assert np.mean(gaps) > np.mean(crude)  # the crude comparison makes too much of it


def test_overlap_counts_everybody_kept_and_each_fifth_holds_about_a_fifth_of_those_offered():
    people, _ = plant(np.random.default_rng(2), 4000, effect=1.0)
    found = compare(people, covariates=COVARIATES, placebo=None, leave_out=False)
    table = found.overlap
    assert table["offered"].sum() == found.offered
    assert table["others"].sum() == found.others
    assert (table["offered"] / found.offered).between(0.1, 0.35).all()
    assert table["low"].tolist()[1:] == table["high"].tolist()[:-1]
