"""Somebody who holds both editions: a rounded count or a shown zero of the one beside a withheld count of the other."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sva.disclosure import Released, release
from sva.disclosure.attack import attack_together
from sva.estimates import build

PUBLIC = {
    "edition": "public",
    "threshold": 5,
    "rounding_base": 5,
    "rounding": "controlled",
    "protected_interval": 5,
}
RESTRICTED = {"edition": "restricted", "threshold": 2, "rounding_base": 1, "protected_interval": 1}


def victims(groups: dict[str, int]) -> pd.DataFrame:
    return build(
        pd.DataFrame({"group": list(groups), "numerator": list(groups.values())}),
        (date(2022, 4, 1), date(2023, 3, 31)),
        measure="victims.count",
        source="police-victims",
        characteristic="ethnic_group",
        area_type="police_force",
        area_code="E23000016",
        period_start=date(2022, 4, 1),
        period_end=date(2023, 3, 31),
    )


def written(folder: Path, rows: pd.DataFrame) -> Path:
    (folder / "tables").mkdir(parents=True)
    rows.to_csv(folder / "tables" / "estimates.csv", index=False)
    return folder


def without(rows: pd.DataFrame, *groups: str) -> pd.DataFrame:
    gone = rows.copy()
    gone.loc[rows["group"].isin(groups).fillna(False).astype(bool), ["numerator", "value"]] = pd.NA
    return gone


def test_a_zero_that_the_public_edition_shows_gives_the_one_beside_it_back(tmp_path: Path) -> None:
    # restricted: 8 in all, 7 White, Black and Other withheld; public: Other is 0. So Black is 8 - 7 - 0 = 1.
    exact = victims({"All": 8, "White": 7, "Black": 1, "Other": 0})
    rounded = victims({"All": 10, "White": 5, "Black": 1, "Other": 0})
    folders = {
        "restricted": written(tmp_path / "restricted", without(exact, "Black", "Other")),
        "public": written(tmp_path / "public", without(rounded, "Black")),
    }
    policies: dict[str, Any] = {"public": PUBLIC, "restricted": RESTRICTED}
    found = attack_together(folders, policies, exact, cache=tmp_path / "kept.json")
    assert [leak.kind for leak in found.leaks] == ["narrowed"]
    assert "it is 1: " in found.leaks[0].words
    assert "public edition: printed as 0" in found.leaks[0].words
    assert found.named == "two editions together"
    # kept by what both print: read again, the same
    assert (
        attack_together(folders, policies, exact, cache=tmp_path / "kept.json").leaks == found.leaks
    )
    # and the restricted one alone gives nothing back
    written(tmp_path / "nothing", exact.iloc[:0])
    alone = attack_together(folders | {"public": tmp_path / "nothing"}, policies, exact)
    assert alone.leaks == ()


def both(rows: pd.DataFrame, settings: Any, folder: Path) -> tuple[Any, dict[str, Released]]:
    made = {edition: release(rows, edition, settings) for edition in ("public", "restricted")}
    folders = {
        edition: written(folder / edition, released.estimates) for edition, released in made.items()
    }
    policies = {edition: released.policy for edition, released in made.items()}
    return attack_together(folders, policies, rows), made


GROUPS = {"All": 38, "White": 30, "Asian": 7, "Black": 1, "Other": 0}


@pytest.mark.parametrize(
    ("aware", "withheld", "won"), [(True, ["All", "Black"], 0), (False, ["Black", "Other"], 1)]
)
def test_the_gate_counts_what_the_other_edition_tells(
    aware: bool,
    withheld: list[str],
    won: int,
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # White and Asian are public already; hiding the 0 costs least, but the public edition shows it
    if not aware:
        monkeypatch.setattr("sva.disclosure.beside.printed_beside", lambda *_: {})
    rows = victims(GROUPS)
    rows["already_public"] = rows["group"].isin(["White", "Asian"]).to_numpy()
    found, made = both(rows, settings, tmp_path)
    shown = made["restricted"].estimates
    assert sorted(shown.loc[shown["numerator"].isna(), "group"]) == withheld
    assert len(found.leaks) == won


def test_no_count_of_random_tables_is_given_back_by_both(settings: Any, tmp_path: Path) -> None:
    rng = np.random.default_rng(20261123)
    withheld = 0
    for number in range(15):
        parts = rng.choice([0, 0, 1, 1, 2, 3, 6, 12, 30], size=5)
        names = ("Asian", "Black", "Other", "Asked, not stated", "Not collected")
        groups = dict(zip(names, (int(part) for part in parts), strict=True))
        rows = victims({"All": sum(groups.values())} | groups)
        found, made = both(rows, settings, tmp_path / str(number))
        assert found.leaks == ()
        withheld += int(made["restricted"].estimates["numerator"].isna().sum())
    assert withheld > 15
