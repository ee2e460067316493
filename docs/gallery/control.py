"""Control chart.

Months with the limits of an ordinary month, months that stand out, and a known change by name: the form "lines" with the option
``control``.
"""

from datetime import date

import pandas as pd

from sva import estimates
from sva.figures import View, draw

months = pd.date_range("2022-04-01", periods=12, freq="MS")
shares = [2.1, 1.8, 2.4, 2.0, 1.9, 2.2, 2.3, 4.9, 2.0, 1.7, 2.2, 2.1]
most = 3.6
rows = estimates.build(
    pd.DataFrame(
        {
            "period_start": months,
            "period_end": months + pd.offsets.MonthEnd(0),
            "numerator": [round(10 * share) for share in shares],
            "denominator": 1000,
            "value": shares,
            "lower": 0.7,
            "upper": [None if share > most else most for share in shares],
            "method": [
                "XmR limits; astronomical point, high" if share > most else "XmR limits"
                for share in shares
            ],
        }
    ),
    (date(2020, 4, 1), date(2023, 3, 31)),
    measure="outcomes.chart",
    characteristic="outcome_group",
    group="Outcome 22",
    area_type="police_force",
    area_code="E23000016",
    source="police-offences",
)

view = View(
    "gallery-control",
    "figure",
    form="lines",
    keys=rows["key"],
    topic="Share of crimes with outcome 22, by month",
    options={"control": True},
)
drawing = draw(
    view, rows, labels={}, demonstration=True, title="November lies beyond an ordinary month."
)
