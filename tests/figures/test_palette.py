"""The colours of charts in greyscale and with each of three colour-vision deficiencies.

Deficiencies are simulated in linear sRGB by the matrices of severity 1.0 of Machado, Oliveira and Fernandes, "A
Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE Transactions on Visualization and Computer
Graphics 15 (2009), 1291-1298, table 1. Distances are of CIELAB (1976, D65): 2.3 is just noticeable side by side, and marks
that stand apart need several times as much.
"""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest

from sva.figures.forms import bars, choropleth, dots, pyramid, stacked, survival
from sva.figures.style import ACCENT, CATEGORIES, COMPARISON, SEQUENCE, WARNING

VISIONS = {
    "full": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}  # fmt: skip
_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)  # fmt: skip
_WHITE = np.array([0.95047, 1.0, 1.08883])
#: Marks of one chart lie at least so far apart; a step of a ramp, which lies beside the next, at least so far.
APART, STEP = 15.0, 12.0

#: Colours that may stand in one chart as marks of one shape, told apart by nothing but their colour, place and name.
TOGETHER = {
    "lines": CATEGORIES,
    "stacked": stacked._PARTS,
    "bars": bars._TINTS,
    "bars beside all": (ACCENT, COMPARISON),
    "dots": tuple(colour for colour, sign in dots._SIGNS if sign == "dot"),
    "rings": tuple(colour for colour, sign in dots._SIGNS if sign == "ring"),
    "pyramid": pyramid._SIDES,
    "months": (ACCENT, WARNING),
    **{f"ring on class {n}": (choropleth.RING, shade) for n, shade in enumerate(SEQUENCE)},
    **{f"curve {n} on its band": (CATEGORIES[n], band) for n, band in enumerate(survival._BANDS)},
}
TOGETHER["map"] = SEQUENCE


def _linear(colour: str) -> np.ndarray:
    part = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def _lab(colour: str, vision: str = "full") -> np.ndarray:
    seen = np.clip(VISIONS[vision] @ _linear(colour), 0, 1)
    ratio = _TO_XYZ @ seen / _WHITE
    f = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def _lightness(colour: str) -> float:
    return float(_lab(colour)[0])


def _on_white(colour: str) -> float:
    """WCAG 2.2 contrast with white."""
    return 1.05 / (float(_TO_XYZ[1] @ _linear(colour)) + 0.05)


def test_the_simulation_gives_what_is_known():
    # white stays white, greys stay grey (each row of a matrix adds up to 1), and pure red darkens most for protanopes
    for vision in VISIONS:
        assert _lab("#ffffff", vision) == pytest.approx([100, 0, 0], abs=0.02)
        assert _lab("#777777", vision)[1:] == pytest.approx([0, 0], abs=0.02)
    assert _lightness("#777777") == pytest.approx(50.03, abs=0.05)  # CIELAB of sRGB 119: 50.03
    red = {vision: _lab("#ff0000", vision)[0] for vision in VISIONS}
    assert red["protanopia"] < red["deuteranopia"] < red["tritanopia"] + 20
    assert np.linalg.norm(_lab("#ff0000", "deuteranopia") - _lab("#00a000", "deuteranopia")) < 45


def test_it_finds_the_pair_that_the_first_palette_failed_on():
    # navy and plum of the Analysis Function's palette lie 11 apart to a protanope, and are one grey
    far = float(np.linalg.norm(_lab("#12436D", "protanopia") - _lab("#801650", "protanopia")))
    assert far < APART
    assert abs(_lightness("#12436D") - _lightness("#801650")) < 2


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("chart", TOGETHER)
def test_any_two_marks_of_a_chart_differ_with_every_colour_vision(chart, vision):
    for one, other in combinations(TOGETHER[chart], 2):
        far = float(np.linalg.norm(_lab(one, vision) - _lab(other, vision)))
        assert far >= APART, (one, other, round(far, 1))


@pytest.mark.parametrize(
    ("chart", "least"), [("lines", 6), ("bars", 7), ("pyramid", 12), ("dots", 12), ("rings", 12)]
)
def test_any_two_marks_of_a_chart_differ_in_greyscale(chart, least):
    # lines differ by their dashes and carry their names as well
    for one, other in combinations(TOGETHER[chart], 2):
        assert abs(_lightness(one) - _lightness(other)) >= least, (one, other)


def test_parts_of_a_bar_that_touch_differ_in_greyscale():
    for one, other in pairwise(stacked._PARTS):
        assert abs(_lightness(one) - _lightness(other)) >= 15, (one, other)


@pytest.mark.parametrize("vision", VISIONS)
def test_the_ramp_of_maps_grows_darker_by_clear_steps_with_every_colour_vision(vision):
    steps = -np.diff([_lab(shade, vision)[0] for shade in SEQUENCE])
    assert (steps >= STEP).all(), steps.round(1)


def test_colours_that_letters_are_written_in_can_be_read_on_white():
    for colour in (*CATEGORIES, *pyramid._SIDES, WARNING):
        assert _on_white(colour) >= 4.5, colour


def test_no_category_is_the_colour_of_warnings():
    for colour in CATEGORIES:
        assert np.linalg.norm(_lab(colour) - _lab(WARNING)) >= APART, colour
