"""Curve of concentration.

How much the fullest places hold, against the same in every place, and against what chance alone would heap up.
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
rows = estimates.build(
    pd.DataFrame(
        {
            "group": ["1%", "2%", "5%", "10%", "25%", "50%"],
            "numerator": [120, 190, 350, 530, 800, 950],
            "denominator": 1000,
        }
    ),
    period,
    measure="offences.share",
    characteristic="places",
    **about,
)

view = View(
    "gallery-lorenz",
    "figure",
    form="lorenz",
    keys=rows["key"],
    topic="Share of offences that the fullest places hold",
)
drawing = draw(
    view,
    rows,
    labels={},
    demonstration=True,
    title="One place in twenty holds a third of offences.",
)
