"""Bars.

Rates of groups in their own order, with limits. A withheld row keeps its place and says so.
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
            "group": ["Under 10", "10 to 17", "18 to 24", "25 and over"],
            "numerator": [40, 310, 515, 900],
            "denominator": [140_000, 115_000, 95_000, 900_000],
        }
    ),
    period,
    measure="victims.rate",
    characteristic="age_band",
    denominator_source="made up",
    denominator_year=2011,
    **about,
)

view = View("gallery-bars", "figure", form="bars", keys=rows["key"], topic="Victims by age")
drawing = draw(view, rows, labels={}, demonstration=True, title="Rates are highest from 18 to 24.")
