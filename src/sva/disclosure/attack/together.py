"""The attack of somebody who holds both editions: what the public one says beside the restricted one's exact counts."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sva.disclosure.attack.ground import Leak
from sva.disclosure.attack.kept import kept_or_found
from sva.disclosure.attack.narrow import narrow
from sva.disclosure.attack.run import Verdict, gather_tables
from sva.disclosure.attack.told import Told, printed_rows, told_by_rows
from sva.disclosure.rounding import NUMBERS

if TYPE_CHECKING:
    import pandas as pd

    from sva.disclosure.nesting import Parents

__all__ = ["attack_together"]


def attack_together(
    folders: Mapping[str, Path],
    policies: Mapping[str, Mapping[str, Any]],
    exact: pd.DataFrame,
    *,
    parents: Parents | None = None,
    cohorts: Mapping[str, tuple[int, int]] | None = None,
    cache: Path | None = None,
) -> Verdict:
    """Find the counts that the restricted edition withholds and that both editions together give back.

    Parameters
    ----------
    folders : mapping of str to pathlib.Path
        The finished editions, "public" and "restricted".
    policies : mapping of str to mapping
        The policy of each; the restricted one's says how far a count may be narrowed.
    exact : pandas.DataFrame
        The rows that are in the restricted edition, with their exact counts.
    parents : Parents, optional
        Which areas lie in which.
    cohorts : mapping of str to tuple of int, optional
        Cohorts of people by first and last age.
    cache : pathlib.Path, optional
        A file that keeps what was found, by the hash of what both editions print.

    Returns
    -------
    Verdict
        With a leak for each count narrowed too far, and the shortest proof found.
    """
    import pandas as pd

    start = time.perf_counter()

    printed = {
        edition: printed_rows(
            [table for table in gather_tables(folder) if table.file.endswith(".csv")]
        )
        for edition, folder in folders.items()
    }
    mine = exact.sort_values("key", kind="stable", ignore_index=True)
    digest = hashlib.sha256(b"sva.attack-together/1")
    for frame in (*printed.values(), mine):
        digest.update(
            str(pd.util.hash_pandas_object(frame.astype(str), index=False).sum()).encode()
        )
    for part in (sorted(cohorts.items()) if cohorts else (), _rules(policies)):
        digest.update(repr(part).encode())

    def find() -> list[Leak]:
        told: list[Told] = []
        for edition, frame in printed.items():
            rows = told_by_rows(frame, policies[edition])
            told += [each._replace(words=f"{edition} edition: {each.words}") for each in rows]
        return narrow(mine, told, policies["restricted"], parents=parents, cohorts=cohorts)

    leaks = kept_or_found(cache, digest.hexdigest(), find)
    rows = sum(len(frame) for frame in printed.values())
    numbers = sum(int(frame[list(NUMBERS)].notna().to_numpy().sum()) for frame in printed.values())
    return Verdict("both", tuple(leaks), rows, numbers, True, time.perf_counter() - start)


def _rules(policies: Mapping[str, Mapping[str, Any]]) -> list[tuple[str, Any]]:
    names = ("threshold", "rounding_base", "rounding", "protected_interval")
    return [
        (f"{edition}.{name}", each.get(name))
        for edition, each in sorted(policies.items())
        for name in names
    ]
