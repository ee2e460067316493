"""YAML with line numbers, so that a fault can be pointed at."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sva.errors import Fault, SvaError

__all__ = ["Document", "read_yaml"]

Path_ = tuple[str | int, ...]


class Document:
    """A YAML file as plain Python values, with the line of every key.

    Parameters
    ----------
    path : pathlib.Path
        Where it was read from.
    data : dict
        Plain dictionaries, lists and scalars.
    lines : dict
        From a path of keys to its line, counted from 1.
    """

    def __init__(self, path: Path, data: dict[str, Any], lines: dict[Path_, int]) -> None:
        self.path = path
        self.data = data
        self.lines = lines

    def where(self, location: Path_) -> str:
        """Say where a key stands.

        Parameters
        ----------
        location : tuple of str and int
            The keys from the top down.

        Returns
        -------
        str
            File, line and key; the nearest line known where the key itself is missing.

        Examples
        --------
        >>> Document(Path("a.yaml"), {}, {("area",): 3}).where(("area", "name"))
        'a.yaml line 3, key area.name'
        """
        known = location
        while known and known not in self.lines:
            known = known[:-1]
        line = f" line {self.lines[known]}" if known else ""
        key = ".".join(str(part) for part in location)
        return f"{self.path.name}{line}" + (f", key {key}" if key else "")


def _plain(node: Any, at: Path_, lines: dict[Path_, int]) -> Any:
    if hasattr(node, "items"):
        for key in node:
            lines[(*at, str(key))] = node.lc.key(key)[0] + 1
        return {str(key): _plain(value, (*at, str(key)), lines) for key, value in node.items()}
    if isinstance(node, list):
        marks: Any = node
        for index in range(len(node)):
            lines[(*at, index)] = marks.lc.item(index)[0] + 1
        return [_plain(value, (*at, index), lines) for index, value in enumerate(node)]
    if isinstance(node, datetime):
        return node
    if isinstance(node, date):
        return date(node.year, node.month, node.day)
    if isinstance(node, bool) or node is None:
        return node
    for kind in (int, float, str):
        if isinstance(node, kind):
            return kind(node)
    return node


def _impossible_dates(path: Path) -> list[Fault]:
    faults = []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        for text in re.findall(r"\b\d{4}-\d{2}-\d{2}\b", line):
            try:
                date.fromisoformat(text)
            except ValueError:
                where = f"{path.name} line {number}"
                faults.append(Fault(f"there is no day {text}", "a day of the calendar", where))
    return faults or [Fault("a value cannot be read", where=path.name)]


def read_yaml(path: Path, text: str | None = None) -> Document:
    """Read a YAML 1.2 file.

    Parameters
    ----------
    path : pathlib.Path
        The file; its top must be a mapping.
    text : str, optional
        Its first part, where only that is YAML.

    Returns
    -------
    Document

    Raises
    ------
    SvaError
        If the file is absent, is not YAML (a tab, a key twice), or holds no mapping; with the line.

    Examples
    --------
    >>> read_yaml(Path("nowhere.yaml"))
    Traceback (most recent call last):
    ...
    sva.errors.SvaError: nowhere.yaml cannot be read
      - nowhere.yaml: there is no such file
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    try:
        node = YAML(typ="rt").load(path.read_text(encoding="utf-8-sig") if text is None else text)
    except OSError as reason:
        missing = (
            "there is no such file"
            if isinstance(reason, FileNotFoundError)
            else str(reason.strerror)
        )
        raise SvaError(f"{path.name} cannot be read", [Fault(missing, where=str(path))]) from None
    except UnicodeDecodeError:
        raise SvaError(
            f"{path.name} cannot be read", [Fault("it is not UTF-8 text", where=str(path))]
        ) from None
    except MarkedYAMLError as reason:
        mark = reason.problem_mark or reason.context_mark
        where = f"{path.name} line {mark.line + 1}, column {mark.column + 1}" if mark else path.name
        problem = (reason.problem or reason.context or "it is not YAML").split("\n")[0]
        written = path.read_text(encoding="utf-8-sig").splitlines()
        tab = bool(mark) and mark.line < len(written) and "\t" in written[mark.line]
        hint = (
            "Replace the tab on that line by spaces: YAML does not allow tabs."
            if tab
            else "Mend that line."
        )
        raise SvaError(
            f"{path.name} is not valid YAML", [Fault(problem, where=where, do_next=hint)]
        ) from None
    except YAMLError as reason:
        raise SvaError(
            f"{path.name} is not valid YAML", [Fault(str(reason).split("\n")[0], where=path.name)]
        ) from None
    except ValueError:
        # The reader of YAML raises this, without a line, for a date such as 30 February.
        raise SvaError(f"{path.name} is not valid YAML", _impossible_dates(path)) from None
    if not hasattr(node, "items"):
        raise SvaError(
            f"{path.name} cannot be used",
            [Fault("its top is not a mapping of keys", "key: value lines", path.name)],
        )
    lines: dict[Path_, int] = {}
    return Document(path, _plain(node, (), lines), lines)
