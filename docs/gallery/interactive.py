"""Map that answers.

The map of a page on a screen: layers, search, a filter by partnership and zoom, by keyboard as by mouse, in one file without any
request. The public edition's holds classes and no values. Without its script the first layer is drawn; on paper the static map stands.
"""

import pandas as pd

from sva.figures.interactive import STYLE, Layer, interactive_map, script
from sva.reference.geography import bundled

names = {
    "E22000326": "Herefordshire",
    "E22000368": "North Worcestershire",
    "E22000360": "Shropshire",
    "E22000332": "South Worcestershire",
    "E22000333": "Telford and Wrekin",
}
places = bundled()
shapes = places.boundaries("district", 2011)
layers = [
    Layer(
        name,
        pd.DataFrame({"area_code": shapes["area_code"], "value": values[: len(shapes)]}),
        breaks=[1, 2, 3],
    )
    for name, values in (
        ("Offences for every 1,000 residents", [2.8, 3.4, 1.2, 2.1, None, 2.9, 1.7, 3.9, 0.8]),
        ("Robbery for every 10,000 residents", [1.8, 2.4, 0.2, 3.1, 1.1, None, 2.7, 0.9, 3.8]),
    )
]
html = interactive_map(
    "gallery",
    layers,
    shapes,
    topic="Offences by district",
    partnerships=names,
    classes_only=True,
    demonstration=True,
)
page = f"<style>{STYLE}</style>{html}<script>{script()}</script>"
