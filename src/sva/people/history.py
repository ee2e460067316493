"""Who had been harmed before: a fact of the records, not of the person."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["MONTHS_BEFORE", "with_history"]

#: How far back an earlier offence is looked for.
MONTHS_BEFORE = 12


def with_history(
    people: pd.DataFrame, victims: pd.DataFrame, offences: pd.DataFrame
) -> pd.DataFrame:
    """Mark people who are recorded as victims of any offence in the twelve months before.

    Parameters
    ----------
    people : pandas.DataFrame
        From `sva.people.select_people`: victims or suspects.
    victims : pandas.DataFrame
        The clean table, of all offences: ``offence_key``, ``incident_key``, ``person_key``.
    offences : pandas.DataFrame
        All offences, not serious ones alone: ``offence_key``, ``month``.

    Returns
    -------
    pandas.DataFrame
        The same rows with ``previous_victim``: true where the person was harmed in another incident of one of the
        twelve months before that of the offence; missing where the person has no key, or where the records do not reach
        back so far. Months are compared, so an earlier offence of the same month does not count.

    Examples
    --------
    >>> import pandas as pd
    >>> offences = pd.DataFrame({"offence_key": ["a", "b", "c"],
    ...     "month": pd.to_datetime(["2021-01-01", "2022-03-01", "2022-05-01"])})
    >>> victims = pd.DataFrame({"offence_key": ["a", "b"], "incident_key": ["i", "j"], "person_key": ["q", "p"]})
    >>> people = pd.DataFrame({"person_key": ["p", "q", None], "month": pd.to_datetime(["2022-05-01"] * 3)})
    >>> with_history(people, victims, offences)["previous_victim"].tolist()
    [True, False, <NA>]
    """
    import numpy as np
    import pandas as pd

    if people.empty or victims.empty:
        return people.assign(previous_victim=pd.array([pd.NA] * len(people), dtype="boolean"))
    wanted = victims["person_key"].isin(people["person_key"].dropna().unique())
    earlier = victims.loc[wanted & victims["person_key"].notna(), ["offence_key", "person_key"]]
    months = _numbers(offences["month"])
    of_offence = pd.Series(months, index=offences["offence_key"].to_numpy())
    of_offence = of_offence[~of_offence.index.duplicated()]
    when = earlier["offence_key"].map(of_offence).to_numpy(float)
    earlier = earlier.assign(_when=when).dropna(subset=["_when"])
    codes, keys = pd.factorize(earlier["person_key"], sort=False)
    own = pd.Index(keys).get_indexer(pd.Index(people["person_key"].fillna("").astype(str)))
    wide = 100_000  # months of one person lie together, apart from those of the next
    marks = np.unique(codes.astype("int64") * wide + earlier["_when"].to_numpy("int64"))
    now = own.astype("int64") * wide + _numbers(people["month"])
    first = np.searchsorted(marks, now - MONTHS_BEFORE, side="left")
    last = np.searchsorted(marks, now, side="left")
    had = (own >= 0) & (last > first)
    short = _numbers(people["month"]) - MONTHS_BEFORE < months.min()
    unknown = people["person_key"].isna().to_numpy() | (short & ~had)
    return people.assign(previous_victim=pd.Series(had, dtype="boolean").mask(unknown).array)


def _numbers(months: pd.Series) -> np.ndarray:
    """Count months, so that they can be subtracted."""
    import numpy as np
    import pandas as pd

    when = pd.to_datetime(months)
    return np.asarray(when.dt.year * 12 + when.dt.month, dtype="int64")
