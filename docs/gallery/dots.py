"""Dots.

Two shares side by side: those harmed, and those who live here. The gap is what the eye reads.
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
groups = ["Asian", "Black", "Mixed", "Other", "White"]
victims = estimates.build(
    pd.DataFrame({"group": groups, "numerator": [180, 160, 90, 30, 2400], "denominator": 2860}),
    period,
    measure="victims.share",
    characteristic="ethnic_group",
    **about,
)
residents = estimates.build(
    pd.DataFrame(
        {
            "group": groups,
            "numerator": [39_000, 11_000, 17_000, 7_000, 1_193_000],
            "denominator": 1_267_000,
        }
    ),
    period,
    measure="population.share",
    characteristic="ethnic_group",
    **about,
)
rows = pd.concat([victims, residents], ignore_index=True)

view = View(
    "gallery-dots", "figure", form="dots", keys=rows["key"], topic="Victims beside residents"
)
drawing = draw(
    view,
    rows,
    labels={},
    demonstration=True,
    title="Shares of victims and of residents, by ethnic group.",
)
