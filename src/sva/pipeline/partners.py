"""Verbs about one partner's file or request: try it, map it, ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sva.assessment import load_assessment

__all__ = ["check_file", "propose_mapping", "write_request", "write_template"]


def check_file(path: Path, contract: str, mapping: Path | None, name: str | None = None) -> None:
    """Try one partner's file under a contract and say what would happen to its rows; nothing is written.

    Parameters
    ----------
    path : pathlib.Path
        A file, or a folder of files of one source.
    contract : str
        Such as "police-victims".
    mapping : pathlib.Path or None
        A mapping file; the contract's usual headings where None.
    name : str or None
        An assessment, whose areas places are checked against.

    Raises
    ------
    SvaError
        If the file cannot be read, or may not lawfully come.
    """
    from sva import intake
    from sva.errors import Fault, SvaError

    if path == Path():
        raise SvaError(
            "no file is named", [Fault("nothing to try", "sva check FILE --as CONTRACT")]
        )
    print(intake.check(path, contract, mapping, load_assessment(name) if name else None))


def propose_mapping(path: Path, contract: str, save: Path | None) -> None:
    """Inspect a new file and propose its mapping, with a confidence and a reason for each column.

    Parameters
    ----------
    path : pathlib.Path
    contract : str
    save : pathlib.Path or None
        Where to write the mapping, to be corrected by hand; only shown where None.

    Raises
    ------
    SvaError
        If the file cannot be read, may not lawfully come, or the mapping would overwrite another.
    """
    from sva import intake
    from sva.errors import Fault, SvaError

    proposal = intake.propose_mapping(path, contract)
    print(proposal)
    if save is None:
        print("\nTo keep it for correction: add --save mappings/NAME.yaml")
        return
    if save.exists():
        raise SvaError(
            "the mapping is not written",
            [Fault("there is such a file already", "a new name", str(save))],
        )
    with _written("the mapping is not written", save):
        save.parent.mkdir(parents=True, exist_ok=True)
        save.write_text(proposal.to_yaml(), encoding="utf-8")
    print(f"\nWritten to {save}. Read each line before it is used.")


def write_template(contract: str, folder: Path) -> None:
    """Write the blank workbook and CSV of a contract, with dictionary and example rows.

    Parameters
    ----------
    contract : str
    folder : pathlib.Path

    Raises
    ------
    SvaError
        If there is no such contract, or the folder cannot be written to.
    """
    from sva import intake

    with _written("the template is not written", folder):
        paths = intake.template(contract, folder)
    print("\n".join(map(str, paths)))


@contextmanager
def _written(message: str, path: Path) -> Iterator[None]:
    """Say in words where something cannot be written."""
    from sva.errors import Fault, SvaError

    try:
        yield
    except OSError as reason:
        what = reason.strerror or str(reason)
        raise SvaError(message, [Fault(what, "a place to write to", str(path))]) from None


def write_request(partner: str, name: str | None) -> None:
    """Print the covering request to a partner: legal power, fields, grain, period, template.

    Parameters
    ----------
    partner : str
        A contract, or a partner as the contracts or the assessment call it.
    name : str or None
        An assessment; the default where None.

    Raises
    ------
    SvaError
        If no contract is for that partner.
    """
    from sva import intake

    print(intake.request(partner, load_assessment(name)))
