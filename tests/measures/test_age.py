"""Age-standardised comparison: against published standardised rates and the formulae by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sva.errors import SvaError
from sva.measures import age

BANDS = ["0-64", "65+"] * 2
TOWN = ["young", "young", "old", "old"]
EVENTS, PEOPLE = [90, 30, 50, 150], [9000, 1000, 5000, 5000]
STANDARD = pd.Series({"0-64": 80.0, "65+": 20.0})


def compare(**change) -> pd.DataFrame:
    call = {"count": EVENTS, "population": PEOPLE, "age_band": BANDS, "by": TOWN,
            "reference": "old", "standard": STANDARD} | change  # fmt: skip
    return age.age_standardised_ratio(**call)


def test_ratio_is_that_of_the_published_standardised_rates(shared):
    # esda's tests of direct_age_standardization: 0.02374402 and 0.02665072
    folder = shared / "known-answers" / "esda-spdep"
    data = pd.read_csv(folder / "age_standardisation_input.csv")
    band = data.groupby("group").cumcount().map(lambda i: f"{10 * i}-{10 * i + 9}")
    standard = pd.Series(data["std_pop"][:4].to_numpy(), index=band[:4])
    second = pd.Series(data["std_pop"][4:].to_numpy(), index=band[:4])
    assert (standard == second).all()  # one standard for both groups, so that they compare
    row = age.age_standardised_ratio(
        data["events"], data["pop"], band, data["group"], reference=1, standard=standard, per=1
    ).loc[0]
    assert row["rate"] == pytest.approx(0.02374402, abs=5e-9)
    assert row["reference_rate"] == pytest.approx(0.02665072, abs=5e-9)
    assert row["value"] == pytest.approx(0.02374402 / 0.02665072, rel=1e-6)


def test_limits_by_hand():
    row = compare(per=1).iloc[0]
    rate, v1 = 0.014, 0.8**2 * 90 / 9000**2 + 0.2**2 * 30 / 1000**2
    v0 = 0.8**2 * 50 / 5000**2 + 0.2**2 * 150 / 5000**2
    z = 1.959963984540054
    assert row["value"] == pytest.approx(1, rel=1e-12)
    assert row["upper"] == pytest.approx(np.exp(z * np.sqrt(v1 + v0) / rate), rel=1e-9)
    assert row["difference_upper"] == pytest.approx(z * np.sqrt(v1 + v0), rel=1e-9)
    assert row["difference"] == pytest.approx(0, abs=1e-12)
    assert row["crude"] == pytest.approx(0.012 / 0.02, rel=1e-12)


def test_repeat_events_widen_by_the_squares_of_events_per_person():
    once = compare(per=1).iloc[0]
    every_person_twice = pd.DataFrame({2: np.array(EVENTS) / 2})
    twice = compare(per=1, events_per_person=every_person_twice).iloc[0]
    assert twice["difference_upper"] == pytest.approx(
        np.sqrt(2) * once["difference_upper"], rel=1e-9
    )
    assert "repeat events" in twice["method"]


def test_dispersion_multiplies_the_variance():
    once, more = compare().iloc[0], compare(dispersion=4).iloc[0]
    assert np.log(more["upper"]) == pytest.approx(2 * np.log(once["upper"]), rel=1e-9)
    with pytest.raises(SvaError, match="1 or more"):
        compare(dispersion=0.5)


def test_levels_order_and_input():
    frame = pd.DataFrame({"n": EVENTS, "p": PEOPLE, "a": BANDS, "t": TOWN})
    before = frame.copy()
    table = compare(count=frame["n"], population=frame["p"], age_band=frame["a"], by=frame["t"],
                    confidence=[0.95, 0.998])  # fmt: skip
    assert table.index.tolist() == ["young", "young"]
    assert table["lower"].is_monotonic_decreasing
    turned = frame.iloc[::-1]
    again = compare(count=turned["n"], population=turned["p"], age_band=turned["a"], by=turned["t"],
                    confidence=[0.95, 0.998])  # fmt: skip
    pd.testing.assert_frame_equal(again, table, check_names=False)
    pd.testing.assert_frame_equal(frame, before)


def test_under_ten_events_the_direct_comparison_is_blank_and_the_pooled_one_is_not():
    few = [4, 3, 50, 150]
    direct = compare(count=few)
    assert direct["flag"].tolist() == ["small base"]
    assert direct[["value", "lower", "difference", "difference_upper"]].isna().all(axis=None)
    pooled = age.age_adjusted_ratio(few, PEOPLE, BANDS, TOWN, reference="old")
    assert pooled[["value", "lower", "upper"]].notna().all(axis=None)
    reference = compare(count=[90, 30, 2, 3])
    assert reference["flag"].tolist() == ["small base"]


def test_an_empty_band_leaves_the_comparison_not_assessable():
    table = compare(count=[90, 0, 50, 150], population=[9000, 0, 5000, 5000])
    assert table["flag"].tolist() == ["not assessable"]


def test_pooled_ratio_by_hand():
    row = age.age_adjusted_ratio([9, 30, 50, 150], PEOPLE, BANDS, TOWN, reference="old").iloc[0]
    a, n, b, m = (np.array(v, dtype=float) for v in ([9, 30], PEOPLE[:2], [50, 150], PEOPLE[2:]))
    value = np.sum(a * m / (n + m)) / np.sum(b * n / (n + m))
    assert row["value"] == pytest.approx(value, rel=1e-12)
    assert row["strata"] == 2
    assert row["homogeneity_p"] < 0.001  # a tenth among the young, the same among the old


def test_pooled_bands_match_by_meaning_not_position():
    plain = age.age_adjusted_ratio(EVENTS, PEOPLE, BANDS, TOWN, reference="old")
    mixed = age.age_adjusted_ratio(
        [90, 30, 150, 50], [9000, 1000, 5000, 5000], ["0-64", "65+", "65 and over", "00 to 64"], TOWN, reference="old"
    )  # fmt: skip
    pd.testing.assert_frame_equal(plain, mixed)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"reference": "Mars"}, "no rows of the reference 'Mars'"),
        ({"by": ["old"] * 4, "age_band": ["0-9", "10-19", "20-29", "30+"]}, "only the reference"),
        ({"age_band": ["0-64", "65+", "0-64", "0-64"]}, "twice"),
        ({"count": [-1, 30, 50, 150]}, "negative"),
        ({"count": [1.5, 30, 50, 150]}, "fractions"),
        ({"population": [9000, 1000]}, "different lengths"),
    ],
)
def test_both_refuse_what_cannot_be_compared(change, said):
    with pytest.raises(SvaError, match=said):
        compare(**change)
    call = {
        "count": EVENTS,
        "population": PEOPLE,
        "age_band": BANDS,
        "by": TOWN,
        "reference": "old",
    }
    with pytest.raises(SvaError, match=said):
        age.age_adjusted_ratio(**(call | change))


def test_a_band_that_only_one_side_has_is_named():
    with pytest.raises(SvaError, match="band 85\\+ in only one of 'young' and 'old'"):
        age.age_adjusted_ratio(
            EVENTS, PEOPLE, ["0-64", "85+", "0-64", "65+"], TOWN, reference="old"
        )


def test_defined_at_a_thousand_million():
    table = compare(count=[10**9] * 4, population=[10**10] * 4)
    assert table["value"].iloc[0] == pytest.approx(1, rel=1e-12)
    assert table["upper"].iloc[0] > 1
