"""The truth in writing: what was planted, and what each file holds."""

from __future__ import annotations

from typing import Any

import numpy as np

from sva.demo.catalogue import FAMILIES, KNIFE_TOTALS, SEARCH_TOTALS, VIOLENCE
from sva.demo.expectation import expected
from sva.demo.marker import generator_hash
from sva.demo.partner_truth import as_dict
from sva.demo.places import STATIONS, hot_spots
from sva.demo.recording import missing_by_month
from sva.demo.references import PATTERNS, References
from sva.demo.tables import NAMES, Tables
from sva.demo.truth import FIRST_YEAR, Truth

__all__ = ["describe"]


def describe(
    seed: int, truth: Truth, tables: Tables, refs: References, accounts: dict[str, Any]
) -> dict[str, Any]:
    """Put everything that is planted into plain values.

    Parameters
    ----------
    seed, truth : int, Truth
        Of the draw.
    tables : Tables
        The draw.
    refs : References
        Its partners' references.
    accounts : dict of str to dict
        By file: rows, and where each must end.

    Returns
    -------
    dict
        For ``truth.json``.
    """
    o, h = tables.offences, tables.hidden["offences"]
    lost = (o["place_status"] == "unlocated").to_numpy()
    suspects, hidden = tables.suspects, tables.hidden["suspects"]
    days = (
        hidden["again_on"] - o["committed_from"].to_numpy()[hidden["offence_row"].to_numpy()]
    ).dt.days
    early = (
        o["month"].to_numpy()[hidden["offence_row"].to_numpy()] >= np.datetime64("2019-04-01")
    ) & (o["month"].to_numpy()[hidden["offence_row"].to_numpy()] < np.datetime64("2021-10-01"))
    again = ((days <= 365) & hidden["again_on"].notna()).to_numpy()
    offered = hidden["offered"].to_numpy()
    totals = {
        family: dict(
            zip(
                [f"{y}-{(y + 1) % 100:02d}" for y in range(FIRST_YEAR, FIRST_YEAR + 5)],
                counts,
                strict=True,
            )
        )
        for family, counts in FAMILIES.items()
    }
    return {
        "status": "DEMONSTRATION",
        "seed": seed,
        "generator": generator_hash(),
        "planted": truth.as_dict(),
        "calibration": {
            "offences_by_family": totals,
            "violence_families": list(VIOLENCE),
            "knife_flagged": list(KNIFE_TOTALS),
            "searches": list(SEARCH_TOTALS),
            "source": "Published totals of the year to March 2023 and searches of 2019-20 to 2021-22; the rest is made up.",
        },
        "rows": {name: len(tables[name]) for name in NAMES},
        "hot_spots": hot_spots(truth).to_dict("records"),
        "expected_ratios": {
            table: expected(truth, table).round(4).to_dict("records")
            for table in ("victims", "suspects", "stops")
        },
        "missing_ethnicity_factor_by_month": missing_by_month(truth).round(4).tolist(),
        "outcome_22": {
            "ratio_planted": truth.outcome22_ratio,
            "index_rows_April_2019_to_September_2021": int((offered & early).sum()),
            "again_within_365_days_offered": _share(again, offered & early),
            "again_within_365_days_not_offered": _share(again, ~offered & early),
            "note": "Crude shares: people who were offered a diversion were better risks to begin with.",
        },
        "people": {
            "victims_distinct": int(tables.victims["person_key"].nunique()),
            "suspects_distinct": int(suspects["person_key"].nunique()),
            "both_victim_and_suspect": len(
                np.intersect1d(hidden["person"], tables.hidden["victims"]["person"])
            ),
            "person_types": tables.victims["person_type"].value_counts().to_dict(),
        },
        "mess": {
            "default_times": int(h["default"].sum()),
            "month_written_alone": int(h["month_text"].sum()),
            "midnight_on_the_first": int((h["first"] & ~h["month_text"]).sum()),
            "unlocated": {
                "zero_coordinates": int((lost & (refs.station == 0)).sum()),
                "no_coordinates": int((lost & (refs.station == 1)).sum()),
                "minus_one": int((lost & (refs.station == 2)).sum()),
                "default_points": {
                    f"{x},{y}": int((lost & (refs.station == 3 + i)).sum())
                    for i, (x, y) in enumerate(STATIONS)
                },
            },
            "outside": int((o["place_status"] == "outside").sum()),
            "swapped_coordinates": int(refs.swapped.sum()),
            "offences_under_old_codes": int((o["offence_code"] != h["current_code"]).sum()),
            "unknown_ethnicity": {
                name: float((tables[name]["ethnic_group"] == "Unknown").mean())
                for name in ("victims", "suspects", "stops")
            },
            "note": "Counts are of clean rows; repeated and unusable rows come on top (accounting).",
        },
        "partners": as_dict(),
        "accounting": accounts,
        "identifiers": {"patterns": PATTERNS, "sample": refs.sample(40)},
    }


def _share(event: np.ndarray, among: np.ndarray) -> float | None:
    return round(float(event[among].mean()), 4) if among.any() else None
