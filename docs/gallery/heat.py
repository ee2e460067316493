"""Heat.

Hours by weekday in classes, with the number in each cell.
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
days = ["Friday", "Saturday", "Sunday"]
hours = ["00:00 to 02:59", "12:00 to 14:59", "21:00 to 23:59"]
rows = estimates.build(
    pd.DataFrame(
        {
            "group": hours * 3,
            "strata": [day for day in days for _ in hours],
            "numerator": [52, 11, 47, 44, 17, 50, 17, 9, 30],
        }
    ),
    period,
    measure="offences.count",
    characteristic="hour",
    **about,
)

view = View(
    "gallery-heat", "figure", form="heat", keys=rows["key"], topic="Offences by hour and day"
)
drawing = draw(
    view, rows, labels={}, demonstration=True, title="Friday and Saturday nights hold most."
)
