"""Squares.

Squares of five kilometres in classes, the districts around them; a withheld square is hatched. They come from an extension, in classes
alone: the gate lets no count of a square out. `chapter.grid` shows them in a notebook.
"""

import pandas as pd

from sva.estimates.extensions import GridCells
from sva.figures import View, draw
from sva.reference.geography import bundled

bands = [1, 1, 2, 2, 3, 3, 2, 1, None]
words = {1: "Under 10", 2: "10 to 19", 3: "20 or more", None: None}
squares = GridCells(
    "grid.violence",
    pd.DataFrame(
        {
            "cell": [f"s{number}" for number in range(9)],
            "easting": [360_000, 365_000, 370_000] * 3,
            "northing": [300_000] * 3 + [305_000] * 3 + [310_000] * 3,
            "side_m": 5000,
            "band": bands,
            "band_label": [words[band] for band in bands],
            "source": "police-street",
        }
    ),
)

view = View(
    "gallery-density",
    "grid",
    topic="Offences by square of five kilometres",
    options={"extension": "grid.violence"},
)
drawing = draw(
    view,
    squares.frame,
    labels={},
    demonstration=True,
    title="Two squares hold twenty or more.",
    geography=bundled(),
)
