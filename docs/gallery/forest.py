"""Forest.

Ratios on a scale where twice and half lie equally far from 1: limits drawn full, what the unknown could change drawn thin.
"""

from datetime import date

import pandas as pd

from sva import estimates
from sva.figures import View, draw

about = {
    "area_type": "police_force",
    "area_code": "E23000016",
    "source": "police-victims",
    "period_start": date(2022, 4, 1),
    "period_end": date(2023, 3, 31),
}
period = (date(2020, 4, 1), date(2023, 3, 31))
rows = estimates.build(
    pd.DataFrame(
        {
            "group": ["Asian", "Black", "Mixed", "Other"],
            "numerator": [180, 160, 90, 30],
            "denominator": [39_000, 11_000, 17_000, 7_000],
            "reference_numerator": 2400,
            "reference_denominator": 1_193_000,
            "value": [2.3, 7.2, 2.6, 2.1],
            "lower": [2.0, 6.2, 2.1, 1.5],
            "upper": [2.7, 8.5, 3.2, 3.0],
            "unknown_lower": [1.5, 5.0, 1.8, 1.4],
            "unknown_upper": [3.4, 11.6, 4.0, 3.2],
            "q": [0.001, 0.001, 0.001, 0.001],
        }
    ),
    period,
    measure="victims.ratio",
    characteristic="ethnic_group",
    reference_group="White",
    confidence=0.95,
    **about,
)

view = View(
    "gallery-forest",
    "figure",
    form="forest",
    keys=rows["key"],
    topic="Victims against White residents",
)
drawing = draw(
    view, rows, labels={}, demonstration=True, title="Each group against White residents."
)
