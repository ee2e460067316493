"""The area's own definition of serious violence, applied to offences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva.cohorts.periods import within

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import pandas as pd

    from sva.assessment import Assessment
    from sva.assessment.schema import Definition, OtherDefinition

__all__ = ["classify", "select_serious", "undecided"]


def classify(offences: pd.DataFrame, definition: Definition | OtherDefinition) -> pd.Series:
    """Give each offence its group of the definition, by its code and flags.

    Where an offence fits several groups the first in the definition has it, so that the groups add up. A flag
    that is not recorded does not count as set: see `undecided`.

    Parameters
    ----------
    offences : pandas.DataFrame
        ``offence_code`` and the flag columns that the definition names.
    definition : Definition or OtherDefinition
        ``assessment.settings.definition``, or another to set beside it.

    Returns
    -------
    pandas.Series of str
        The group's name; null where the offence is not serious violence. The index of `offences`.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> definition = load_assessment("west-mercia-2023-05").settings.definition
    >>> offences = pd.DataFrame({"offence_code": ["34B", "8N", "8N"], "knife_enabled": [False, True, None]})
    >>> classify(offences, definition).tolist()
    ['robbery', 'knife-injury', nan]
    """
    import pandas as pd

    codes = offences["offence_code"].astype("category")
    result = pd.Series(pd.NA, index=offences.index, dtype="str")
    free = pd.Series(True, index=offences.index)
    for group in definition.groups:
        fits = free & codes.isin(group.offence_codes)
        if group.any_flag:
            fits &= _any_flag(offences, group.any_flag)
        result[fits] = group.name
        free &= ~fits
    return result


def undecided(offences: pd.DataFrame, definition: Definition) -> pd.Series:
    """Mark the offences that would be serious violence if a flag that is not recorded were set.

    Parameters
    ----------
    offences, definition
        As for `classify`.

    Returns
    -------
    pandas.Series of bool
        The index of `offences`.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> definition = load_assessment("west-mercia-2023-05").settings.definition
    >>> offences = pd.DataFrame({"offence_code": ["34B", "8N", "8N"], "knife_enabled": [None, True, None]})
    >>> undecided(offences, definition).tolist()
    [False, False, True]
    """
    import pandas as pd

    codes = offences["offence_code"].astype("category")
    open_ = pd.Series(False, index=offences.index)
    for group in definition.groups:
        if group.any_flag:
            flags = offences[_present(offences, group.any_flag)].astype("boolean")
            unknown = flags.isna().any(axis=1) if flags.shape[1] else True
            open_ |= codes.isin(group.offence_codes) & unknown
    return open_ & classify(offences, definition).isna()


def _present(offences: pd.DataFrame, flags: Sequence[str]) -> list[str]:
    return [flag for flag in flags if flag in offences.columns]


def _any_flag(offences: pd.DataFrame, flags: Sequence[str]) -> pd.Series:
    import pandas as pd

    found = pd.Series(False, index=offences.index)
    for flag in _present(offences, flags):
        found |= offences[flag].astype("boolean").fillna(False).astype(bool)
    return found


def select_serious(
    offences: pd.DataFrame, assessment: Assessment, period: tuple[date, date] | None = None
) -> pd.DataFrame:
    """Keep the offences that the assessment calls serious violence, each with its group.

    Parameters
    ----------
    offences : pandas.DataFrame
        The clean table; it may be empty.
    assessment : Assessment
    period : tuple of datetime.date, optional
        Only offences of these months.

    Returns
    -------
    pandas.DataFrame
        The same columns and ``serious``, the name of the group.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> offences = pd.DataFrame({"offence_code": ["34B", "105A"], "month": pd.to_datetime(["2023-01-01"] * 2)})
    >>> select_serious(offences, load_assessment("west-mercia-2023-05"))["serious"].tolist()
    ['robbery']
    """
    kept = offences if period is None else within(offences, period)
    group = classify(kept, assessment.settings.definition)
    return kept[group.notna()].assign(serious=group[group.notna()])
