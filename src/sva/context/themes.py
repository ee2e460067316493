"""Talks coded to themes, whose voices they are, and quotations with consent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sva import estimates

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment
    from sva.estimates.extensions import Quotations

__all__ = [
    "VOICES",
    "agree_on_themes",
    "collect_quotations",
    "count_notes_by_place",
    "count_themes",
    "voice_of",
]

#: Whose voice a talk is, by words in how its group is described; the first that fits.
VOICES: dict[str, str] = {
    "People who have harmed": r"probation|perpetrat|who have harmed|prison|youth justice|offend",
    "Victims and survivors": r"victim|survivor|harmed",
    "Partners who work with them": r"worker|teacher|officer|partner|professional|staff|nurse",
    "Children and young people": r"young|child|pupil|student|school",
    "Communities": r"communit|resident|parish|neighbour|parent",
}


def voice_of(groups: pd.Series) -> pd.Series:
    """Say whose voice each talk is.

    Parameters
    ----------
    groups : pandas.Series of str
        Who spoke, in general words.

    Returns
    -------
    pandas.Series of str
        One of `VOICES`, or "Others".

    Examples
    --------
    >>> import pandas as pd
    >>> voice_of(pd.Series(["Young people, 14 to 17", "Children in the youth justice system", "A choir"])).tolist()
    ['Children and young people', 'People who have harmed', 'Others']
    """

    def one(text: str) -> str:
        found = (name for name, words in VOICES.items() if re.search(words, text.lower()))
        return next(found, "Others")

    return groups.astype("string").fillna("").map(one).astype("string")


def count_themes(notes: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """Count the notes of talks by theme and by whose voice it is.

    Parameters
    ----------
    notes : pandas.DataFrame
        Clean notes: ``group``, ``theme``, ``held_on``.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        Estimates ``notes.count``: all themes of each voice first (``group`` "All"), 0 for a voice that nobody heard, then each
        theme. Talks are not a sample: counts say what came up, not how many people think so.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> notes = pd.DataFrame({"group": ["Victims of robbery"] * 2, "theme": ["Fear", None], "held_on": pd.to_datetime(["2023-01-01"] * 2)})
    >>> rows = count_themes(notes, load_assessment("west-mercia-2023-05"))
    >>> rows[rows["group"].eq("All")].set_index("strata")["numerator"].to_dict()["Children and young people"]
    0
    """
    import pandas as pd

    if notes.empty:
        return estimates.blank()
    voice = voice_of(notes["group"])
    theme = notes["theme"].astype("string").fillna("Not coded")
    names = [*VOICES, *(["Others"] if (voice == "Others").any() else [])]
    everything = voice.value_counts().reindex(names).fillna(0).astype("int64")
    parts = [pd.DataFrame({"group": "All", "strata": names, "numerator": everything.to_numpy()})]
    counts = pd.crosstab(theme, voice).reindex(columns=names, fill_value=0)
    # by name and not by number: an order by exact numbers would tell apart those that are printed alike
    wide = counts.sort_index().rename_axis(index="group", columns=None).reset_index()
    long = wide.melt("group", var_name="strata", value_name="numerator")
    held = pd.to_datetime(notes["held_on"]).dropna()
    return estimates.build(
        pd.concat([*parts, long.astype({"numerator": "int64"})], ignore_index=True),
        assessment.period,
        measure="notes.count",
        characteristic="theme",
        area_type="police_force",
        area_code=assessment.settings.area.police_force,
        period_start=held.min().replace(day=1),
        period_end=held.max() + pd.offsets.MonthEnd(0),
        source="engagement-notes",
        data_as_at=assessment.data_as_at("engagement-notes"),
    )


def count_notes_by_place(
    notes: pd.DataFrame, districts: list[str], assessment: Assessment
) -> pd.DataFrame:
    """Count the notes of talks by district, so that a place where nobody listened shows.

    Parameters
    ----------
    notes : pandas.DataFrame
        Clean notes: ``district_code``, ``held_on``.
    districts : list of str
        Codes of all districts of the area.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        Estimates ``notes.count``, a row a district; ``unknown_count`` is the number of notes without one.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> notes = pd.DataFrame({"district_code": ["E06000019", None], "held_on": pd.to_datetime(["2023-01-01"] * 2)})
    >>> rows = count_notes_by_place(notes, ["E06000019", "E06000051"], load_assessment("west-mercia-2023-05"))
    >>> rows["numerator"].tolist(), rows["unknown_count"].tolist()
    ([1, 0], [1, 1])
    """
    import pandas as pd

    if notes.empty:
        return estimates.blank()
    numbers = notes["district_code"].value_counts().reindex(districts).fillna(0).astype("int64")
    held = pd.to_datetime(notes["held_on"]).dropna()
    return estimates.build(
        pd.DataFrame({"area_code": districts, "numerator": numbers.to_numpy()}),
        assessment.period,
        measure="notes.count",
        area_type="district",
        unknown_count=int((~notes["district_code"].isin(districts)).sum()),
        period_start=held.min().replace(day=1),
        period_end=held.max() + pd.offsets.MonthEnd(0),
        source="engagement-notes",
        data_as_at=assessment.data_as_at("engagement-notes"),
    )


def agree_on_themes(notes: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """Measure how far two coders agree beyond chance, on the notes that both have coded.

    Parameters
    ----------
    notes : pandas.DataFrame
        ``theme``, ``theme_second``, ``held_on``.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        Estimate ``notes.kappa``; without rows where fewer than 10 notes were coded twice.

    References
    ----------
    Cohen, J. (1960). A coefficient of agreement for nominal scales. Educational and Psychological Measurement 20, 37-46.
    Fleiss, Cohen and Everitt (1969). Psychological Bulletin 72, 323-327 (limits).

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> notes = pd.DataFrame({"theme": ["a"] * 25 + ["b"] * 25, "theme_second": ["a"] * 20 + ["b"] * 5 + ["a"] * 10 + ["b"] * 15,
    ...     "held_on": pd.to_datetime(["2023-01-01"] * 50)})
    >>> round(float(agree_on_themes(notes, load_assessment("west-mercia-2023-05"))["value"][0]), 3)
    0.4
    """
    import numpy as np
    import pandas as pd

    twice = notes[notes["theme"].notna() & notes["theme_second"].notna()]
    n = len(twice)
    if n < 10:
        return estimates.blank()
    names = sorted(set(twice["theme"]) | set(twice["theme_second"]))
    table = pd.crosstab(twice["theme"], twice["theme_second"]).reindex(
        index=names, columns=names, fill_value=0
    )
    p = table.to_numpy(float) / n
    row, column = p.sum(1), p.sum(0)
    seen, chance = float(np.trace(p)), float(row @ column)
    if chance >= 1:
        return estimates.blank()
    kappa = (seen - chance) / (1 - chance)
    diagonal = np.diag(p)
    a = (diagonal * (1 - (row + column) * (1 - kappa)) ** 2).sum()
    mixed = (p * (column[:, None] + row[None, :]) ** 2).sum() - (
        diagonal * (row + column) ** 2
    ).sum()
    b = (1 - kappa) ** 2 * mixed
    c = (kappa - chance * (1 - kappa)) ** 2
    spread = float(np.sqrt(max(a + b - c, 0) / n) / (1 - chance))
    held = pd.to_datetime(notes["held_on"]).dropna()
    return estimates.build(
        pd.DataFrame({"value": [kappa], "lower": [kappa - 1.959964 * spread], "upper": [min(kappa + 1.959964 * spread, 1.0)], "numerator": [int(np.trace(table.to_numpy()))], "denominator": [n]}),
        assessment.period,
        measure="notes.kappa",
        confidence=0.95,
        method="Cohen's kappa, large-sample limits",
        area_type="police_force",
        area_code=assessment.settings.area.police_force,
        period_start=held.min().replace(day=1),
        period_end=held.max() + pd.offsets.MonthEnd(0),
        source="engagement-notes",
        data_as_at=assessment.data_as_at("engagement-notes"),
    )  # fmt: skip


def collect_quotations(notes: pd.DataFrame) -> Quotations:
    """Gather what speakers agreed to have quoted; the gate withholds what nobody has checked for identity.

    Parameters
    ----------
    notes : pandas.DataFrame
        Clean notes: ``group``, ``theme``, ``note``, ``may_quote``, ``may_quote_in_public``, ``identity_checked``.

    Returns
    -------
    Quotations
        Named "quotation.voices"; only notes whose speakers consented. The place of a talk is not among it.

    Examples
    --------
    >>> import pandas as pd
    >>> notes = pd.DataFrame({"group": ["Young people"] * 2, "theme": "Fear", "note": ["I take the long way.", "No."],
    ...     "may_quote": pd.array([True, False], dtype="boolean"), "may_quote_in_public": pd.array([None, None], dtype="boolean"),
    ...     "identity_checked": pd.array([True, True], dtype="boolean")})
    >>> collect_quotations(notes).frame[["text", "public_consent"]].to_numpy().tolist()
    [['I take the long way.', False]]
    """
    import pandas as pd

    from sva.estimates.extensions import Quotations

    said = notes[notes["may_quote"].astype("boolean").fillna(False).astype(bool)]
    # one of each voice first, then the second of each, so that none crowds out the rest
    turn = said.groupby(voice_of(said["group"]).to_numpy()).cumcount()
    said = said.iloc[turn.argsort(kind="stable")]
    return Quotations(
        "quotation.voices",
        pd.DataFrame(
            {
                "quotation": [f"q{number:03d}" for number in range(1, len(said) + 1)],
                "theme": said["theme"].to_numpy(),
                "text": said["note"].to_numpy(),
                "speaker": said["group"].to_numpy(),
                "consent": True,
                "public_consent": said["may_quote_in_public"]
                .astype("boolean")
                .fillna(False)
                .to_numpy(bool),
                "identity_checked": said["identity_checked"]
                .astype("boolean")
                .fillna(False)
                .to_numpy(bool),
                "source": "engagement-notes",
            }
        ),
    )
