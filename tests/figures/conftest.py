"""Released rows of every shape that a chart is asked for."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from sva import estimates
from sva.figures import View

PERIOD = (date(2020, 4, 1), date(2023, 3, 31))
YEAR = {"period_start": date(2022, 4, 1), "period_end": date(2023, 3, 31)}
FORCE = {"area_type": "police_force", "area_code": "E23000016"}
ABOUT = {"source": "police-victims", "data_as_at": date(2023, 4, 17)}
AGES = ["Under 10", "10 to 17", "18 to 24", "25 and over"]


def hide(rows: pd.DataFrame, *places: int) -> pd.DataFrame:
    """Withhold rows as the gate does."""
    rows = rows.copy()
    numbers = ["numerator", "denominator", "value", "lower", "upper", "unknown_count"]
    rows.loc[list(places), numbers] = pd.NA
    rows.loc[list(places), "flag"] = "suppressed"
    return rows


def made(counts: dict, **shared) -> pd.DataFrame:
    return estimates.build(pd.DataFrame(counts), PERIOD, **(ABOUT | shared))


def bars() -> pd.DataFrame:
    counts = {
        "group": AGES,
        "numerator": [4, 310, 515, 900],
        "denominator": [140000, 115000, 95000, 900000],
    }
    rows = made(counts, measure="victims.rate", characteristic="age_band", denominator_year=2021,
                denominator_source="Census 2021", **FORCE, **YEAR)  # fmt: skip
    return hide(rows, 0)


def dots() -> pd.DataFrame:
    groups = ["Asian", "Black", "Other", "White"]
    victims = made({"group": groups, "numerator": [180, 160, 3, 2400], "denominator": [2743] * 4},
                   measure="victims.share", characteristic="ethnic_group", **FORCE, **YEAR)  # fmt: skip
    residents = made({"group": groups, "numerator": [39000, 11000, 7000, 1210000], "denominator": [1267000] * 4},
                     measure="population.share", characteristic="ethnic_group", **FORCE, **YEAR)  # fmt: skip
    return pd.concat([hide(victims, 2), residents], ignore_index=True)


def lines() -> pd.DataFrame:
    months = pd.date_range("2022-04-01", periods=12, freq="MS")
    counts = {
        "period_start": months,
        "period_end": months + pd.offsets.MonthEnd(0),
        "numerator": [36, 41, 38, 44, 40, 39, 85, 80, 91, 83, 78, 88],
        "flag": [None] * 11 + ["immature"],
    }
    return made(counts, measure="offences.count", offence_group="robbery", **FORCE)


def pyramid() -> pd.DataFrame:
    counts = {
        "group": AGES * 2,
        "strata": ["Female"] * 4 + ["Male"] * 4,
        "numerator": [6, 90, 150, 300, 9, 220, 365, 600],
    }
    return made(counts, measure="victims.count", characteristic="age_band", **FORCE, **YEAR)


def heat() -> pd.DataFrame:
    days = ["Friday", "Saturday", "Sunday"]
    hours = ["00:00 to 02:59", "12:00 to 14:59", "21:00 to 23:59"]
    counts = {
        "group": hours * 3,
        "strata": np.repeat(days, 3).tolist(),
        "numerator": [52, 11, 47, 44, 17, 50, 17, 9, 30],
    }
    rows = made(counts, measure="offences.count", characteristic="hour", **FORCE, **YEAR)
    return hide(rows, 4)


def stacked() -> pd.DataFrame:
    outcomes = ["Charged or summonsed", "Outcome 22", "No suspect identified"]
    counts = {
        "offence_group": ["robbery"] * 3 + ["rape"] * 3,
        "group": outcomes * 2,
        "numerator": [12, 3, 85, 30, 20, 50],
        "denominator": [100] * 6,
    }
    rows = made(counts, measure="outcomes.share", characteristic="outcome_code", **FORCE, **YEAR)
    return hide(rows, 1)


def forest() -> pd.DataFrame:
    counts = {
        "key": ["a", "b"],
        "measure": "victims.rate",
        "characteristic": "ethnic_group",
        "group": ["Asian", "Black"],
        "reference_group": "White",
        "numerator": [180, 160],
        "denominator": [39000, 11000],
        "value": [1.4, 3.8],
        "lower": [1.2, 3.2],
        "upper": [1.6, 4.5],
        "unknown_lower": [0.9, 2.6],
        "unknown_upper": [1.9, 5.6],
        "unit": "times",
    }
    return estimates.shape(pd.DataFrame(counts | ABOUT | FORCE | YEAR))


def choropleth() -> pd.DataFrame:
    codes = ["E22000326", "E22000368", "E22000360", "E22000332", "E22000333"]
    counts = {
        "area_code": codes,
        "numerator": [512, 780, 650, 910, 700],
        "denominator": [183000, 280000, 306000, 309000, 166000],
    }
    rows = made(counts, measure="offences.rate", area_type="csp", area_vintage="2011",
                denominator_source="Census 2011", denominator_year=2011, **YEAR)  # fmt: skip
    return hide(rows, 0)


def survival() -> pd.DataFrame:
    """Steps of two curves, as the gate lets them out."""
    from sva.estimates.extensions import SurvivalCurve

    steps = {
        "group": ["offered"] * 4 + ["not-offered"] * 4,
        "day": [0, 90, 181, 365] * 2,
        "at_risk": [120, 110, 96, 80, 400, 350, 290, 230],
        "survival": [1.0, 0.94, 0.86, 0.76, 1.0, 0.9, 0.8, 0.7],
        "lower": [1.0, 0.88, 0.79, 0.68, 1.0, 0.87, 0.76, 0.65],
        "upper": [1.0, 0.97, 0.91, 0.83, 1.0, 0.93, 0.84, 0.74],
        "source": ["police-suspects"] * 8,
        "period_start": [YEAR["period_start"]] * 8,
        "period_end": [YEAR["period_end"]] * 8,
    }
    return SurvivalCurve("curve.reoffending", pd.DataFrame(steps)).frame


def density() -> pd.DataFrame:
    """Give squares around Telford, one of them withheld."""
    from sva.estimates.extensions import GridCells

    squares = {
        "cell": [f"s{n}" for n in range(9)],
        "easting": [366000, 368000, 370000] * 3,
        "northing": [306000] * 3 + [308000] * 3 + [310000] * 3,
        "side_m": [2000] * 9,
        "band": [1, 1, 2, 2, 3, 3, 2, 1, None],
        "band_label": [*np.array(["", "Under 10", "10 to 19", "20 or more"])[[1, 1, 2, 2, 3, 3, 2, 1]], None],
        "source": ["police-street"] * 9,
    }  # fmt: skip
    return GridCells("grid.violence", pd.DataFrame(squares)).frame


def concentration() -> pd.DataFrame:
    counts = {"group": ["1%", "5%", "25%"], "numerator": [120, 350, 800], "denominator": [1000] * 3}
    return made(counts, measure="offences.share", characteristic="places", **FORCE, **YEAR)


def steps() -> pd.DataFrame:
    rows = forest()
    more = [rows.assign(key=[f"{key}{n}" for key in rows["key"]], strata=part)
            for n, part in enumerate(("crude", "same age", "same place"))]  # fmt: skip
    return pd.concat(more, ignore_index=True)


ROWS = {
    "bars": bars,
    "dots": dots,
    "lines": lines,
    "pyramid": pyramid,
    "heat": heat,
    "forest": forest,
    "stacked": stacked,
    "choropleth": choropleth,
    "survival": survival,
    "density": density,
    "lorenz": concentration,
    "dumbbell": dots,
    "ladder": steps,
}


@pytest.fixture(scope="session")
def example():
    """Takes a form, gives its view and rows."""

    def give(form: str, **options):
        rows = ROWS[form]()
        kind = {"choropleth": "map", "survival": "curve", "density": "grid"}.get(form, "figure")
        keys = rows.get("key", ())
        view = View(f"example-{form}", kind, form=form, keys=keys, topic="A topic", options=options)
        return view, rows

    return give


@pytest.fixture(scope="session")
def drawn(example):
    """Takes a form, gives its drawing; drawn once."""
    from sva.figures import draw
    from sva.reference.geography import bundled

    kept = {}

    def give(form: str, demonstration: bool = True):
        if (form, demonstration) not in kept:
            view, rows = example(form)
            kept[form, demonstration] = draw(
                view,
                rows,
                labels={"robbery": "Robbery", "E22000333": "Telford and Wrekin"},
                demonstration=demonstration,
                title="The finding.",
                geography=bundled(),
            )
        return kept[form, demonstration]

    return give
