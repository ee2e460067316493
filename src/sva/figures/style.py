"""One look for every chart: the bundled font, the colours, and a sheet measured in pixels."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "ACCENT",
    "CATEGORIES",
    "COMPARISON",
    "FAMILY",
    "INK",
    "MUTED",
    "RULE",
    "SEQUENCE",
    "WARNING",
    "Sheet",
    "measure",
    "rc",
    "text_width",
    "wrap",
]

FAMILY = "Public Sans"
INK = "#0b0c0c"
MUTED = "#505a5f"
RULE = "#d5d9dc"
ACCENT = "#12436D"  # this area
COMPARISON = "#8a9296"  # what it is compared with
WARNING = "#b10e1e"  # warnings, and nothing else
#: Up to five lines, which differ by lightness, by dash and with every kind of colour vision; dark enough for text on white.
CATEGORIES = ("#12436D", "#B75D1B", "#216E6E", "#9f004c", "#1C1C1C")
#: Five classes from light to dark, in even steps of lightness.
SEQUENCE = ("#e4f0fa", "#a6cbe6", "#63a0cf", "#2c6fa8", "#0f3a63")


@cache
def _font_files() -> dict[str, str]:
    """Tell matplotlib of the bundled fonts, once; return their paths by weight."""
    import logging

    from matplotlib.font_manager import fontManager

    # the fallback family has no semi-bold; matplotlib need not say so on every run
    logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)
    folder = resources.files("sva.figures").joinpath("fonts")
    paths = {
        "normal": str(folder.joinpath("PublicSans-Regular.ttf")),
        "semibold": str(folder.joinpath("PublicSans-SemiBold.ttf")),
    }
    for path in paths.values():
        fontManager.addfont(path)
    return paths


@cache
def _ruler(weight: str) -> Any:
    from matplotlib.ft2font import FT2Font

    ruler = FT2Font(_font_files()[weight])
    ruler.set_size(100, 72)
    return ruler


def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Measure a line of text.

    Parameters
    ----------
    text : str
        One line.
    size : float
        Height of the type in pixels.
    weight : {"normal", "semibold"}
        Of the bundled font.

    Returns
    -------
    float
        Pixels.

    Examples
    --------
    >>> text_width("iii", 14) < text_width("MMM", 14)
    True
    """
    return measure(text, size, weight)[0]


def measure(text: str, size: float, weight: str = "normal") -> tuple[float, float, float]:
    """Measure a line of text, also upwards and downwards.

    Parameters
    ----------
    text : str
        One line.
    size : float
        Height of the type in pixels.
    weight : {"normal", "semibold"}
        Of the bundled font.

    Returns
    -------
    tuple of float
        Width, height, and how much of the height lies under the line, pixels.
    """
    wide, tall, under = _measured(text, weight)
    return wide * size / 100, tall * size / 100, under * size / 100


@cache
def _measured(text: str, weight: str) -> tuple[float, float, float]:
    import warnings

    ruler = _ruler(weight)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ruler.set_text(text, 0)
    wide, tall = ruler.get_width_height()
    return wide / 64, tall / 64, ruler.get_descent() / 64


def wrap(text: str, width: float, size: float, weight: str = "normal") -> list[str]:
    """Break a text into lines no wider than a width; a word is never broken.

    Parameters
    ----------
    text : str
        Words with single spaces.
    width, size : float
        Pixels.
    weight : {"normal", "semibold"}
        Of the bundled font.

    Returns
    -------
    list of str
        At least one line.

    Examples
    --------
    >>> wrap("South Worcestershire", 90, 14)
    ['South', 'Worcestershire']
    """
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_width(longer, size, weight) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def rc() -> Any:
    """Return the settings of matplotlib under which every chart is drawn."""
    _font_files()
    return {
        "font.family": [FAMILY, "DejaVu Sans"],
        "font.size": 14,
        "text.color": INK,
        "axes.edgecolor": MUTED,
        "axes.linewidth": 1,
        "axes.labelcolor": INK,
        "xtick.color": MUTED,
        "ytick.color": MUTED,
        "xtick.labelcolor": INK,
        "ytick.labelcolor": INK,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "hatch.linewidth": 0.6,
        "axes.unicode_minus": True,
        "path.simplify": False,
        "text.parse_math": False,
    }


class Sheet:
    """A drawing surface measured in pixels from the top left, whose height is set when it is known.

    Parameters
    ----------
    width : int
        Pixels: 680 for a page, 360 for a phone.
    height : int
        Pixels.

    Examples
    --------
    >>> sheet = Sheet(680, 400)
    >>> sheet.size
    14
    """

    def __init__(self, width: int, height: int) -> None:
        from matplotlib.figure import Figure

        self.width, self.height = width, height
        self.narrow = width < 500
        self.size = 13 if self.narrow else 14
        self.figure: Figure = Figure(figsize=(width / 72, height / 72), dpi=72)
        self.figure.patch.set_visible(False)  # the page is white

    def axes(self, left: float, top: float, right: float, bottom: float) -> Axes:
        """Add axes; each argument is a margin in pixels from that side."""
        made = self.figure.add_axes(
            (
                left / self.width,
                bottom / self.height,
                max(self.width - left - right, 20) / self.width,
                max(self.height - top - bottom, 20) / self.height,
            )
        )
        made.patch.set_visible(False)
        return made

    def text(self, x: float, y: float, text: str, **style: Any) -> None:
        """Write at pixels from the top left; words that would leave the sheet are moved into it."""
        given = {"fontsize": self.size, "va": "top", "ha": "left", "color": INK} | style
        if "rotation" not in given:
            long = text_width(text, given["fontsize"], str(given.get("weight", "normal")))
            before = {"center": 0.5, "right": 1.0}.get(given["ha"], 0.0) * long
            x = max(min(x, self.width - long + before), before)
        self.figure.text(x / self.width, 1 - y / self.height, text, **given)

    def lines(self, x: float, y: float, lines: list[str], **style: Any) -> float:
        """Write lines under one another; return the y below the last."""
        step = style.get("fontsize", self.size) + 5
        for number, line in enumerate(lines):
            self.text(x, y + number * step, line, **style)
        return y + len(lines) * step

    def swatch(self, x: float, y: float, **style: Any) -> None:
        """Draw a legend's square, 12 by 12 pixels, at pixels from the top left."""
        from matplotlib.patches import Rectangle

        given: dict[str, Any] = {"linewidth": 0} | style
        square = Rectangle(
            (x / self.width, 1 - (y + 12) / self.height), 12 / self.width, 12 / self.height, **given
        )
        square.set_transform(self.figure.transFigure)
        self.figure.add_artist(square)
