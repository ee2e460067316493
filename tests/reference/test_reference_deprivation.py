from __future__ import annotations

import pandas as pd
import pytest

from sva.errors import SvaError
from sva.reference import deprivation, rurality


@pytest.mark.parametrize(
    ("year", "vintage", "lsoas"), [(2019, "2011", 32_844), (2025, "2021", 33_755)]
)
def test_each_year_stands_on_its_own_vintage(open_data, year, vintage, lsoas):
    index = deprivation.from_files(open_data, year)
    assert len(index) == lsoas
    assert set(index["area_vintage"]) == {vintage}
    # Ties share a rank, so a few ranks are left out.
    assert index["national_rank"].min() == 1
    assert index["national_rank"].max() >= lsoas - 5
    assert index["national_rank"].nunique() > 0.999 * lsoas
    assert (
        index.groupby("national_decile")["lsoa_code"]
        .size()
        .between(lsoas // 10, lsoas // 10 + 1)
        .all()
    )


@pytest.mark.parametrize("domain", deprivation.DOMAINS)
def test_every_domain_of_2025_is_read(open_data, domain):
    index = deprivation.from_files(open_data, 2025, domain)
    assert index["score"].notna().all()
    assert set(index["domain"]) == {domain}


def test_national_and_local_deciles_are_different_columns(open_data, west_mercia):
    index = deprivation.from_files(open_data, 2025)
    local = deprivation.local_deciles(index, west_mercia.areas("lsoa", 2021)["area_code"].tolist())
    assert len(local) == 804
    assert local["local_decile"].value_counts().between(80, 81).all()
    assert (local["local_decile"] != local["national_decile"]).any()
    ordered = local.sort_values("national_rank")["local_decile"]
    assert ordered.is_monotonic_increasing


def test_an_index_of_the_other_vintage_is_refused_with_the_count(open_data, west_mercia):
    index = deprivation.from_files(open_data, 2019)
    with pytest.raises(SvaError, match="48 of 804"):
        deprivation.local_deciles(index, west_mercia.areas("lsoa", 2021)["area_code"].tolist())


def test_deciles_that_run_the_other_way_are_refused(tmp_path, monkeypatch):
    monkeypatch.setitem(deprivation._LSOAS_OF_ENGLAND, 2025, 20)
    frame = pd.DataFrame(
        {
            "lsoa21_code": [f"E010000{i:02}" for i in range(20)],
            "IMD_rank": range(1, 21),
            "IMD_decile": [10 - i // 2 for i in range(20)],
        }
    )
    frame.to_csv(tmp_path / "imd.csv", index=False)
    with pytest.raises(SvaError, match="10 the most deprived"):
        deprivation.from_files(tmp_path, 2025)
    frame["IMD_decile"] = [1 + i // 2 for i in range(20)]
    frame.to_csv(tmp_path / "imd.csv", index=False)
    assert len(deprivation.from_files(tmp_path, 2025)) == 20


def test_an_index_cut_down_to_one_area_is_refused(tmp_path):
    frame = pd.DataFrame({"lsoa21_code": ["E01013986"], "IMD_rank": [1], "IMD_decile": [1]})
    frame.to_csv(tmp_path / "imd.csv", index=False)
    with pytest.raises(SvaError, match="does not cover England"):
        deprivation.from_files(tmp_path, 2025)


def test_what_is_not_supplied_says_so(tmp_path):
    with pytest.raises(SvaError, match="Deprivation is not supplied"):
        deprivation.from_files(tmp_path, 2025)
    with pytest.raises(SvaError, match="Rural and urban are not supplied"):
        rurality.from_files(tmp_path)
    with pytest.raises(SvaError, match="2019 or 2025"):
        deprivation.from_files(tmp_path, 2015)


def test_rural_and_urban_of_every_lsoa(open_data, west_mercia):
    frame = rurality.from_files(open_data).set_index("lsoa_code")
    assert len(frame) == 35_672
    ours = frame.loc[west_mercia.areas("lsoa", 2021)["area_code"], "rural_urban"]
    assert set(ours) == {"Rural", "Urban"}


def test_a_class_that_is_not_known_stops(tmp_path):
    pd.DataFrame({"lsoa21_code": ["E01013986"], "ruc21_code": ["Z9"]}).to_csv(
        tmp_path / "r.csv", index=False
    )
    with pytest.raises(SvaError, match="'Z9' in 1 rows"):
        rurality.from_files(tmp_path)
