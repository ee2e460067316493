"""The demonstration population and the margins it keeps."""

from __future__ import annotations

import pandas as pd

from sva import demo
from sva.reference._data import read_bundled


def test_ethnic_groups_by_district_equal_the_2011_census_exactly():
    census = read_bundled("census2011-ethnicity5-district.csv").astype({"population": int})
    table = demo.population().groupby(["area_code", "ethnic_group"])["population"].sum()
    census = census.set_index(["district_code", "ethnic_group"])["population"]
    assert table.to_dict() == census.to_dict()


def test_force_totals_are_those_printed_in_the_2011_census():
    """QS201EW, West Mercia: 1,222,416 residents; Black 5,062; White 1,176,516 (domain.md 8.1)."""
    by_group = demo.population().groupby("ethnic_group")["population"].sum()
    assert by_group.sum() == 1_222_416
    assert (by_group["Black"], by_group["White"], by_group["Mixed"]) == (5_062, 1_176_516, 13_466)


def test_age_and_sex_have_the_shares_of_2021():
    table = demo.population()
    totals = table.groupby("area_code")["population"].sum()
    for name, column in (("age", "age"), ("sex", "sex")):
        census = read_bundled(f"census2021-{name}-district.csv").astype({"population": int})
        share = census.set_index(["district_code", column])["population"]
        share /= share.groupby(level=0).sum()
        wanted = share * totals.reindex(share.index.get_level_values(0)).to_numpy()
        got = table.groupby(["area_code", column])["population"].sum()
        assert (got - wanted.reindex(got.index)).abs().max() < 50


def test_it_is_whole_not_negative_and_marked():
    table = demo.population()
    assert table["population"].dtype.kind == "i"
    assert table["population"].min() >= 0
    assert table["demonstration"].all()
    assert table["source"].str.startswith("DEMONSTRATION").all()
    assert not table.duplicated(["area_code", "age", "sex", "ethnic_group"]).any()


def test_it_serves_as_a_demonstration_table_of_the_populations():
    from sva.reference import populations

    frame = demo.population()[["area_code", "age", "sex", "ethnic_group", "population"]]
    table = populations.PopulationTable(
        "district",
        2011,
        ("age", "sex", "ethnic_group"),
        frame,
        "residents",
        "DEMONSTRATION",
        2011,
        demonstration=True,
    )
    out = (
        populations.bundled()
        .with_tables([table])
        .table("police_force", ("age", "sex", "ethnic_group"), 2011, bands=["10-17", "14-24"])
    )
    assert out["demonstration"].all()
    assert isinstance(out, pd.DataFrame)
