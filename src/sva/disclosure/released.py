"""What passed the gate: the only numbers that anything above it may read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sva.errors import Fault, SvaError

if TYPE_CHECKING:
    import pandas as pd

    from sva.estimates.extensions import Extension

__all__ = ["SCHEMA", "Released"]

SCHEMA = "sva.released/1"


@dataclass(frozen=True)
class Released:
    """One edition's numbers.

    Parameters
    ----------
    edition : {"public", "restricted"}
        Which edition.
    estimates : pandas.DataFrame
        Of the one shape, in order of key. A suppressed row is there with null numbers and the flag; a row that is
        not in the edition is absent.
    withheld : pandas.DataFrame
        ``key``, ``reason``, ``detail`` of every row withheld or absent; holds no number of any row.
    policy : dict
        What was applied, in numbers and in ``sentences`` for the report.
    extensions : mapping of str to Extension
        Grid cells, survival curves and quotations that passed their own rules.

    Examples
    --------
    >>> from sva.estimates import blank
    >>> len(Released("public", blank(), blank()[["key"]], {}).rows(["victims.count/all"]))
    0
    """

    edition: str
    estimates: pd.DataFrame
    withheld: pd.DataFrame
    policy: dict[str, Any]
    extensions: Mapping[str, Extension] = field(default_factory=dict)

    def rows(self, keys: Iterable[str]) -> pd.DataFrame:
        """Return the rows of some keys, in the order asked.

        Parameters
        ----------
        keys : iterable of str
            Keys of estimates; those not in this edition give no row.

        Returns
        -------
        pandas.DataFrame
            Of the one shape, a plain integer index.
        """
        place = {key: position for position, key in enumerate(self.estimates["key"])}
        return self.estimates.iloc[[place[key] for key in keys if key in place]].reset_index(
            drop=True
        )

    def to_disk(self, folder: Path) -> Path:
        """Keep what was released, so that next year's release can be checked against it.

        Parameters
        ----------
        folder : pathlib.Path
            Made if it is not there; a release already in it is replaced file by file.

        Returns
        -------
        pathlib.Path
            The folder given.
        """
        from sva.estimates import write

        folder.mkdir(parents=True, exist_ok=True)
        write(self.estimates, folder / "estimates.parquet")
        part = folder / ".withheld.part"
        self.withheld.to_parquet(part, index=False, compression="zstd")
        part.replace(folder / "withheld.parquet")
        for name, extension in self.extensions.items():
            extension.write(folder / f"{name}.parquet")
        kept = {"estimates", "withheld", *self.extensions}
        for stale in folder.glob("*.parquet"):
            if stale.stem not in kept:
                stale.unlink()
        part = folder / ".released.part"
        about = {
            "schema": SCHEMA,
            "edition": self.edition,
            "policy": self.policy,
            "extensions": {name: each.kind for name, each in sorted(self.extensions.items())},
        }
        part.write_text(
            json.dumps(about, indent=1, sort_keys=True, ensure_ascii=False), encoding="utf-8"
        )
        part.replace(folder / "released.json")
        return folder

    @classmethod
    def from_disk(cls, folder: Path) -> Released:
        """Read what `to_disk` kept.

        Parameters
        ----------
        folder : pathlib.Path
            As given to `to_disk`.

        Returns
        -------
        Released

        Raises
        ------
        SvaError
            If there is no whole release in the folder.
        """
        import pandas as pd

        from sva.estimates import read
        from sva.estimates.extensions import TYPES

        try:
            about = json.loads((folder / "released.json").read_text(encoding="utf-8"))
            schema = about["schema"]
            withheld = pd.read_parquet(folder / "withheld.parquet")
        except (OSError, ValueError, KeyError, TypeError) as reason:
            raise SvaError(
                "no release to read",
                [
                    Fault(
                        f"released.json or withheld.parquet is absent or broken ({type(reason).__name__})",
                        where=str(folder),
                        do_next="Run the assessment again.",
                    )
                ],
            ) from None
        if schema != SCHEMA:
            raise SvaError(
                "no release to read",
                [Fault(f"made by another version ({schema})", SCHEMA, str(folder))],
            )
        extensions = {
            name: TYPES[kind].read(name, folder / f"{name}.parquet")
            for name, kind in about["extensions"].items()
        }
        return cls(
            about["edition"],
            read(folder / "estimates.parquet"),
            withheld.astype("string"),
            about["policy"],
            extensions,
        )
