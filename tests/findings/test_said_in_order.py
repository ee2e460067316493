"""A sentence says what is counted before how many, and of which part of it."""

from __future__ import annotations

import pandas as pd
import pytest

from sva.estimates import shape
from sva.findings.asked import change, partnership
from sva.findings.context import Context
from sva.findings.plain import _where
from sva.findings.templates import sentence

WHEN = {"period_start": pd.Timestamp("2022-04-01"), "period_end": pd.Timestamp("2023-03-31")}
WHERE = {"area_type": "police_force", "area_code": "E23000016"}


def _rows(**columns):
    return shape(pd.DataFrame({**{k: [v] for k, v in (WHEN | WHERE).items()}, **columns}))


def _change(q: float, value: float = 1.07) -> pd.DataFrame:
    return _rows(
        measure=["offences.change"], definition=["d"], numerator=[3078], denominator=[365], reference_numerator=[2885],
        reference_denominator=[365], value=[value], lower=[0.97], upper=[1.17], q=[q], key=["k"],
    )  # fmt: skip


def test_a_change_says_first_what_is_counted_and_claims_nothing_that_chance_explains():
    assert change(_change(0.2), Context()).text == (
        "In West Mercia there were 3,078 offences of serious violence from April 2022 to March 2023 and 2,885 in the year "
        "before: chance and the unevenness of months could explain the difference."
    )


@pytest.mark.parametrize(("value", "way"), [(1.4, "a rise"), (0.7, "a fall")])
def test_a_rise_or_a_fall_is_named_only_beyond_chance(value, way):
    rows = _change(0.001, value).assign(lower=value - 0.1, upper=value + 0.1)
    said = change(rows, Context()).text
    assert said.endswith(f": {way} of more than chance and the unevenness of months explain.")
    assert "a rise" not in change(_change(0.2), Context()).text


def test_after_the_count_of_last_year_only_the_year_before_is_told():
    said = change(_change(0.2), Context(), follows=True).text
    assert said.startswith("The year before there were 2,885: ")
    assert "3,078" not in said


def test_a_partnership_s_rate_names_the_year_of_its_residents():
    rows = _rows(
        measure=["offences.apart"], definition=["d"], numerator=[380], denominator=[183_477], reference_numerator=[2695],
        reference_denominator=[1_041_000], value=[0.8], lower=[0.7], upper=[0.9], q=[0.001], denominator_year=[2011],
        key=["k"],
    )  # fmt: skip
    assert "2.1 for every 1,000 residents of 2011;" in partnership(rows, Context()).text


def test_being_harmed_again_is_told_of_times_that_people_were_harmed():
    rows = _rows(
        measure=["repeat.share"], definition=["d"], characteristic=["repeat"], group=["Victims"], numerator=[133],
        denominator=[3162], value=[4.2], lower=[3.6], upper=[5.0], unknown_count=[0], key=["k"],
    )  # fmt: skip
    assert sentence("share", rows).text == (
        "From April 2022 to March 2023, of 3,162 times that a known person was harmed by serious violence, 133 (4%) were of "
        "people harmed more than once in that time."
    )


def test_half_of_public_place_violence_is_never_half_of_all():
    rows = _rows(
        measure=["areas.share"], definition=["d"], characteristic=["lsoa holding"], group=["Half"],
        strata=["public place"], numerator=[152], denominator=[781], value=[19.46], unit=["%"], key=["k"],
    )  # fmt: skip
    plain = _where(rows, rows, Context())[0].text
    assert "violence in public places" in plain
    assert "152 of 781 neighbourhoods" in plain
    assert sentence("concentration", rows).text == (
        "Half of the offences of serious violence in public places whose place is known, from April 2022 to March 2023, "
        "were in 152 of 781 small areas of about 1,500 people (19%)."
    )


def test_rates_of_areas_open_with_what_is_counted():
    rows = pd.concat(
        [
            _rows(
                measure=["suspects.rate"], definition=["d"], numerator=[n], denominator=[n * 700], value=[v], lower=[v - 0.2],
                upper=[v + 0.2], unit=["for every 1,000"], denominator_year=[2011], key=[code],
            ).assign(area_type="district", area_code=code)
            for n, v, code in ((190, 1.0, "E06000019"), (140, 1.7, "E07000236"))
        ],
        ignore_index=True,
    )  # fmt: skip
    assert sentence("areas", rows).text == (
        "From April 2022 to March 2023 suspects in serious violence ran from 1 for every 1,000 residents of 2011 in "
        "Herefordshire (0.8 to 1.2) to 1.7 in Redditch (1.5 to 1.9, allowing for chance)."
    )
