"""Stacked bars.

Parts of a whole, for a few wholes.
"""

from datetime import date

import pandas as pd

from sva import estimates
from sva.figures import View, draw

about = {
    "area_type": "police_force",
    "area_code": "E23000016",
    "source": "police-offences",
    "period_start": date(2022, 4, 1),
    "period_end": date(2023, 3, 31),
}
period = (date(2020, 4, 1), date(2023, 3, 31))
outcomes = ["Charged or summonsed", "Outcome 22", "No suspect identified"]
rows = estimates.build(
    pd.DataFrame(
        {
            "offence_group": ["robbery"] * 3 + ["rape"] * 3,
            "group": outcomes * 2,
            "numerator": [12, 13, 75, 30, 20, 50],
            "denominator": 100,
        }
    ),
    period,
    measure="outcomes.share",
    characteristic="outcome_code",
    **about,
)

view = View("gallery-stacked", "figure", form="stacked", keys=rows["key"], topic="Outcomes by kind")
drawing = draw(
    view,
    rows,
    labels={"robbery": "Robbery", "rape": "Rape"},
    demonstration=True,
    title="Half or more have no suspect.",
)
