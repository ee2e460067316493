"""Pyramid.

Ages of women and men back to back, on one scale.
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
ages = ["Under 10", "10 to 17", "18 to 24", "25 and over"]
rows = estimates.build(
    pd.DataFrame(
        {
            "group": ages * 2,
            "strata": ["Female"] * 4 + ["Male"] * 4,
            "numerator": [16, 90, 150, 300, 19, 220, 365, 600],
        }
    ),
    period,
    measure="victims.count",
    characteristic="age_band",
    **about,
)

view = View(
    "gallery-pyramid", "figure", form="pyramid", keys=rows["key"], topic="Victims by age and sex"
)
drawing = draw(view, rows, labels={}, demonstration=True, title="Most victims are men of 18 to 24.")
