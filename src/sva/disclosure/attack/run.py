"""The whole attack on one finished edition, and its verdict."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sva.disclosure.attack.answering import trace_maps
from sva.disclosure.attack.files import trace_files
from sva.disclosure.attack.gather import gather
from sva.disclosure.attack.geometry import trace_pictures
from sva.disclosure.attack.ground import Ground, Leak
from sva.disclosure.attack.kept import kept_or_found
from sva.disclosure.attack.layers import trace_layers
from sva.disclosure.attack.narrow import narrow
from sva.disclosure.attack.printed_page import trace_paper
from sva.disclosure.attack.scopes import Accounts
from sva.disclosure.attack.shown_tables import trace_tables
from sva.disclosure.attack.text import trace_text
from sva.disclosure.attack.told import printed_rows, told_by_classes, told_by_rows
from sva.disclosure.printed import printed_before

if TYPE_CHECKING:
    import pandas as pd

    from sva.disclosure.attack.places import Gathered
    from sva.disclosure.nesting import Parents

__all__ = ["Verdict", "attack"]

#: Raised when the attack learns something new: what it did not find before is looked for again.
_VERSION = "sva.attack/1"


@dataclass(frozen=True)
class Verdict:
    """What an attack on one edition came to.

    Parameters
    ----------
    edition : str
        Which; "both" for what both editions tell together.
    leaks : tuple of Leak
        What it tells and must not; empty where it may be published.
    places, numbers : int
        How many places were read, and how many numbers stood in them.
    narrowed : bool
        Whether protected counts were narrowed: an edition without rounding or complementary suppression promises nothing there.
    seconds : float
        How long it took.
    """

    edition: str
    leaks: tuple[Leak, ...]
    places: int
    numbers: int
    narrowed: bool
    seconds: float

    @property
    def won(self) -> tuple[Leak, ...]:
        """Protected counts that were narrowed below the policy's interval."""
        return tuple(each for each in self.leaks if each.kind == "narrowed")

    @property
    def line(self) -> str:
        """One line for the person who runs it."""
        what = f"{self.numbers:,} numbers in {self.places:,} places read"
        won = f"{len(self.won):,} protected counts" if self.won else "no protected count"
        rest = len(self.leaks) - len(self.won)
        left = f"; {rest:,} numbers or parts that nothing released accounts for" if rest else ""
        return f"The attack on the {self.named}: {what}, {won} won back{left}."

    @property
    def named(self) -> str:
        """The edition in words."""
        return "two editions together" if self.edition == "both" else f"{self.edition} edition"


def attack(
    folder: Path,
    ground: Ground,
    *,
    parents: Parents | None = None,
    cohorts: Mapping[str, tuple[int, int]] | None = None,
    before: Sequence[tuple[Path, Mapping[str, Any]]] = (),
    cache: Path | None = None,
) -> Verdict:
    """Attack a finished edition with nothing but its folder, and judge what came out by what was released.

    Parameters
    ----------
    folder : pathlib.Path
        The finished edition.
    ground : Ground
        What was released, and the exact estimates: the judge's knowledge, not the adversary's.
    parents : Parents, optional
        Which areas lie in which.
    cohorts : mapping of str to tuple of int, optional
        Cohorts of people by first and last age.
    before : sequence of (pathlib.Path, mapping), optional
        Public folders of earlier years that the adversary holds too, with the policy of each.
    cache : pathlib.Path, optional
        A file that keeps what narrowing found, by the hash of the released tables; the rest is always done.

    Returns
    -------
    Verdict
    """
    start = time.perf_counter()
    found = gather(folder)
    leaks = trace_files(folder, found, ground.files)
    leaks += [Leak("hidden", place.file, place.text) for place in found.odd]
    accounts = Accounts(found, ground)
    tables = [table for table in found.tables if not table.file.endswith(".gpkg")]
    leaks += trace_tables(tables, ground, accounts)
    leaks += trace_text(found, ground, accounts)
    leaks += trace_maps(found)
    leaks += trace_pictures(found, ground, accounts)
    leaks += trace_paper(found, ground, accounts)
    leaks += trace_layers(found.tables, ground)
    promised = ground.policy.get("edition") == "public" and ground.exact is not None
    if promised:
        leaks += _narrowed(found, ground, parents, cohorts, before, cache)
    return Verdict(
        str(ground.policy.get("edition")),
        tuple(dict.fromkeys(leaks)),
        len(found.places) + len(found.tables) + len(found.pictures),
        _count(found),
        promised,
        time.perf_counter() - start,
    )


def _count(found: Gathered) -> int:
    """Count the numbers read, as runs of digits."""
    texts = [place.text for place in found.places]
    texts += [text for table in found.tables for row in table.rows for text in row]
    return len(re.findall(r"\d[\d,.]*", "\n".join(texts)))


def _narrowed(
    found: Gathered,
    ground: Ground,
    parents: Parents | None,
    cohorts: Mapping[str, tuple[int, int]] | None,
    before: Sequence[tuple[Path, Mapping[str, Any]]],
    cache: Path | None,
) -> list[Leak]:
    """Narrow every protected count, unless the same release was narrowed before."""
    files = [table for table in found.tables if table.file.endswith(".csv")]
    earlier = [(gather_tables(path), policy) for path, policy in before]
    exact = ground.exact
    assert exact is not None
    mine = exact[exact["key"].isin(set(ground.released["key"]))]
    mine = mine.sort_values("key", kind="stable", ignore_index=True)
    key = _key(files, ground, mine, earlier, cohorts)

    def find() -> list[Leak]:
        rows_of = {name: ground.rows(name) for name in ground.views}
        told = [
            *told_by_rows(printed_rows(files), ground.policy),
            *told_by_classes(files, rows_of, ground.policy),
        ]
        remembered: dict[Any, tuple[float, float]] = {}
        for tables, policy in earlier:
            for name, (least, most) in printed_before(printed_rows(tables), policy).items():
                low, high = remembered.get(name, (0.0, float("inf")))
                remembered[name] = (max(low, least), min(high, most))
        return narrow(
            mine, told, ground.policy, before=remembered, parents=parents, cohorts=cohorts
        )

    return kept_or_found(cache, key, find)


def gather_tables(folder: Path) -> list[Any]:
    """Read the tables of an earlier year's folder."""
    return gather(folder / "tables").tables if (folder / "tables").is_dir() else []


def _key(
    files: Sequence[Any],
    ground: Ground,
    exact: pd.DataFrame,
    earlier: Sequence[tuple[Sequence[Any], Mapping[str, Any]]],
    cohorts: Mapping[str, tuple[int, int]] | None,
) -> str:
    """Hash all that narrowing depends on."""
    import pandas as pd

    digest = hashlib.sha256(_VERSION.encode())
    for part in (
        [(table.file, table.head, table.rows) for table in files],
        [
            [(t.view, t.head, t.rows) for t in tables if t.view == "estimates"]
            for tables, _ in earlier
        ],
        {
            name: ground.policy.get(name)
            for name in ("threshold", "rounding_base", "rounding", "protected_interval")
        },
        dict(cohorts or {}),
        pd.util.hash_pandas_object(exact[["key", "numerator", "denominator"]], index=False).sum(),
    ):
        digest.update(repr(part).encode())
    return digest.hexdigest()
