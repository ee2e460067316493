"""What an edition's protection cost, and the ledger in which an output checker signs."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from sva.errors import Fault, SvaError, collect
from sva.estimates import MEASURES

if TYPE_CHECKING:
    import pandas as pd

    from sva.disclosure.released import Released

__all__ = [
    "DECISIONS",
    "Decision",
    "checked_by",
    "fingerprint",
    "read_ledger",
    "release_hash",
    "sign",
    "summary",
]

Decision = Literal["pass", "review", "fail"]
DECISIONS: tuple[Decision, ...] = get_args(Decision)


def summary(released: Released) -> pd.DataFrame:
    """List what was withheld from an edition, why, and what that cost.

    Parameters
    ----------
    released : Released
        One edition.

    Returns
    -------
    pandas.DataFrame
        One row a measure and reason, the dearest first: ``measure``, ``label``, ``reason``, ``detail``, ``rows`` withheld,
        ``of`` all rows of the measure, and ``cost``, the rows times what the registry says one costs its reader.

    Examples
    --------
    >>> import pandas as pd
    >>> from sva.disclosure.released import Released
    >>> from sva.estimates import shape
    >>> rows = shape(pd.DataFrame({"key": ["victims.count/a", "victims.count/b"], "measure": "victims.count"}))
    >>> gone = pd.DataFrame({"key": ["victims.count/a"], "reason": ["small count"], "detail": ["it is small"]})
    >>> summary(Released("public", rows, gone, {}))[["rows", "of", "cost"]].iloc[0].tolist()
    [1, 2, 9]
    """
    import pandas as pd

    columns = ["measure", "label", "reason", "detail", "rows", "of", "cost"]
    given = released.withheld
    if given.empty:
        return pd.DataFrame(columns=columns)
    named = given.assign(measure=given["key"].str.split("/", n=1).str[0])
    absent = named[~named["key"].isin(released.estimates["key"])]
    of = pd.concat([released.estimates["measure"], absent["measure"]]).value_counts()
    out = (
        named.groupby(["measure", "reason", "detail"], dropna=False, sort=True)
        .size()
        .rename("rows")
        .reset_index()
    )
    known = [MEASURES.get(str(name)) for name in out["measure"]]
    out["label"] = [
        each.label if each else name for each, name in zip(known, out["measure"], strict=True)
    ]
    out["of"] = out["measure"].map(of).astype(int)
    out["cost"] = [
        int(rows) * (each.cost if each else 1)
        for rows, each in zip(out["rows"], known, strict=True)
    ]
    order = out.sort_values(["cost", "measure", "reason"], ascending=[False, True, True])
    return order[columns].reset_index(drop=True)


def fingerprint(folder: Path) -> str:
    """Compute one hash of every file of an edition's folder, by name and content.

    Parameters
    ----------
    folder : pathlib.Path
        A finished edition.

    Returns
    -------
    str
        SHA-256 in hexadecimal.

    Raises
    ------
    SvaError
        If there is no file in it.
    """
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    if not files:
        raise SvaError("nothing to sign", [Fault("there is no file", where=str(folder))])
    whole = hashlib.sha256()
    for path in files:
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        whole.update(f"{path.relative_to(folder).as_posix()}\0{content}\n".encode())
    return whole.hexdigest()


def release_hash(released: Released) -> str:
    """Compute one hash of every number of an edition, whatever its pages look like.

    Parameters
    ----------
    released : Released
        One edition.

    Returns
    -------
    str
        SHA-256 in hexadecimal: the same for a release just made and one read again.
    """
    import pandas as pd

    whole = hashlib.sha256(released.edition.encode())
    tables = {"estimates": released.estimates, "withheld": released.withheld}
    tables |= {name: each.frame for name, each in sorted(released.extensions.items())}
    for name, table in tables.items():
        whole.update(f"\0{name}\0{list(table.columns)}".encode())
        if len(table):
            plain = table.astype("string").fillna("")
            whole.update(pd.util.hash_pandas_object(plain, index=False).to_numpy().tobytes())
    return whole.hexdigest()


def checked_by(ledger: Path, released: Released) -> dict[str, Any] | None:
    """Find the last decision of an output checker on exactly these numbers.

    Parameters
    ----------
    ledger : pathlib.Path
        As given to `sign`.
    released : Released
        One edition.

    Returns
    -------
    dict or None
        The entry; None where nobody has checked them.
    """
    entries = read_ledger(ledger)
    if not entries:
        return None
    number = release_hash(released)
    mine = [each for each in entries if each["release"] == number]
    return mine[-1] if mine else None


def sign(
    ledger: Path,
    folder: Path,
    decision: Decision,
    by: str,
    *,
    reason: str = "",
    when: datetime,
    released: Released | None = None,
) -> dict[str, Any]:
    """Write an output checker's decision on an edition into the ledger, which only grows.

    Parameters
    ----------
    ledger : pathlib.Path
        A file of one JSON object a line; made if it is not there.
    folder : pathlib.Path
        The finished edition that was read.
    decision : {"pass", "review", "fail"}
        What the checker decided.
    by : str
        The checker's name.
    reason : str, optional
        Needed unless the decision is "pass".
    when : datetime.datetime
        When.
    released : Released, optional
        The numbers behind the edition: the decision is bound to them too, so that pages made again from the same numbers can
        say who checked them.

    Returns
    -------
    dict
        The entry written: ``edition``, ``fingerprint``, ``release``, ``decision``, ``by``, ``reason``, ``when``.

    Raises
    ------
    SvaError
        If the name or a needed reason is missing, or there is no such decision. Nothing is written then.
    """
    faults = []
    if decision not in DECISIONS:
        faults.append(Fault(f"decision {decision!r}", f"one of {', '.join(DECISIONS)}"))
    if not by.strip():
        faults.append(Fault("no name", "the name of the output checker"))
    if decision != "pass" and not reason.strip():
        faults.append(Fault("no reason", f"a reason for {decision!r}"))
    collect("the ledger cannot be signed", faults)
    entry = {
        "edition": folder.name,
        "fingerprint": fingerprint(folder),
        "release": release_hash(released) if released else "",
        "decision": decision,
        "by": by.strip(),
        "reason": reason.strip(),
        "when": when.isoformat(timespec="seconds"),
    }
    ledger.parent.mkdir(parents=True, exist_ok=True)
    with ledger.open("a", encoding="utf-8") as file:
        file.write(json.dumps(entry, ensure_ascii=False, sort_keys=True) + "\n")
    return entry


def read_ledger(ledger: Path, folder: Path | None = None) -> list[dict[str, Any]]:
    """Read the decisions, oldest first; with a folder, only those on exactly what is in it now.

    Parameters
    ----------
    ledger : pathlib.Path
        As given to `sign`.
    folder : pathlib.Path, optional
        A finished edition.

    Returns
    -------
    list of dict
        Empty where nobody has signed.

    Raises
    ------
    SvaError
        If a line cannot be read: a ledger that was changed by hand is not believed.
    """
    if not ledger.is_file():
        return []
    entries, faults = [], []
    for number, line in enumerate(ledger.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            entry = json.loads(line)
            entries.append({name: str(entry[name]) for name in _FIELDS})
        except (ValueError, KeyError, TypeError):
            faults.append(
                Fault("a line that is no entry", ", ".join(_FIELDS), f"{ledger}, line {number}")
            )
    collect("the ledger of outputs cannot be believed", faults)
    if folder is None:
        return entries
    now = fingerprint(folder)
    return [entry for entry in entries if entry["fingerprint"] == now]


_FIELDS = ("edition", "fingerprint", "release", "decision", "by", "reason", "when")
