"""Rates against those that the last assessment released: numbers that pass the gate like any other."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from sva.assessment import load_assessment
from sva.compare import since
from sva.disclosure import Released, release
from sva.estimates import build
from sva.measures.trend import change

FORCE = {"area_type": "police_force", "area_code": "E23000016", "source": "police-offences"}


@pytest.fixture(scope="module")
def letter(root):
    return load_assessment("west-mercia-2023-05", root)


@pytest.fixture(scope="module")
def earlier(letter):
    period = letter.settings.period.model_copy(
        update={"start": date(2019, 4, 1), "end": date(2022, 3, 31)}
    )
    return letter.settings.model_copy(update={"period": period})


def rates(settings, robberies, rapes, year=2011, population=1_222_416):
    end = settings.period.end
    return build(
        pd.DataFrame({"offence_group": ["robbery", "rape"], "numerator": [robberies, rapes]}),
        (settings.period.start, end),
        measure="offences.rate",
        definition=settings.definition.name,
        denominator=population,
        denominator_year=year,
        denominator_source="census",
        period_start=date(end.year - 1, 4, 1),
        period_end=end,
        **FORCE,
    )


def kept(rows, edition, settings):
    return release(rows, edition, settings)


def test_ratio_limits_and_correction_are_those_of_the_test_on_counts(letter, earlier):
    before = kept(rates(earlier, 530, 1502), "restricted", earlier)
    found, walls = since(
        before, rates(letter.settings, 640, 1521), earlier, letter.settings, letter.period
    )
    assert walls == []
    assert set(found["measure"]) == {"offences.since"}
    robbery = found[found["offence_group"].eq("robbery")]
    expected = change(640, 530)
    for column in ("value", "lower", "upper", "p"):
        assert robbery[column].astype(float).tolist() == pytest.approx(expected[column].tolist())
    assert (found["q"] >= found["p"]).all()
    assert found["comparison_end"].dt.date.tolist() == [date(2022, 3, 31)] * 2


def test_what_was_not_released_then_is_not_compared_now(letter, earlier):
    old = rates(earlier, 530, 3)
    before = kept(old, "public", earlier)
    assert before.estimates.loc[before.estimates["offence_group"].eq("rape"), "numerator"].isna().all()  # fmt: skip
    found, _ = since(
        before, rates(letter.settings, 640, 1521), earlier, letter.settings, letter.period
    )
    assert found["offence_group"].tolist() == ["robbery"]


def test_another_census_is_not_compared(letter, earlier):
    before = kept(rates(earlier, 530, 1502), "restricted", earlier)
    found, _ = since(
        before,
        rates(letter.settings, 640, 1521, 2021, 1_299_826),
        earlier,
        letter.settings,
        letter.period,
    )
    assert found.empty


def test_the_rows_pass_the_gate_in_both_editions(letter, earlier):
    for edition in ("public", "restricted"):
        before = kept(rates(earlier, 530, 1502), edition, earlier)
        rows = rates(letter.settings, 640, 1521)
        found, _ = since(before, rows, earlier, letter.settings, letter.period)
        out: Released = release(
            pd.concat([rows, found], ignore_index=True), edition, letter.settings
        )
        shown = out.estimates[out.estimates["measure"].eq("offences.since")]
        assert len(shown) == 2
        assert (shown["lower"] <= shown["value"]).all()
        base = 5 if edition == "public" else 1
        assert (shown["numerator"] % base == 0).all()
        assert (shown["reference_numerator"] % base == 0).all()
