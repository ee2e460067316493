"""Who stands behind things that are counted: the people who stand behind more than one of them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from sva.errors import SvaError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import pandas as pd

    from sva.assessment.schema import Settings

__all__ = ["Behind"]

_EVERYBODY = ("all",)


class Behind:
    """The things behind which somebody stands who stands behind others too.

    Parameters
    ----------
    table : pandas.DataFrame
        A row for each thing and person: ``thing``, ``person_key``, ``month``, and what counts are split by.
    settings : sva.assessment.schema.Settings
        For its cohorts of ages.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.assessment import load_assessment
    >>> table = pd.DataFrame({"thing": [1, 2, 3, 3, 4], "person_key": ["p", "p", "p", "q", "q"],
    ...     "month": pd.to_datetime(["2023-01-01"] * 5)})
    >>> behind = Behind(table, load_assessment("west-mercia-2023-05").settings)
    >>> behind.most(behind.every, 4)
    (3, 1)
    """

    def __init__(self, table: pd.DataFrame, settings: Settings) -> None:
        import numpy as np
        import pandas as pd

        keyed = table[table["person_key"].notna()].drop_duplicates(["thing", "person_key"])
        self.table = keyed[keyed["person_key"].duplicated(keep=False)].reset_index(drop=True)
        self.things = pd.factorize(self.table["thing"])[0]
        self.people = pd.factorize(self.table["person_key"])[0]
        self.every = np.ones(len(self.table), dtype=bool)
        self.cohorts = {each.name: each for each in settings.cohorts}
        self._codes: dict[str, tuple[np.ndarray | None, dict[Any, int]]] = {}
        self._found: dict[Any, np.ndarray] = {}

    def __len__(self) -> int:
        return len(self.table)

    @cached_property
    def months(self) -> np.ndarray:
        return self.table["month"].to_numpy("datetime64[D]")

    def within(self, start: Any, end: Any) -> np.ndarray:
        """Mark the things of a period."""
        import numpy as np

        return (self.months >= np.datetime64(start, "D")) & (self.months <= np.datetime64(end, "D"))

    def equal(self, column: str, value: object) -> np.ndarray | None:
        """Mark the things with a value in a column; None where the column is not there."""
        numbers, names = self._coded(column)
        return None if numbers is None else numbers == names.get(value, len(names))

    def _coded(self, column: str) -> tuple[np.ndarray | None, dict[Any, int]]:
        """Give the values of a column as numbers, once."""
        import pandas as pd

        if column not in self._codes:
            if column not in self.table.columns:
                return None, {}
            numbers, names = pd.factorize(self.table[column])
            self._codes[column] = numbers, {name: place for place, name in enumerate(names)}
        return self._codes[column]

    def somewhere(self, area_type: str) -> set[str]:
        """Name the areas in which any of them lie."""
        return set(self._coded(f"{area_type}_code")[1])

    def grouped(self, characteristic: str, group: str) -> np.ndarray | None:
        """Mark the people of a group; None where the records do not say it of each."""
        from sva.people.characteristics import label_groups

        name = f"group of {characteristic}"
        if name not in self.table.columns:
            try:
                self.table[name] = label_groups(self.table, characteristic)
            except SvaError:
                return None
        return self.equal(name, group)

    def in_cohort(self, name: object) -> np.ndarray | None:
        """Mark the people of a cohort by age, or of its offences; None for any other cohort."""
        from sva.people.subsets import SUBSETS

        if not isinstance(name, str) or name in _EVERYBODY:
            return self.every
        if name in SUBSETS:
            return self.equal(*SUBSETS[name])
        cohort = self.cohorts.get(name)
        if cohort is None or cohort.counts != "person" or "age" not in self.table.columns:
            return None
        place = ("cohort", name)
        if place not in self._found:
            low, high = cohort.ages
            aged = self.table["age"].astype("Float64").between(low, high)
            self._found[place] = aged.fillna(False).to_numpy(bool)
        return self._found[place]

    def chosen(self, at: Mapping[str, Any]) -> np.ndarray | None:
        """Mark what a row counts, by its period, area, kind of offence and cohort; None where they do not say it."""
        masks = [
            self.within(at["period_start"], at["period_end"]),
            self.in_cohort(at["cohort"]),
        ]
        if at["area_type"] != "police_force":
            masks.append(self.equal(f"{at['area_type']}_code", at["area_code"]))
        if isinstance(at["offence_group"], str):
            masks.append(self.equal("serious", at["offence_group"]))
        out = self.every
        for mask in masks:
            if mask is None:
                return None
            out = out & mask
        return out

    def most(self, mask: np.ndarray, count: int) -> tuple[int, int] | None:
        """Count the things behind which the most frequent person stands, and the next one's among those that are left.

        Parameters
        ----------
        mask : numpy.ndarray of bool
        count : int
            How many things there are with those of people who stand behind one alone.

        Returns
        -------
        tuple of int, or None
            None where nobody stands behind two.
        """
        import numpy as np

        people = self.people[mask]
        if len(people) < 2 or not count:
            return None
        numbers = np.bincount(people)
        largest = int(numbers.max())
        if largest < 2:
            return None
        things = self.things[mask]
        own = things[people == int(numbers.argmax())]
        left = people[~np.isin(things, own)]
        second = int(np.bincount(left).max()) if len(left) else 0
        return largest, max(second, int(count > largest))
