"""How people are tied to each other and to offences: overlap, together, again, the few with most, with a suspect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva import cohorts, estimates
from sva.people.profile import shared, year_of

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment

__all__ = ["overlap", "repeat_share", "suspected_together", "top_people"]


def overlap(
    victims: pd.DataFrame,
    suspects: pd.DataFrame,
    assessment: Assessment,
    *,
    cohort: str = cohorts.EVERYONE,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Say how many of the people harmed are also suspects, and how many suspects were also harmed.

    Parameters
    ----------
    victims, suspects : pandas.DataFrame
        From `sva.people.select_people`, of the same offences.
    assessment : Assessment
    cohort : str
        The cohort, for the key.
    period : tuple of datetime.date, optional
        By default the last twelve months.

    Returns
    -------
    pandas.DataFrame
        Estimates ``victims.share`` and ``suspects.share``, each of the different people with a person key;
        ``unknown_count`` the records without one.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> month = pd.to_datetime(["2022-05-01"] * 3)
    >>> victims = pd.DataFrame({"counted": range(3), "person_key": ["p", "q", "q"], "month": month})
    >>> suspects = pd.DataFrame({"counted": range(3), "person_key": ["q", "r", "s"], "month": month})
    >>> overlap(victims, suspects, load_assessment("west-mercia-2023-05"))[["numerator", "denominator"]].to_numpy().tolist()
    [[1, 2], [1, 3]]
    """
    import pandas as pd

    victims, period = year_of(victims, assessment, period)
    suspects, _ = year_of(suspects, assessment, period)
    if victims.empty or suspects.empty:
        return estimates.blank()
    harmed, suspected = set(victims["person_key"].dropna()), set(suspects["person_key"].dropna())
    both = len(harmed & suspected)
    parts = []
    for who, table, own, words in (
        ("victims", victims, harmed, "also suspected of serious violence"),
        ("suspects", suspects, suspected, "also harmed by serious violence"),
    ):
        if not own:
            continue
        rows = pd.DataFrame({"group": [words], "numerator": [both], "denominator": [len(own)]})
        parts.append(
            estimates.build(
                rows,
                assessment.period,
                measure=f"{who}.share",
                characteristic="overlap",
                unknown_count=int(table["person_key"].isna().sum()),
                **shared(who, assessment, period, cohort),
            )
        )
    return pd.concat(parts, ignore_index=True) if parts else estimates.blank()


def suspected_together(
    suspects: pd.DataFrame,
    assessment: Assessment,
    *,
    cohort: str = cohorts.EVERYONE,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Give the share of incidents with a suspect in which two or more are suspected together.

    Parameters
    ----------
    suspects, assessment, cohort, period
        As for `overlap`.

    Returns
    -------
    pandas.DataFrame
        One estimate ``incidents.share``.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> suspects = pd.DataFrame({"counted": range(3), "incident_key": ["i", "i", "j"], "month": pd.to_datetime(["2022-05-01"] * 3)})
    >>> suspected_together(suspects, load_assessment("west-mercia-2023-05"))[["numerator", "denominator"]].iloc[0].tolist()
    [1, 2]
    """
    import pandas as pd

    suspects, period = year_of(suspects, assessment, period)
    if suspects.empty:
        return estimates.blank()
    each = suspects.groupby("incident_key")["counted"].nunique()
    rows = pd.DataFrame(
        {"group": ["linked to two suspects or more"], "numerator": [int((each > 1).sum())], "denominator": [len(each)]}
    )  # fmt: skip
    return estimates.build(
        rows,
        assessment.period,
        measure="incidents.share",
        characteristic="together",
        unknown_count=0,
        **shared("suspects", assessment, period, cohort),
    )


def top_people(
    people: pd.DataFrame,
    assessment: Assessment,
    who: str,
    *,
    part: float = 0.05,
    cohort: str = cohorts.EVERYONE,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Give the share of incidents that those with most of them bear, or are suspected of.

    Parameters
    ----------
    people : pandas.DataFrame
        From `sva.people.select_people`.
    assessment, cohort, period
        As for `overlap`.
    who : {"victims", "suspects"}
        Whose incidents.
    part : float
        Which part of the different people: 0.05 for 5 in 100.

    Returns
    -------
    pandas.DataFrame
        One estimate ``<who>.share``. Where most people have one incident the share is little above `part`; it is not
        evidence that anyone is prone to more.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> people = pd.DataFrame({"counted": range(24), "person_key": ["p"] * 5 + [f"q{i}" for i in range(19)],
    ...     "month": pd.to_datetime(["2022-05-01"] * 24)})
    >>> top_people(people, load_assessment("west-mercia-2023-05"), "victims")[["numerator", "denominator"]].iloc[0].tolist()
    [5, 24]
    """
    import pandas as pd

    people, period = year_of(people, assessment, period)
    once = people.drop_duplicates("counted") if len(people) else people
    if once.empty or once["person_key"].notna().sum() == 0:
        return estimates.blank()
    each = once["person_key"].value_counts()
    top = max(1, int(len(each) * part + 1e-9))
    words = {"victims": "borne", "suspects": "laid to"}[who]
    rows = pd.DataFrame(
        {
            "group": [f"{words} by the {part:.0%} of people with most" if who == "victims" else f"{words} the {part:.0%} of people with most"],
            "numerator": [int(each.iloc[:top].sum())],
            "denominator": [int(each.sum())],
            "unknown_count": [int(once["person_key"].isna().sum())],
        }
    )  # fmt: skip
    return estimates.build(
        rows,
        assessment.period,
        measure=f"{who}.share",
        characteristic="top",
        **shared(who, assessment, period, cohort),
    )


def repeat_share(
    people: pd.DataFrame,
    assessment: Assessment,
    who: str,
    *,
    cohort: str = cohorts.EVERYONE,
    period: tuple[date, date] | None = None,
) -> pd.DataFrame:
    """Give the share of incidents that befell, or are laid to, people with more than one in the period.

    Parameters
    ----------
    people : pandas.DataFrame
        From `select_people`, of one cohort.
    assessment : Assessment
    who : {"victims", "suspects"}
        Whose incidents.
    cohort : str
        The cohort of `people`, for the key.
    period : tuple of datetime.date, optional
        By default the last twelve months.

    Returns
    -------
    pandas.DataFrame
        One estimate ``repeat.share``: of the incidents of people with a person key, each counted once for each
        person, those of people who have at least two. ``unknown_count`` is the number without a key. Two records of
        one person under two keys look like two people, so the share is, if anything, too low.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> people = pd.DataFrame({"counted": [0, 1, 2], "person_key": ["p", "p", "q"], "month": pd.to_datetime(["2022-05-01"] * 3)})
    >>> repeat_share(people, load_assessment("west-mercia-2023-05"), "victims")[["numerator", "denominator"]].iloc[0].tolist()
    [2, 3]
    """
    import pandas as pd

    people, period = year_of(people, assessment, period)
    if people.empty:
        return estimates.blank()
    once = people.drop_duplicates("counted")
    each = once["person_key"].value_counts()
    rows = pd.DataFrame(
        {
            "group": [who.capitalize()],
            "numerator": [int(each[each > 1].sum())],
            "denominator": [int(each.sum())],
            "unknown_count": [int(once["person_key"].isna().sum())],
        }
    )
    return estimates.build(
        rows,
        assessment.period,
        measure="repeat.share",
        characteristic="repeat",
        **shared(who, assessment, period, cohort),
    )
