"""Try one file under a contract, in seconds, without writing anything."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sva.intake.contract import Contract, load_contract

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment
    from sva.intake.mapping import Mapping

__all__ = ["Checked", "check"]

_PLACES = ("place", "street_place", "home")


@dataclass(frozen=True)
class Checked:
    """What would become of a file's rows.

    Parameters
    ----------
    contract : str
    accounting, log, quarantine, completeness : pandas.DataFrame
        In the shapes of `sva.intake.tables.BESIDE`.
    """

    contract: str
    accounting: pd.DataFrame
    log: pd.DataFrame
    quarantine: pd.DataFrame
    completeness: pd.DataFrame

    def __str__(self) -> str:
        lines = [f"As {self.contract}:"]
        lines += [
            f"  {row.file}: {row.rows_in:,} rows in = {row.clean:,} clean + {row.duplicate:,} duplicate + {row.quarantined:,} quarantined"
            for row in self.accounting.itertuples()
        ]
        if len(self.quarantine):
            lines.append("Quarantined:")
            counts = self.quarantine.groupby(["field", "sentence"], sort=True).size()
            sentences = counts.index.get_level_values("sentence")
            lines += [
                f"  {count:,} rows: {sentence}"
                for sentence, count in zip(sentences, counts, strict=True)
            ]
            lines.append("  the first of them: " + ", ".join(self.quarantine["row_ref"].head(5)))
        said = self.log.groupby(["rule", "sentence"], sort=False)["rows"].sum()
        if len(said):
            lines.append("Chosen on the way:")
            lines += [
                f"  {f'{rows:,} rows: ' if rows else ''}{sentence}"
                for sentence, rows in zip(
                    said.index.get_level_values("sentence"), said, strict=True
                )
            ]
        if len(self.completeness):
            lines.append("Filled:")
            sums = self.completeness.groupby("field", sort=False)[["rows", "known"]].sum()
            lines += [
                f"  {field}: {row.known / row.rows:.0%}"
                for field, row in sums.iterrows()
                if row.rows
            ]
        lines.append("Nothing was written.")
        return "\n".join(lines)


def check(
    file: str | Path,
    contract: str | Contract,
    mapping: str | Path | Mapping | None = None,
    assessment: Assessment | None = None,
) -> Checked:
    """Take one file through intake without writing clean data.

    Parameters
    ----------
    file : str or pathlib.Path
        A file, or a folder of files of one source.
    contract : str or Contract
    mapping : str, pathlib.Path or Mapping, optional
        A mapping file; without one the usual headings of the contract are looked for.
    assessment : Assessment, optional
        Whose areas places are checked against; without one places are not looked up.

    Returns
    -------
    Checked
        Printed, it says what would happen to the rows and why.

    Raises
    ------
    SvaError
        If the file cannot be read, or may not lawfully come.
    """
    from dataclasses import replace

    import pandas as pd

    from sva.intake.account import log_table
    from sva.intake.context import Context
    from sva.intake.keys import KeyBook
    from sva.intake.mapping import Mapping, load_mapping
    from sva.intake.sources import process_files
    from sva.intake.store import merged

    found = contract if isinstance(contract, Contract) else load_contract(contract)
    if mapping is None:
        laid = Mapping(contract=found.name)
    elif isinstance(mapping, Mapping):
        laid = mapping
    else:
        laid = load_mapping(Path(mapping), found)
    if assessment is None:
        found = replace(found, rules=tuple(rule for rule in found.rules if rule not in _PLACES))
    context = Context(assessment, assessment.source(found.name) if assessment else None)
    done = [
        (part.accounting, log_table(part.frame), part.completeness, part.quarantine)
        for part in process_files(Path(file), found.name, found, laid, context, KeyBook("check"))
    ]
    names = ("_accounting", "_log", "_completeness")
    accounting, log, completeness = (
        merged(name, [part[at] for part in done]) for at, name in enumerate(names)
    )
    quarantine = pd.concat([part[3] for part in done], ignore_index=True)
    if assessment is None:
        log.loc[len(log)] = [
            found.name,
            "all files",
            "places-not-checked",
            0,
            "places are looked up only with an assessment",
        ]
    return Checked(found.name, accounting, log, quarantine, completeness)
