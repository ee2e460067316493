"""What people answer when they are asked: a survey, weighted, with what its weights cost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sva import estimates

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["EVERYONE", "share_answers"]

EVERYONE = "Everyone asked"
#: The answer to a question that is told: the first of these that anybody gave.
_TOLD = ("Unsafe", "Very unsafe", "Yes", "Agree", "Strongly agree")
_NO_ANSWER = ("don't know", "prefer not to say", "does not apply", "not answered")
#: Fewer effective answers than this carry the mark of a small base.
_SMALL = 50


def share_answers(survey: pd.DataFrame, assessment: Assessment) -> pd.DataFrame:
    """Give the weighted share of people who gave the answer that matters to each question, for everyone and for groups.

    The weights undo that some groups were asked oftener than others. That costs precision: the design effect is Kish's,
    1 plus the squared coefficient of variation of the weights, and the limits are those of the effective number of answers.

    Parameters
    ----------
    survey : pandas.DataFrame
        Clean answers: ``question``, ``answer``, ``weight`` (1 where not given), ``age_group``, ``sex``, ``answered_on``.
    assessment : Assessment

    Returns
    -------
    pandas.DataFrame
        Estimates ``answers.share``: ``strata`` is question and answer, ``group`` who was asked; ``denominator`` is the
        effective number of answers, ``weighted_denominator`` the number of people who answered, ``dispersion`` the design
        effect, ``unknown_count`` those who gave no answer. Who took part was not drawn at random, which no limits cover.

    References
    ----------
    Kish, L. (1965). Survey Sampling. Wiley, section 11.7.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> survey = pd.DataFrame({"question": "Q1 Feels safe", "answer": ["Unsafe", "Safe", "Safe", "Safe"], "weight": [3.0, 1, 1, 1],
    ...     "age_group": "18-24", "sex": "Female", "answered_on": pd.to_datetime("2022-11-01")})
    >>> row = share_answers(survey, load_assessment("west-mercia-2023-05")).iloc[0]
    >>> float(row["weighted_numerator"]), round(float(row["dispersion"]), 4), int(row["denominator"])
    (50.0, 1.3333, 3)
    """
    import pandas as pd

    if survey.empty:
        return estimates.blank()
    weight = survey["weight"].astype("Float64").fillna(1.0).astype(float)
    table = survey.assign(weight=weight)
    groups = _groups(table)
    records = []
    for question, answers in table.groupby("question", sort=True):
        silent = answers["answer"].isna() | answers["answer"].astype("string").str.lower().isin(
            _NO_ANSWER
        ).fillna(False)
        said = answers[~silent]
        told = next((word for word in _TOLD if (said["answer"] == word).any()), None)
        if told is None or said.empty:
            continue
        for name, inside in groups.items():
            part = said[inside.reindex(said.index)]
            w = part["weight"]
            if w.sum() <= 0:
                continue
            share = float(w[part["answer"] == told].sum() / w.sum())
            effective = float(w.sum() ** 2 / (w**2).sum())
            records.append(
                {
                    "strata": f"{re.sub(r'^Q?[0-9]+[.: ]*', '', str(question))}: {told}",
                    "group": name,
                    "numerator": round(share * effective),
                    "denominator": round(effective),
                    "weighted_numerator": 100 * share,
                    "weighted_denominator": float(len(part)),
                    "dispersion": len(part) / effective,
                    "unknown_count": int(silent[inside.reindex(silent.index)].sum()),
                    "flag": "small base" if effective < _SMALL else None,
                }
            )
    if not records:
        return estimates.blank()
    asked = pd.to_datetime(survey["answered_on"]).dropna()
    return estimates.build(
        pd.DataFrame(records),
        assessment.period,
        measure="answers.share",
        characteristic="who was asked",
        area_type="police_force",
        area_code=assessment.settings.area.police_force,
        period_start=asked.min().replace(day=1),
        period_end=asked.max() + pd.offsets.MonthEnd(0),
        source="survey",
        data_as_at=assessment.data_as_at("survey"),
    )


def _groups(table: pd.DataFrame) -> dict[str, pd.Series]:
    """Say who belongs to each group that answers are told for."""
    import pandas as pd

    ages = (
        table["age_group"].astype("string").str.extract(r"(\d{1,3})\D+(\d{1,3})").astype("Float64")
    )
    old = (
        table["age_group"]
        .astype("string")
        .str.extract(r"(\d{1,3})\s*(?:\+|and over)")[0]
        .astype("Float64")
    )
    young = (ages[1] < 25).fillna(False).astype(bool)
    older = ((ages[0] >= 25) | (old >= 25)).fillna(False).astype(bool)
    return {
        EVERYONE: pd.Series(True, index=table.index),
        "Under 25": young,
        "25 and over": older,
        "Female": table["sex"].eq("Female"),
        "Male": table["sex"].eq("Male"),
    }
