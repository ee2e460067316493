"""Map.

Areas in classes that survive greyscale, with outlines, scale and north; a withheld area is hatched.
"""

from datetime import date

import pandas as pd

from sva import estimates
from sva.figures import View, draw
from sva.reference.geography import bundled

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
            "area_code": ["E22000326", "E22000368", "E22000360", "E22000332", "E22000333"],
            "numerator": [512, 780, 650, 910, 700],
            "denominator": [183_000, 280_000, 306_000, 309_000, 166_000],
        }
    ),
    period,
    measure="offences.rate",
    area_type="csp",
    area_vintage="2011",
    denominator_source="made up",
    denominator_year=2011,
    **{name: value for name, value in about.items() if not name.startswith("area")},
)

view = View(
    "gallery-choropleth",
    "map",
    form="choropleth",
    keys=rows["key"],
    topic="Offences by partnership",
)
drawing = draw(
    view,
    rows,
    labels={"E22000333": "Telford and Wrekin"},
    demonstration=True,
    title="Rates lie between 2.1 and 4.2 for every 1,000 residents.",
    geography=bundled(),
)
