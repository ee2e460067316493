"""Dumbbells.

A group's share of people against its share of residents, on one line: the filled dot against the open one.
"""

from datetime import date

import pandas as pd

from sva import estimates
from sva.figures import View, draw

about = {
    "characteristic": "ethnic_group",
    "area_type": "police_force",
    "area_code": "E23000016",
    "source": "police-victims",
    "period_start": date(2022, 4, 1),
    "period_end": date(2023, 3, 31),
}
period = (date(2020, 4, 1), date(2023, 3, 31))
groups = ["Asian", "Black", "Mixed", "Other", "White"]
victims = estimates.build(
    pd.DataFrame({"group": groups, "numerator": [180, 160, 90, 30, 2283], "denominator": 2743}),
    period,
    measure="victims.share",
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
    **about,
)
rows = pd.concat([victims, residents], ignore_index=True)

view = View(
    "gallery-dumbbell",
    "figure",
    form="dumbbell",
    keys=rows["key"],
    topic="Victims beside residents, by ethnic group",
)
drawing = draw(
    view,
    rows,
    labels={"victims.share": "Victims", "population.share": "Residents"},
    demonstration=True,
    title="Black people are a larger part of victims than of residents.",
)
