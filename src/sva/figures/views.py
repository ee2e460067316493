"""Views: what a notebook cell returns. A small JSON value that says which figure, of which keys.

Nothing heavy is imported here: a view is made in a notebook, drawn behind the gate.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from sva.errors import Fault, SvaError, collect

__all__ = ["FORMS", "KINDS", "MIME", "SCHEMA", "View", "in_run"]

MIME = "application/vnd.sva.view+json"
SCHEMA = "sva.view/1"

#: Kind of view to the forms it may take; a kind with no forms takes none.
FORMS: Mapping[str, tuple[str, ...]] = {
    "figure": (
        "bars",
        "dots",
        "lines",
        "pyramid",
        "heat",
        "forest",
        "stacked",
        "dumbbell",
        "ladder",
        "lorenz",
    ),
    "map": ("choropleth",),
    "table": ("table",),
    "sentence": (),
    "missing": (),
    "grid": ("density",),
    "curve": ("survival",),
    "quotation": (),
    "statement": (
        "readiness",
        "choices",
        "changes",
        "duty-readiness",
        "published",
        "evidence",
        "interventions",
        "priorities",
        "recommendations",
        "unit-costs",
        "allocation",
        "services",
        "duty",
        "success",
    ),
}
KINDS = tuple(FORMS)

_FIELDS = ("schema", "name", "kind", "form", "keys", "sentence", "topic", "options", "needs")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
Preview = Callable[[], str]


def in_run() -> bool:
    """Say whether a run, not a person in JupyterLab, executes this notebook (``SVA_RUN=1``)."""
    return os.environ.get("SVA_RUN") == "1"


@dataclass(frozen=True)
class View:
    """One figure, table, map or sentence, named but not yet drawn.

    Parameters
    ----------
    name : str
        Lower-case words joined by hyphens; unique in a report.
    kind : {"figure", "map", "table", "sentence", "missing", "grid", "curve", "quotation", "statement"}
        What it becomes.
    form : str, optional
        How it is drawn: one of `FORMS` of its kind.
    keys : sequence of str
        Keys of estimates in the order of display.
    topic : str
        A short plain title.
    sentence : str, optional
        The name of a sentence template in `sva.findings`.
    options : mapping
        What the form needs besides; JSON values only.
    needs : sequence of str
        Contracts whose absence explains an empty view.
    preview : callable, optional
        Takes nothing, gives HTML for the person in JupyterLab; never called in a run.

    Raises
    ------
    SvaError
        With everything that is wrong with the view.

    Examples
    --------
    >>> view = View("victims-by-age", "figure", form="bars", keys=["victims.count/all/year"], topic="Victims by age")
    >>> View.from_json(view.to_json()) == view
    True
    >>> View("Victims", "chart")
    Traceback (most recent call last):
    ...
    sva.errors.SvaError: the view 'Victims' cannot be used
      - name 'Victims'; expected lower-case words and digits joined by hyphens
      - kind 'chart'; expected one of figure, map, table, sentence, missing, grid, curve, quotation, statement
    """

    name: str
    kind: str
    form: str | None = None
    keys: tuple[str, ...] = ()
    topic: str = ""
    sentence: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    preview: Preview | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        faults = []
        for name in ("keys", "needs"):
            given = getattr(self, name)
            if isinstance(given, str) or not isinstance(given, Iterable):
                faults.append(Fault(f"{name} {given!r}", "a list of text"))
                continue
            texts = tuple(str(item) for item in given)
            object.__setattr__(self, name, texts)
            twice = sorted({text for text in texts if texts.count(text) > 1})
            if twice:
                faults.append(Fault(f"{name} named twice: {', '.join(twice[:5])}", "each once"))
        if not _NAME.fullmatch(str(self.name)):
            faults.append(
                Fault(f"name {self.name!r}", "lower-case words and digits joined by hyphens")
            )
        if self.kind not in FORMS:
            faults.append(Fault(f"kind {self.kind!r}", f"one of {', '.join(KINDS)}"))
        else:
            faults += self._form_faults()
        try:
            plain = json.loads(json.dumps(dict(self.options), allow_nan=False))
            object.__setattr__(self, "options", plain)
        except (TypeError, ValueError) as reason:
            faults.append(Fault(f"options: {reason}", "a mapping of JSON values"))
        collect(f"the view {self.name!r} cannot be used", faults)

    def _form_faults(self) -> list[Fault]:
        forms = FORMS[self.kind]
        if self.form is None:
            if len(forms) == 1:
                object.__setattr__(self, "form", forms[0])
            elif forms:
                return [Fault(f"a {self.kind} without a form", f"one of {', '.join(forms)}")]
        elif self.form not in forms:
            allowed = f"one of {', '.join(forms)}" if forms else "no form"
            return [Fault(f"form {self.form!r} of a {self.kind}", allowed)]
        if self.kind == "sentence" and not self.sentence:
            return [Fault("a sentence without a template", "the name of one in sva.findings")]
        return []

    def to_json(self) -> dict[str, Any]:
        """Return the view as plain JSON values, in a fixed order."""
        return {
            "schema": SCHEMA,
            "name": self.name,
            "kind": self.kind,
            "form": self.form,
            "keys": list(self.keys),
            "sentence": self.sentence,
            "topic": self.topic,
            "options": dict(self.options),
            "needs": list(self.needs),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any] | str) -> View:
        """Read a view back from its JSON.

        Parameters
        ----------
        value : mapping or str
            As `to_json` gives it, or its text.

        Returns
        -------
        View

        Raises
        ------
        SvaError
            If it is of another schema, has unknown fields, or cannot be used.

        Examples
        --------
        >>> View.from_json({"schema": "sva.view/9", "name": "x", "kind": "figure"})
        Traceback (most recent call last):
        ...
        sva.errors.SvaError: this is not a view
          - schema 'sva.view/9'; expected 'sva.view/1'
        """
        try:
            given = json.loads(value) if isinstance(value, str) else dict(value)
            if not isinstance(given, dict):
                raise TypeError("not a JSON object")
        except (TypeError, ValueError) as reason:
            raise SvaError("this is not a view", [Fault(str(reason), "a JSON object")]) from None
        faults = [
            Fault(f"unknown field {name!r}", f"some of {', '.join(_FIELDS)}")
            for name in given
            if name not in _FIELDS
        ]
        if given.get("schema") != SCHEMA:
            faults.insert(0, Fault(f"schema {given.get('schema')!r}", repr(SCHEMA)))
        faults += [
            Fault(f"no field {name!r}", "a name and a kind")
            for name in ("name", "kind")
            if name not in given
        ]
        collect("this is not a view", faults)
        return cls(**{name: given[name] for name in given if name != "schema"})

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> dict[str, dict[str, Any] | str]:
        """Give Jupyter the JSON; to a person in JupyterLab, a marked preview as well."""
        bundle: dict[str, dict[str, Any] | str] = {MIME: self.to_json()}
        if not in_run():
            bundle["text/html"] = _working_copy(self)
        return bundle


def _working_copy(view: View) -> str:
    """Wrap the preview so that nobody takes it for a released figure."""
    if view.preview is None:
        inner = f"<p>{len(view.keys):,} estimates, drawn as {escape(view.form or view.kind)}.</p>"
    else:
        inner = view.preview()
    mark = "Working copy: before disclosure control. Not for release."
    return (
        '<div style="border:3px solid #b10e1e;padding:.5em 1em;max-width:60em;background:#fff;color:#0b0c0c">'
        f'<p style="color:#b10e1e;font-weight:700;margin:.2em 0">{mark}</p>'
        f"<p><strong>{escape(view.topic or view.name)}</strong></p>{inner}"
        f'<p style="color:#b10e1e;font-weight:700;margin:.2em 0">{mark}</p></div>'
    )
