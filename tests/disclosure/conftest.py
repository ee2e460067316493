"""Small tables of estimates to send through the gate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sva.assessment import load_assessment
from sva.assessment.schema import Settings
from sva.estimates import build

PERIOD = (date(2020, 4, 1), date(2023, 3, 31))


@pytest.fixture(scope="session")
def settings(root: Path) -> Settings:
    return load_assessment("west-mercia-2023-05", root).settings


@pytest.fixture(scope="session")
def with_policy(settings: Settings) -> Callable[..., Settings]:
    """The same settings with other numbers in the disclosure policy, or other declared measures."""

    def change(
        *, declared: list[str] | None = None, area_maps: bool = True, **numbers: int
    ) -> Settings:
        given = settings.model_dump()
        given["disclosure"] |= numbers
        given["public"]["area_maps"] = area_maps
        if declared is not None:
            given["public"]["measures"] = declared
        return Settings.model_validate(given)

    return change


@pytest.fixture(scope="session")
def table() -> Callable[..., pd.DataFrame]:
    """Estimates of one measure by group for the year to March 2023."""

    def make(
        measure: str, counts: list[int | None], bases: Any = None, **columns: Any
    ) -> pd.DataFrame:
        frame = pd.DataFrame(
            {
                "group": [f"group {number}" for number in range(len(counts))],
                "numerator": pd.array(counts, dtype="Int64"),
            }
        )
        if bases is not None:
            frame["denominator"] = pd.array(
                [bases] * len(counts) if isinstance(bases, int) else bases, dtype="Int64"
            )
        for name in [name for name, value in columns.items() if isinstance(value, list)]:
            frame[name] = pd.array(columns.pop(name))
        shared = {
            "characteristic": "sex",
            "area_type": "police_force",
            "area_code": "E23000016",
            "period_start": date(2022, 4, 1),
            "period_end": date(2023, 3, 31),
            "source": "police-victims",
        } | columns
        shared = {name: value for name, value in shared.items() if name not in frame}
        return build(frame, PERIOD, measure=measure, **shared)

    return make
