"""Where intake meets the dated code lists of `sva.reference`."""

from __future__ import annotations

from functools import cache

__all__ = ["groups", "known_codes", "labels", "normalise"]


@cache
def _codes(name: str) -> dict[str, str]:
    """Give the codes of a list, by their case-folded form."""
    from sva.reference import codes

    return {str(code).casefold(): str(code) for code in codes.load(name)["code"]}


@cache
def _column(name: str, column: str) -> dict[str, str]:
    from sva.reference import codes

    frame = codes.load(name).dropna(subset=[column])
    return dict(zip(frame["code"].astype(str), frame[column].astype(str), strict=True))


def normalise(name: str, texts: list[str]) -> tuple[list[str | None], list[int]]:
    """Bring codes to their list; give the positions of those that it does not know.

    Parameters
    ----------
    name : str
        A list of `sva.reference.codes`.
    texts : list of str
        Distinct values.

    Returns
    -------
    tuple of (list of str or None, list of int)

    Examples
    --------
    >>> normalise("offences", [" 008n", "ZZ9", "not recorded"])
    (['8N', None, None], [1])
    """
    from sva.intake.lists import key_of, lookup
    from sva.reference import codes

    known = _codes(name)
    new: list[str | None] = []
    strange = []
    for index, text in enumerate(texts):
        code = known.get(codes.normalise(text, name).replace(" ", "").casefold())
        code = code or known.get(codes.normalise(text, name).casefold())
        new.append(code)
        if code is None and lookup("unknown").get(key_of(text)) is None:
            strange.append(index)
    return new, strange


def groups(codes: list[str]) -> list[str | None]:
    """Give the offence group of every offence code.

    Examples
    --------
    >>> groups(["34B"])
    ['Robbery']
    """
    table = _column("offences", "group")
    return [table.get(code) for code in codes]


def labels(name: str, codes: list[str]) -> list[str | None]:
    """Give the label of every code of a list."""
    table = _column(name, "label")
    return [table.get(code) for code in codes]


def known_codes(name: str) -> list[str]:
    """List the codes of a list."""
    return sorted(_codes(name).values())
