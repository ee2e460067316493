"""Lines.

A series of months with the latest ones marked as immature: they will still change.
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
months = pd.date_range("2022-04-01", periods=12, freq="MS")
rows = estimates.build(
    pd.DataFrame(
        {
            "period_start": months,
            "period_end": months + pd.offsets.MonthEnd(0),
            "numerator": [36, 41, 38, 44, 40, 39, 85, 80, 91, 83, 78, 88],
            "flag": [None] * 11 + ["immature"],
        }
    ),
    period,
    measure="offences.count",
    offence_group="robbery",
    **{name: value for name, value in about.items() if not name.startswith("period")},
)

view = View("gallery-lines", "figure", form="lines", keys=rows["key"], topic="Robberies by month")
drawing = draw(
    view,
    rows,
    labels={"robbery": "Robbery"},
    demonstration=True,
    title="Robberies step up in October.",
)
