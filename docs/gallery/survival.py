"""Curves of time to an event.

The share to whom it has happened by each month, with limits, and how many were still followed under the axis. The steps come from
an extension, since a curve is no row of counts; `chapter.curve` shows one in a notebook.
"""

import pandas as pd

from sva.estimates.extensions import SurvivalCurve
from sva.figures import View, draw

steps = SurvivalCurve(
    "curve.reoffending",
    pd.DataFrame(
        {
            "group": ["offered"] * 5 + ["not-offered"] * 5,
            "day": [0, 92, 184, 275, 366] * 2,
            "at_risk": [120, 110, 96, 88, 80, 400, 350, 290, 260, 230],
            "survival": [1.0, 0.94, 0.86, 0.81, 0.76, 1.0, 0.9, 0.8, 0.75, 0.7],
            "lower": [1.0, 0.88, 0.79, 0.73, 0.68, 1.0, 0.87, 0.76, 0.7, 0.65],
            "upper": [1.0, 0.97, 0.91, 0.87, 0.83, 1.0, 0.93, 0.84, 0.79, 0.74],
            "source": "police-suspects",
            "period_start": pd.Timestamp("2021-04-01"),
            "period_end": pd.Timestamp("2022-03-31"),
        }
    ),
)

view = View(
    "gallery-survival",
    "curve",
    topic="Suspected again, by months since the disposal",
    options={
        "extension": "curve.reoffending",
        "since": "the disposal",
        "measure_label": "Suspected again",
    },
)
drawing = draw(
    view,
    steps.frame,
    labels={"offered": "Offered", "not-offered": "Not offered"},
    demonstration=True,
    title="The limits of the two curves overlap throughout.",
)
