"""The dashboard's panels, the mix within groups, and one study from clean tables to rows."""

from __future__ import annotations

import pandas as pd
import pytest

from sva import estimates
from sva.demo import Truth, simulate
from sva.figures import FORMS
from sva.findings import TEMPLATES
from sva.outcomes.breakdown import mix_within, time_to_outcome
from sva.outcomes.dashboard import TABLES, panels
from sva.outcomes.effect_rows import BIASED, MAIN, balance_rows, comparison_rows, sensitivity_rows
from sva.outcomes.groups import DIVERSION
from sva.outcomes.study import restrict, study
from sva.outcomes.use import stage


@pytest.fixture(scope="module")
def tables():
    return simulate(4, Truth(scale=0.12, outcome22_share=0.2))


@pytest.fixture(scope="module")
def made(tables, assessment):
    return panels(
        {name: getattr(tables, name)[list(columns)] for name, columns in TABLES.items()}, assessment
    )


def test_every_panel_can_become_a_view(made):
    names = [panel.name for panel in made]
    assert len(set(names)) == len(names)
    for panel in made:
        if panel.kind in ("heading", "part"):
            assert panel.rows is None
            continue
        estimates.validate(panel.rows)
        assert panel.topic
        if panel.kind != "exceptions":
            assert panel.form in FORMS["figure"]
            assert panel.sentence in TEMPLATES
        if panel.form == "lines":
            assert panel.rows["group"].nunique() <= 5
        if panel.form == "stacked":
            assert panel.rows["group"].nunique() <= 8


def test_panels_agree_on_every_number_they_share(made):
    parts = [part for panel in made for part in (panel.rows, panel.detail) if part is not None]
    rows = pd.concat(parts, ignore_index=True)
    assert not rows.drop_duplicates()["key"].duplicated().any()


def test_crimes_and_suspects_disposals_are_never_in_one_chart(made):
    for panel in made:
        if panel.kind in ("figure", "groups") and len(panel.rows):
            assert len(set(panel.rows["measure"])) == 1, panel.name


def test_outcomes_22_and_23_stand_alone(made):
    for panel in made:
        if panel.kind == "groups" and len(panel.rows):
            shown = panel.detail[panel.detail["group"] == DIVERSION]
            assert len(shown), panel.name
            assert set(panel.rows.loc[panel.rows["group"] == DIVERSION, "key"]) == set(shown["key"])


def test_what_opens_holds_every_outcome_of_every_group(made):
    for panel in made:
        if panel.kind == "groups" and len(panel.rows):
            by = panel.options["category"]
            sums = panel.detail.groupby(by)["numerator"].sum()
            assert (sums == panel.detail.groupby(by)["denominator"].first()).all(), panel.name
            assert set(panel.rows["key"]) <= set(panel.detail["key"])


def test_empty_tables_make_empty_panels(tables, assessment):
    empty = {name: getattr(tables, name)[list(columns)].head(0) for name, columns in TABLES.items()}
    assert all(panel.rows is None or panel.rows.empty for panel in panels(empty, assessment))


def test_groups_of_the_mix_add_up_within_each_group(tables, assessment):
    crimes = mix_within(tables.offences, "csp_code", assessment)
    assert (
        crimes.groupby("area_code")["numerator"].sum()
        == crimes.groupby("area_code")["denominator"].first()
    ).all()
    people = stage(tables.disposals, tables.suspects, tables.offences)
    suspects = mix_within(people, "sex", assessment, of="suspects")
    assert set(suspects["measure"]) == {"disposals.share"}
    assert (
        suspects.groupby("strata")["numerator"].sum().sum()
        == suspects.groupby("strata")["denominator"].first().sum()
    )


def test_more_crimes_have_an_outcome_the_longer_one_waits(tables, assessment):
    rows = time_to_outcome(tables.offences, assessment)
    assert rows["numerator"].is_monotonic_increasing
    assert len(set(rows["denominator"])) == 1


def test_a_study_becomes_rows_that_agree_with_its_counts(tables, assessment):
    made = study(tables.offences, tables.suspects, tables.disposals, tables.victims, assessment)
    rows = comparison_rows(made.found, made.compared, assessment)
    main = rows[(rows["measure"] == "reoffending.difference") & (rows["strata"] == MAIN)].iloc[0]
    assert main["denominator"] == made.compared["offered"].sum()
    assert main["numerator"] == made.compared.loc[made.compared["offered"], "again"].sum()
    balance = balance_rows(made.found, made.compared, assessment)
    after = balance[balance["strata"] == "after weighting"]["value"]
    assert (after < 0.1).all()


def test_the_biased_clock_looks_better_than_the_fair_one(tables, assessment):
    made = study(tables.offences, tables.suspects, tables.disposals, tables.victims, assessment)
    rows = sensitivity_rows(
        tables.offences, tables.suspects, tables.disposals, assessment
    ).set_index("strata")
    assert rows.loc[BIASED, "value"] < 100 * made.found.main.difference


def test_nobody_followed_is_refused_and_gives_no_rows(tables, assessment):
    empty = [
        getattr(tables, name).head(0) for name in ("offences", "suspects", "disposals", "victims")
    ]
    made = study(*empty, assessment)
    assert made.found.refused
    assert comparison_rows(made.found, made.compared, assessment).empty
    assert balance_rows(made.found, made.compared, assessment).empty
    assert sensitivity_rows(*empty[:3], assessment).empty


def test_children_are_compared_among_themselves(tables, assessment):
    whole = study(tables.offences, tables.suspects, tables.disposals, tables.victims, assessment)
    young = restrict(whole, "under-18", assessment)
    assert young.compared["age"].max() < 18
    assert 0 < len(young.compared) < len(whole.compared)
    rows = comparison_rows(young.found, young.compared, assessment, cohort="under-18")
    assert set(rows["cohort"]) == {"under-18"}
    assert not set(rows["key"]) & set(
        comparison_rows(whole.found, whole.compared, assessment)["key"]
    )
