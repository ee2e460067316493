"""What a notebook cell returns: views of estimates, each with a working copy for the person in JupyterLab."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sva.figures.views import View

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment import Assessment
    from sva.estimates.extensions import Extension
    from sva.reference.areas import Geography

__all__ = ["Showing"]


class Showing:
    """The part of a chapter that makes views; `sva.pipeline.chapter.Chapter` is the rest of it."""

    assessment: Assessment

    @property
    def _areas(self) -> Geography:
        raise AttributeError("a chapter knows its areas")

    def record(self, *frames: pd.DataFrame) -> None:
        """Put estimates among those of this chapter."""
        raise AttributeError("a chapter keeps its estimates")

    def figure(
        self,
        name: str,
        rows: pd.DataFrame,
        *,
        form: str,
        topic: str,
        sentence: str | None = None,
        needs: Iterable[str] = (),
        **options: Any,
    ) -> View:
        """Return a chart of these estimates, in this order.

        Parameters
        ----------
        name : str
            Unique in the report: lower-case words joined by hyphens.
        rows : pandas.DataFrame
            Estimates; they are recorded too, if they were not yet.
        form : str
            One of `sva.figures.FORMS`.
        topic : str
            A short plain title.
        sentence : str, optional
            The template in `sva.findings` of the title sentence.
        needs : iterable of str
            The contracts whose absence would explain that there are no rows.
        **options
            What the form needs besides.

        Returns
        -------
        View
        """
        return self._view(
            "figure",
            name,
            rows,
            form=form,
            topic=topic,
            sentence=sentence,
            needs=needs,
            options=options,
        )

    def table_view(
        self,
        name: str,
        rows: pd.DataFrame,
        *,
        topic: str,
        sentence: str | None = None,
        needs: Iterable[str] = (),
        **options: Any,
    ) -> View:
        """Return a table of these estimates. See `figure`."""
        return self._view(
            "table", name, rows, topic=topic, sentence=sentence, needs=needs, options=options
        )

    def map(
        self,
        name: str,
        rows: pd.DataFrame,
        *,
        topic: str,
        sentence: str | None = None,
        needs: Iterable[str] = (),
        **options: Any,
    ) -> View:
        """Return a map of these estimates by area. See `figure`."""
        return self._view(
            "map", name, rows, topic=topic, sentence=sentence, needs=needs, options=options
        )

    def map_of(
        self,
        name: str,
        layers: Mapping[str, tuple[pd.DataFrame, Sequence[float] | None]],
        *,
        topic: str,
        sentence: str | None = None,
        needs: Iterable[str] = (),
        **options: Any,
    ) -> View:
        """Return a map of several layers of one level of area: the first is printed, the screen shows all.

        Parameters
        ----------
        name : str
            As for `figure`.
        layers : mapping of str to tuple of (pandas.DataFrame, sequence of float or None)
            Name of each layer to its estimates, of one measure each, and the limits of its classes; those without
            rows are left out.
        topic, sentence, needs, **options
            As for `figure`.

        Returns
        -------
        View
        """
        import pandas as pd

        from sva import estimates

        there = {layer: pair for layer, pair in layers.items() if len(pair[0])}
        told = []
        for layer, (rows, breaks) in there.items():
            first = rows.iloc[0]
            alike = ("measure", "offence_group", "strata", "cohort", "characteristic")
            where = {column: str(first[column]) for column in alike if not pd.isna(first[column])}
            told.append({"name": layer, "where": where, "breaks": list(breaks) if breaks else None})
        frames = [rows for rows, _ in there.values()]
        every = pd.concat(frames, ignore_index=True) if frames else estimates.blank()
        return self._view(
            "map", name, every, topic=topic, sentence=sentence, needs=needs,
            options={"layers": told, **options},
        )  # fmt: skip

    def sentence(
        self,
        name: str,
        template: str,
        rows: pd.DataFrame,
        *,
        needs: Iterable[str] = (),
        **options: Any,
    ) -> View:
        """Return a sentence made, behind the gate, from these estimates. See `figure`."""
        return self._view(
            "sentence", name, rows, topic="", sentence=template, needs=needs, options=options
        )

    def statement(self, name: str, form: str, *rows: pd.DataFrame, topic: str) -> View:
        """Return a table of words, whose numbers are those of these estimates.

        Parameters
        ----------
        name : str
            Unique in the report.
        form : str
            One of `sva.figures.FORMS` of the kind "statement".
        *rows : pandas.DataFrame
            Estimates; they are recorded too, if they were not yet.
        topic : str
            A short plain title.

        Returns
        -------
        View
        """
        import pandas as pd

        from sva import estimates

        there = [frame for frame in rows if len(frame)]
        whole = pd.concat(there, ignore_index=True) if there else estimates.blank()
        return self._view("statement", name, whole, form=form, topic=topic)

    def extend(self, extension: Extension) -> None:
        """Put what is no row of estimates among what the gate reads."""
        raise AttributeError("a chapter keeps its extensions")

    def curve(
        self,
        name: str,
        extension: Extension | None,
        rows: pd.DataFrame | None = None,
        *,
        topic: str,
        sentence: str | None = None,
        needs: Iterable[str] = (),
        **options: Any,
    ) -> View:
        """Return a chart of curves of time to an event, with limits and the number followed.

        Parameters
        ----------
        name : str
            As for `figure`.
        extension : sva.estimates.extensions.SurvivalCurve or None
            It is put among what the gate reads; None where nobody is followed.
        rows : pandas.DataFrame, optional
            The estimates that the sentence speaks of; recorded too.
        topic, sentence, needs
            As for `figure`.
        **options
            ``show`` ("happened" or "still"), ``since`` ("the offer"), ``measure_label``, ``method``.

        Returns
        -------
        View
        """
        return self._extended("curve", name, extension, topic, rows, sentence, needs, options)

    def grid(
        self,
        name: str,
        extension: Extension | None,
        rows: pd.DataFrame | None = None,
        *,
        topic: str,
        sentence: str | None = None,
        needs: Iterable[str] = (),
        **options: Any,
    ) -> View:
        """Return a map of squares in classes, from `sva.estimates.extensions.GridCells`. See `curve`."""
        return self._extended("grid", name, extension, topic, rows, sentence, needs, options)

    def quote(
        self,
        name: str,
        extension: Extension | None,
        *,
        topic: str,
        needs: Iterable[str] = (),
        **options: Any,
    ) -> View:
        """Return what people said, from `sva.estimates.extensions.Quotations`.

        Parameters
        ----------
        name, topic, needs
            As for `figure`.
        extension : sva.estimates.extensions.Quotations or None
            It is put among what the gate reads.
        **options
            ``theme``, to show only one; ``most``, how many at most.

        Returns
        -------
        View
        """
        return self._extended("quotation", name, extension, topic, None, None, needs, options)

    def _extended(
        self,
        kind: str,
        name: str,
        extension: Extension | None,
        topic: str,
        rows: pd.DataFrame | None,
        sentence: str | None,
        needs: Iterable[str],
        options: dict[str, Any],
    ) -> View:
        if extension is not None:
            self.extend(extension)
        if rows is not None:
            self.record(rows)
        keys = () if rows is None else tuple(rows["key"])
        told = {"extension": extension.name if extension else "", **options}
        view = View(
            name, kind, keys=keys, topic=topic, sentence=sentence, needs=tuple(needs), options=told
        )
        if extension is None:
            return view
        from dataclasses import replace

        def preview() -> str:
            from sva.report.preview import preview_extension

            areas = self._areas if kind == "grid" else None
            return preview_extension(view, extension, self.assessment, areas)

        return replace(view, preview=preview)

    def missing(self, contract: str) -> View:
        """Return a note on what a partner did not send, or nothing to show where it was sent.

        Parameters
        ----------
        contract : str
            A contract's name.

        Returns
        -------
        View
        """
        return View(f"missing-{contract}", "missing", needs=(contract,), topic="")

    def _view(self, kind: str, name: str, rows: pd.DataFrame, **rest: Any) -> View:
        self.record(rows)
        return View(
            name,
            kind,
            keys=tuple(rows["key"]),
            preview=lambda: self._preview(rows, kind, name, rest),
            **rest,
        )

    def _preview(self, rows: pd.DataFrame, kind: str, name: str, rest: dict[str, Any]) -> str:
        """Draw a working copy from the unprotected numbers."""
        from sva.report.preview import preview

        view = View(name, kind, keys=tuple(rows["key"]), **rest)
        return preview(view, rows, self.assessment, self._areas if kind == "map" else None)
