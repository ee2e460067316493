"""Two releases a year apart: what is tested, what is not compared, and the reason given."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from sva.assessment import load_assessment
from sva.compare import Barrier, barriers, compare
from sva.compare.comparable import RecordingChange
from sva.disclosure import Released
from sva.errors import SvaError
from sva.estimates import build

FORCE = {"area_type": "police_force", "area_code": "E23000016", "source": "police-offences"}
NOW = ((2022, 4, 1), (2023, 3, 31))
BEFORE = ((2021, 4, 1), (2022, 3, 31))


@pytest.fixture(scope="module")
def now(root):
    return load_assessment("west-mercia-2023-05", root).settings


@pytest.fixture(scope="module")
def before(now):
    """The same assessment, made a year earlier."""
    return now.model_copy(
        update={
            "period": now.period.model_copy(
                update={"start": date(2019, 4, 1), "end": date(2022, 3, 31)}
            )
        }
    )


def rows(settings, measure, numerator, year=None, **columns):
    end = settings.period.end
    start = date(end.year - 1, end.month + 1, 1)
    if year is not None:
        start, end = (date(*part) for part in year)
    frame = pd.DataFrame({"numerator": numerator})
    period = (settings.period.start, settings.period.end)
    given = FORCE | {"period_start": start, "period_end": end} | columns
    if measure.startswith("offences"):
        given = {"definition": settings.definition.name} | given
    return build(frame, period, measure=measure, **given)


def released(*tables, edition="restricted"):
    every = pd.concat(tables, ignore_index=True)
    return Released(edition, every, pd.DataFrame({"key": [], "reason": [], "detail": []}), {})


def counts(settings, totals, **more):
    groups = [None, "homicide", "robbery", "rape"][: len(totals)]
    return rows(settings, "offences.count", totals, offence_group=groups, **more)


def test_the_e_tests_published_pairs_come_back_one_by_one(before, now):
    # Krishnamoorthy and Thomson (2004), second example: 6 against 2, p = 0.1749 (equal exposures: both years have 365 days)
    found = compare(
        released(rows(before, "offences.count", [2])),
        released(rows(now, "offences.count", [6])),
        before,
        now,
    ).changed
    assert found["ratio"].tolist() == [3.0]
    assert found["p"].round(4).tolist() == [0.1749]
    assert not found["beyond_chance"].any()


def test_a_change_is_claimed_only_beyond_chance_after_correction(before, now):
    found = compare(
        released(counts(before, [3000, 21, 600, 1500])),
        released(counts(now, [3078, 24, 760, 1490])),
        before,
        now,
    ).changed.set_index("key")
    beyond = found[found["beyond_chance"]]
    assert list(beyond.index.str.contains("robbery")) == [True]
    assert (found["lower"] <= found["ratio"]).all()
    assert (found["ratio"] <= found["upper"]).all()
    assert (found["q"] >= found["p"]).all()


def test_dispersion_of_either_side_widens_the_limits(before, now):
    def found(dispersion):
        old = counts(before, [600]).assign(dispersion=dispersion)
        return compare(released(old), released(counts(now, [760])), before, now).changed

    assert found(1.0)["beyond_chance"].all()
    assert not found(17.6)["beyond_chance"].any()


def test_rates_are_tested_on_their_populations_and_not_across_two_censuses(before, now):
    def rate(settings, number, population, year):
        return rows(
            settings,
            "offences.rate",
            [number],
            denominator=population,
            denominator_year=year,
            offence_group=["robbery"],
        )

    same = compare(
        released(rate(before, 100, 100_000, 2011)),
        released(rate(now, 100, 50_000, 2011)),
        before,
        now,
    )
    assert same.changed["ratio"].tolist() == [2.0]
    other = compare(
        released(rate(before, 100, 100_000, 2011)),
        released(rate(now, 100, 110_000, 2021)),
        before,
        now,
    )
    assert other.changed.empty
    assert "populations of different years" in other.not_comparable["reason"][0]


def test_a_changed_definition_stops_its_group_and_the_total_and_says_which_codes(before, now):
    old = now.definition
    groups = [
        group.model_copy(update={"offence_codes": ["34A"]}) if group.name == "robbery" else group
        for group in old.groups
    ]
    earlier = before.model_copy(update={"definition": old.model_copy(update={"groups": groups})})
    found = compare(
        released(counts(earlier, [3000, 21, 400])),
        released(counts(now, [3078, 24, 760])),
        earlier,
        now,
    )
    assert found.changed["key"].str.contains("homicide").tolist() == [True]
    reasons = " ".join(found.not_comparable["reason"])
    assert "Robbery has gained offence codes 34B" in reasons
    assert "its total is another total" in reasons


def test_a_definition_by_another_name_with_the_same_codes_is_the_same(before, now):
    renamed = before.model_copy(
        update={"definition": before.definition.model_copy(update={"name": "west-mercia-2022"})}
    )
    found = compare(
        released(counts(renamed, [3000, 21])), released(counts(now, [3078, 24])), renamed, now
    )
    assert len(found.changed) == 2
    assert found.changed["key_before"].str.contains("west-mercia-2022").all()


def test_withheld_immature_and_shared_months_are_said_not_tested(before, now):
    old = counts(before, [3000, 21, 600])
    old.loc[1, ["numerator", "value", "lower", "upper"]] = pd.NA
    old.loc[1, "flag"] = "suppressed"
    new = counts(now, [3078, 24, 700])
    new.loc[2, "flag"] = "immature"
    found = compare(released(old), released(new), before, now)
    assert len(found.changed) == 1
    assert found.not_comparable["reason"].tolist() == [
        "One of the two is withheld to protect people.",
        "One of the two was still open when its data were taken.",
    ]
    half = now.model_copy(
        update={"period": now.period.model_copy(update={"end": date(2022, 9, 30)})}
    )
    shared = compare(
        released(counts(before, [5])),
        released(counts(half, [5], year=((2021, 10, 1), (2022, 9, 30)))),
        before,
        half,
    )
    assert shared.changed.empty
    assert "6 months apart" in shared.not_comparable["reason"][0]


def test_a_recording_change_between_the_two_stops_what_it_touches(before, now):
    change = RecordingChange(date(2022, 10, 1), "knives are flagged by a text rule.", ("robbery",))
    found = compare(
        released(counts(before, [3000, 21, 600])),
        released(counts(now, [3078, 24, 760])),
        before,
        now,
        [change],
    )
    assert not found.changed["key"].str.contains("robbery").any()
    assert found.not_comparable["reason"].tolist() == [
        "From 1 October 2022: knives are flagged by a text rule."
    ]
    earlier = RecordingChange(date(2019, 1, 1), "long before.")
    assert compare(
        released(counts(before, [1])), released(counts(now, [1])), before, now, [earlier]
    ).not_comparable.empty


def test_small_areas_of_another_vintage_stop_districts_do_not(before, now):
    other = before.model_copy(
        update={"area": before.area.model_copy(update={"lsoa_vintage": 2021})}
    )
    found: list[Barrier] = barriers(other, now)
    assert [each.kind for each in found] == ["boundary"]
    stopped = found[0].stops(pd.DataFrame({"area_type": ["lsoa", "district"]}))
    assert list(stopped) == [True, False]


def test_revised_counts_of_the_same_year_are_listed(before, now):
    again = counts(now, [2980, 21], year=BEFORE)
    found = compare(
        released(counts(before, [3000, 21])),
        released(counts(now, [3078, 24]), again),
        before,
        now,
    )
    assert found.revised[["numerator_before", "numerator"]].to_numpy().tolist() == [[3000, 2980]]


def test_what_has_no_partner_is_named(before, now):
    found = compare(
        released(counts(before, [3000, 21])), released(counts(now, [3078])), before, now
    )
    assert found.only_now == ()
    assert len(found.only_before) == 1
    assert "homicide" in found.only_before[0]


def test_two_areas_two_kinds_of_data_two_editions_and_the_wrong_order_are_refused(before, now):
    elsewhere = before.model_copy(
        update={
            "area": before.area.model_copy(
                update={"police_force": "E23000017", "name": "Elsewhere"}
            ),
            "data": "supplied",
        }
    )
    with pytest.raises(SvaError, match=r"Elsewhere[\s\S]*supplied data"):
        barriers(elsewhere, now)
    with pytest.raises(SvaError, match="earlier assessment first"):
        barriers(now, before)
    with pytest.raises(SvaError, match="the same edition"):
        compare(
            released(counts(before, [1]), edition="public"),
            released(counts(now, [1])),
            before,
            now,
        )


def test_nothing_in_common_is_no_fault(before, now):
    found = compare(
        released(counts(before, [1]).iloc[:0]), released(counts(now, [1]).iloc[:0]), before, now
    )
    assert found.changed.empty
    assert found.not_comparable.empty
