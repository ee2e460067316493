"""Standardised rates: known answers, joining by age band, and what is refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from sva.errors import SvaError
from sva.measures import (
    directly_standardised,
    indirectly_standardised,
    rate,
    rates,
    standard_population,
)

PHE = "known-answers/PHEindicatormethods"
LEVELS = [0.95, 0.998]
BANDS = list(standard_population("ESP2013").index)


def _banded(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """The source mislabels 55-59 as 55-69."""
    return frame.assign(band=frame[column].str.replace("55-69", "55-59"))


def _sides(found: pd.DataFrame, level: float) -> pd.DataFrame:
    return found[found["confidence"] == level]


def _area(seed: int = 1, scale: float = 20.0) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "band": BANDS,
            "count": random.poisson(scale, 19),
            "people": random.integers(500, 5000, 19),
        }
    )


# --- known answers: direct -------------------------------------------------------------------


@pytest.fixture
def dsr(shared: Path) -> pd.DataFrame:
    return pd.read_csv(shared / PHE / "DSR_ISR__testresults_DSR.csv")


@pytest.mark.parametrize("per", [10_000, 100_000])
def test_direct_rates_agree_with_pheindicatormethods(
    shared: Path, dsr: pd.DataFrame, per: int
) -> None:
    data = _banded(pd.read_csv(shared / PHE / "DSR_ISR__testdata_multiarea.csv"), "ageband")
    found = rates.directly_standardised(
        data["count"], data["pop"], data["band"], by=data["area"], per=per, confidence=LEVELS
    )
    known = dsr[dsr["statistic"] == f"dsr per {per}"].set_index("area")
    for level, tag in ((0.95, "95_0"), (0.998, "99_8")):
        at = _sides(found, level)
        for area in ("testdata_big", "testdata_small"):
            ours, theirs = at.loc[area], known.loc[area]
            assert ours["count"] == theirs["total_count"]
            assert_allclose(
                ours[["value", "lower", "upper"]].astype(float),
                theirs[["value", f"lower{tag}cl", f"upper{tag}cl"]].astype(float),
                rtol=1e-8,
            )
        # One of its cells is blank in the source, which counts it as no events: nine in all.
        assert at.loc["testdata_tiny", ["value", "lower", "upper"]].isna().all()
        assert at.loc["testdata_tiny", "flag"] == "not assessable"
    found = directly_standardised(
        data["count"].fillna(0), data["pop"], data["band"], by=data["area"]
    )
    assert found.loc["testdata_tiny", ["count", "flag"]].tolist() == [9, "small base"]
    assert np.isnan(found.loc["testdata_tiny", "value"])


def test_the_standard_of_1976_agrees_at_95_percent(shared: Path, dsr: pd.DataFrame) -> None:
    # The 99.8% cells of the source workbook are ten times too big and never read by its own test.
    data = _banded(pd.read_csv(shared / PHE / "DSR_ISR__testdata_1976.csv"), "Age Band")
    known = dsr[(dsr["area"] == "testdata_1976") & (dsr["statistic"] == "dsr per 100000")].iloc[0]
    given_weights = data.set_index("band")["esp1976"]
    for standard in (given_weights, "ESP1976"):
        found = directly_standardised(
            data["count"], data["pop"], data["band"], standard=standard, confidence=LEVELS
        )
        at = _sides(found, 0.95).iloc[0]
        assert_allclose(
            at[["value", "lower", "upper"]].astype(float),
            known[["value", "lower95_0cl", "upper95_0cl"]].astype(float),
            rtol=1e-8,
        )
        wide = _sides(found, 0.998).iloc[0]
        assert_allclose(wide["lower"] * 10, known["lower99_8cl"], rtol=1e-8)


def test_repeat_events_widen_limits_as_in_pheindicatormethods(
    shared: Path, dsr: pd.DataFrame
) -> None:
    data = _banded(pd.read_csv(shared / PHE / "DSR_ISR__testdata_nonindepe.csv"), "ageband")
    frequencies = data[["f1", "f2", "f3", "f4"]].rename(columns=lambda name: int(name[1:]))
    arguments = (data["count"], data["pop"], data["band"])
    found = directly_standardised(
        *arguments, by=data["area"], events_per_person=frequencies, confidence=LEVELS
    )
    plain = directly_standardised(*arguments, by=data["area"], confidence=LEVELS)
    known = dsr[dsr["method"].str.contains("non-independent")].set_index("area")
    for level, tag in ((0.95, "95_0"), (0.998, "99_8")):
        at, narrow = _sides(found, level), _sides(plain, level)
        shown = known.loc[at.index]
        assert_allclose(at["value"], shown["value"], rtol=1e-8)
        assert_allclose(at["lower"], shown[f"lower{tag}cl"], rtol=1e-8)
        assert_allclose(at["upper"], shown[f"upper{tag}cl"], rtol=1e-8)
        some = at["value"].notna()
        assert (at["upper"] > narrow["upper"])[some].all()
        assert some.sum() == 3


# --- known answers: indirect -----------------------------------------------------------------


@pytest.fixture
def isr(shared: Path) -> pd.DataFrame:
    return pd.read_csv(shared / PHE / "DSR_ISR__testresults_ISR.csv")


@pytest.fixture
def reference(shared: Path) -> pd.DataFrame:
    table = _banded(pd.read_csv(shared / PHE / "DSR_ISR__refdata.csv"), "Age Band").set_index(
        "band"
    )
    return table.rename(columns={"refcount": "count", "refpop": "population"})[
        ["count", "population"]
    ]


@pytest.mark.parametrize(
    ("kind", "per", "statistic"),
    [
        ("ratio", None, "indirectly standardised ratio x 1"),
        ("ratio", 100, "indirectly standardised ratio x 100"),
        ("rate", None, "indirectly standardised rate per 100000"),
        ("rate", 1000, "indirectly standardised rate per 1000"),
    ],
)
@pytest.mark.parametrize("by_total", [False, True])
def test_indirect_measures_agree_with_pheindicatormethods(
    shared: Path,
    isr: pd.DataFrame,
    reference: pd.DataFrame,
    kind,
    per,
    statistic: str,
    by_total: bool,
) -> None:
    data = _banded(pd.read_csv(shared / PHE / "DSR_ISR__testdata_multiarea_isr.csv"), "ageband")
    totals = pd.read_csv(shared / PHE / "DSR_ISR__testdata_multiarea_lookup.csv").set_index("area")[
        "total_count"
    ]
    # The source counts a blank count as no events.
    count, observed = (None, totals) if by_total else (data["count"].fillna(0), None)
    found = indirectly_standardised(
        count, data["pop"], data["band"], reference, by=data["area"], observed=observed, kind=kind, per=per,
        confidence=LEVELS,
    )  # fmt: skip
    known = isr[(isr["statistic"] == statistic) & isr["area"].str.startswith("testdata")].set_index(
        "area"
    )
    for level, tag in ((0.95, "95_0"), (0.998, "99_8")):
        at = _sides(found, level)
        shown = known.loc[at.index]
        assert_allclose(at["expected"], shown["expected"], rtol=1e-8)
        for ours, theirs in (
            ("value", "value"),
            ("lower", f"lower{tag}cl"),
            ("upper", f"upper{tag}cl"),
        ):
            assert_allclose(at[ours], shown[theirs], rtol=1e-8)
        assert (
            at["method"].tolist()
            == shown["method"].str.lower().str.replace("byars", "byar").tolist()
        )


def test_a_missing_reference_count_counts_as_none(shared: Path, reference: pd.DataFrame) -> None:
    data = _banded(pd.read_csv(shared / PHE / "DSR_ISR__testdata_multiarea_isr.csv"), "ageband")
    holed = reference.astype(float)
    assert holed.loc["10-14", "count"] == 0
    holed.loc["10-14", "count"] = np.nan
    arguments = (data["count"], data["pop"], data["band"])
    pd.testing.assert_frame_equal(
        indirectly_standardised(*arguments, holed, by=data["area"]),
        indirectly_standardised(*arguments, reference, by=data["area"]),
    )


def test_a_band_with_nobody_adds_nothing_to_expected_but_forbids_a_direct_rate(
    shared: Path, isr: pd.DataFrame, reference: pd.DataFrame
) -> None:
    data = pd.read_csv(shared / PHE / "DSR_ISR__testdata_err2.csv")
    bands = BANDS * 2
    direct = directly_standardised(data["count"], data["pop"], bands, by=data["area"])
    assert np.isnan(direct.loc["Area1", "value"])
    assert direct.loc["Area1", "flag"] == "not assessable"
    assert direct.loc["Area2", "value"] > 0
    for kind, per, statistic in (("rate", None, "rate per 100000"), ("ratio", 100, "ratio x 100")):
        found = indirectly_standardised(
            data["count"], data["pop"], bands, reference, by=data["area"], kind=kind, per=per
        )
        known = isr[
            isr["statistic"].str.endswith(statistic) & isr["area"].str.startswith("Area")
        ].set_index("area")
        assert_allclose(found["expected"], known["expected"], rtol=1e-8)
        assert_allclose(found["value"], known["value"], rtol=1e-8)
        assert_allclose(found["lower"], known["lower95_0cl"], rtol=1e-8)
        assert_allclose(found["upper"], known["upper95_0cl"], rtol=1e-8)


def test_direct_and_indirect_rates_agree_with_pysal_esda(shared: Path) -> None:
    # Published in esda's test_smoothing.py; its direct limits are gamma limits, another method, so only values.
    folder = shared / "known-answers/esda-spdep"
    data = pd.read_csv(folder / "age_standardisation_input.csv")
    known = pd.read_csv(folder / "age_standardisation_expected.csv").set_index(["method", "group"])
    bands = ["a", "b", "c", "d"]
    for group, rows in data.groupby("group"):
        weights = pd.Series(rows["std_pop"].to_numpy(float), index=bands)
        found = directly_standardised(rows["events"], rows["pop"], bands, standard=weights, per=1)
        assert_allclose(found["value"], known.loc[("direct", group), "rate"], atol=1e-8)


# --- standards as data -----------------------------------------------------------------------


def test_standards_have_100_000_people_and_the_published_bands() -> None:
    newer, older = standard_population("ESP2013"), standard_population("ESP1976")
    assert newer.sum() == older.sum() == 100_000
    assert (len(newer), len(older)) == (19, 18)
    # Eurostat 2013, first, middle and last bands.
    assert newer[["0-4", "45-49", "90+"]].tolist() == [5000, 7000, 1000]


def test_a_standard_can_be_added_up_but_not_cut() -> None:
    assert standard_population("ESP2013", ["0-14", "15-64", "65+"]).tolist() == [
        16_000,
        64_500,
        19_500,
    ]
    with pytest.raises(SvaError, match="band '0-17'"):
        standard_population("ESP2013", ["0-17", "18+"])
    with pytest.raises(SvaError, match="'ESP2013', 'ESP1976'"):
        standard_population("ESP2031")


def test_bands_join_by_what_they_mean_in_any_order_and_spelling() -> None:
    area = _area()
    plain = directly_standardised(area["count"], area["people"], area["band"])
    other = area.sample(frac=1, random_state=3)
    spelt = (
        other["band"]
        .str.replace("-", " to ")
        .str.replace("90+", "90 and over")
        .str.replace("0 to 4", "00-04")
    )
    spelt[other["band"] != "0-4"] = spelt[other["band"] != "0-4"].str.replace("00-04", "0 to 4")
    pd.testing.assert_frame_equal(
        directly_standardised(other["count"], other["people"], spelt), plain, check_exact=True
    )


# --- edges and refusals ----------------------------------------------------------------------


def test_one_band_with_all_weight_is_the_crude_rate_with_the_same_limits() -> None:
    weights = pd.Series({"all": 1.0})
    for factor in (1.0, 3.0):
        found = directly_standardised(
            50, 1000, ["all"], standard=weights, per=1000, dispersion=factor
        )
        crude = rate(50, 1000, dispersion=factor)
        for column in ("value", "lower", "upper"):
            assert_allclose(found[column], crude[column], rtol=1e-12)


@pytest.mark.parametrize("column", ["count", "people"])
def test_a_missing_cell_blanks_its_own_area_only(column: str) -> None:
    both = pd.concat([_area(1).assign(area="a"), _area(2).assign(area="b")], ignore_index=True)
    both[column] = both[column].astype(float)
    both.loc[4, column] = np.nan
    found = directly_standardised(both["count"], both["people"], both["band"], by=both["area"])
    assert found.loc["a", "flag"] == "not assessable"
    assert np.isnan(found.loc["a", "upper"])
    assert found.loc["b", "value"] > 0


@pytest.mark.parametrize("name", ["err1", "err3", "err4"])
def test_negative_counts_populations_and_weights_are_refused(shared: Path, name: str) -> None:
    data = _banded(pd.read_csv(shared / PHE / f"DSR_ISR__testdata_{name}.csv"), "Age Band")
    with pytest.raises(SvaError, match=r"-26|-558|-6000"):
        directly_standardised(
            data["count"], data["pop"], data["band"], standard=data.set_index("band")["stdpop"]
        )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda t: t.iloc[1:], "no rows for age band 0-4"),
        (lambda t: pd.concat([t, t.iloc[[2]]]), "age band 10-14 twice"),
        (lambda t: t.assign(band=t["band"].replace("90+", "85-120")), "age band '85-120'"),
        (lambda t: t.assign(band=t["band"].mask(t["band"] == "0-4")), "missing labels"),
    ],
)
def test_bands_absent_doubled_or_unknown_are_refused_by_name(change, words: str) -> None:
    table = change(_area()).reset_index(drop=True)
    with pytest.raises(SvaError, match=words):
        directly_standardised(table["count"], table["people"], table["band"])


def test_frequencies_that_do_not_come_to_the_count_are_refused() -> None:
    area = _area()
    with pytest.raises(SvaError, match="people times events"):
        directly_standardised(
            area["count"], area["people"], area["band"], events_per_person={1: area["count"] + 1}
        )


def test_one_event_each_gives_the_limits_of_independent_events() -> None:
    area = _area()
    arguments = (area["count"], area["people"], area["band"])
    once = directly_standardised(*arguments, events_per_person={1: area["count"]})
    pd.testing.assert_frame_equal(
        once.drop(columns="method"),
        directly_standardised(*arguments).drop(columns="method"),
        check_exact=True,
    )


def test_an_area_like_the_reference_has_a_ratio_of_one() -> None:
    area = _area()
    reference = area.set_index("band").rename(columns={"people": "population"})
    found = indirectly_standardised(area["count"], area["people"], area["band"], reference)
    assert_allclose(found["value"], 1.0, rtol=1e-12)


def test_totals_need_the_labels_of_the_groups() -> None:
    area = _area()
    reference = area.set_index("band").rename(columns={"people": "population"})
    arguments = (None, area["people"], area["band"], reference)
    assert indirectly_standardised(*arguments, observed=12)["count"].item() == 12
    with pytest.raises(SvaError, match="no total for 'a'"):
        indirectly_standardised(*arguments, by=["a"] * 19, observed=pd.Series({"b": 12}))
    with pytest.raises(SvaError, match="one of them"):
        indirectly_standardised(*arguments)


# --- properties ------------------------------------------------------------------------------


@given(
    st.lists(st.integers(0, 10**6), min_size=19, max_size=19),
    st.randoms(),
    st.sampled_from([1.0, 5.0]),
)
def test_limits_contain_the_rate_and_order_changes_nothing(
    counts: list[int], random, factor: float
) -> None:
    area = pd.DataFrame({"band": BANDS, "count": counts, "people": 10**6})
    kept = area.copy()
    found = directly_standardised(area["count"], area["people"], area["band"], dispersion=factor)
    pd.testing.assert_frame_equal(area, kept)
    order = list(range(19))
    random.shuffle(order)
    moved = area.iloc[order]
    pd.testing.assert_frame_equal(
        directly_standardised(moved["count"], moved["people"], moved["band"], dispersion=factor),
        found,
        check_exact=True,
    )
    if sum(counts) >= 10:
        assert 0 <= found["lower"].item() <= found["value"].item() <= found["upper"].item()
    else:
        assert found["flag"].item() == "small base"
