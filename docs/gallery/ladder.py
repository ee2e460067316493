"""Ladder.

The same ratio worked out in steps, each step in a column of its own on one axis: what remains when like is compared with like.
"""

from datetime import date

import pandas as pd

from sva import estimates
from sva.figures import View, draw

about = {
    "characteristic": "ethnic_group",
    "reference_group": "White",
    "area_type": "police_force",
    "area_code": "E23000016",
    "source": "police-victims",
    "period_start": date(2022, 4, 1),
    "period_end": date(2023, 3, 31),
}
period = (date(2020, 4, 1), date(2023, 3, 31))
steps = {
    "As counted": ([2.3, 7.2, 2.6], [2.0, 6.2, 2.1], [2.7, 8.5, 3.2]),
    "Same age": ([2.0, 6.1, 1.9], [1.7, 5.2, 1.5], [2.3, 7.2, 2.4]),
    "Same age and place": ([1.5, 4.0, 1.7], [1.2, 3.3, 1.3], [1.8, 4.9, 2.1]),
}
parts = [
    pd.DataFrame(
        {
            "group": ["Asian", "Black", "Mixed"],
            "strata": step,
            "numerator": [180, 160, 90],
            "denominator": [39_000, 11_000, 17_000],
            "reference_numerator": 2400,
            "reference_denominator": 1_193_000,
            "value": values,
            "lower": lower,
            "upper": upper,
        }
    )
    for step, (values, lower, upper) in steps.items()
]
rows = estimates.build(
    pd.concat(parts, ignore_index=True), period, measure="victims.ratio", confidence=0.95, **about
)

view = View(
    "gallery-ladder",
    "figure",
    form="ladder",
    keys=rows["key"],
    topic="Victims against White residents, step by step",
    options={"category": "group", "series": "strata"},
)
drawing = draw(
    view,
    rows,
    labels={},
    demonstration=True,
    title="Each ratio is smaller among people of the same age and place.",
)
