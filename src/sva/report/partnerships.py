"""Two pages for each community safety partnership, from what was released of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sva.estimates.keys import slug
from sva.figures.views import View
from sva.findings.select import own_definition
from sva.report.document import Cell, Chapter

if TYPE_CHECKING:
    import pandas as pd

    from sva.assessment.schema import Settings
    from sva.disclosure import Released

__all__ = ["NAME", "partnership_pages"]

NAME = "partnerships"
_LEAD = (
    "# The partnerships, one by one\n\n**What each community safety partnership needs to know, on two pages of its own.**\n\n"
    "Each partnership is compared with the rest of the force area, not with an average that it is part of. A small "
    "partnership has few cases: chance moves its numbers more, and the limits say how much."
)


def partnership_pages(released: Released, settings: Settings) -> Chapter | None:
    """Put together the pages of the partnerships.

    Parameters
    ----------
    released : Released
        The edition; only its rows are shown.
    settings : Settings
        For the partnerships, in their order.

    Returns
    -------
    Chapter or None
        None where the edition holds no numbers by partnership.
    """
    rows = own_definition(released.estimates, settings)
    rows = rows[rows["area_type"].eq("csp")]
    cells: list[Cell] = []
    for partnership in settings.partnerships:
        own = rows[rows["area_code"].eq(partnership.code)]
        pages = _pages(own, slug(partnership.name), settings)
        if pages:
            cells += [f"## {partnership.name}", *pages]
    return Chapter(NAME, (_LEAD, *cells)) if cells else None


def _pages(own: pd.DataFrame, name: str, settings: Settings) -> list[Cell]:
    end = own["key"].str.rsplit("/", n=1).str[-1]
    year, definition = own[end.eq("year")], own["definition"].notna()
    cells: list[Cell] = []

    def add(
        part: str,
        kind: str,
        rows: pd.DataFrame,
        sentence: str | None,
        form: str | None = None,
        topic: str = "",
        text: str = "",
        needs: tuple[str, ...] = ("police-offences",),
    ) -> None:
        if rows.empty:
            return
        if text:
            cells.append(text)
        cells.append(
            View(
                f"{name}-{part}",
                kind,
                form=form,
                keys=tuple(rows["key"]),
                topic=topic,
                sentence=sentence,
                options={"half": True} if kind == "figure" else {},
                needs=needs,
            )
        )

    def measured(measure: str, characteristic: str | None = None) -> pd.DataFrame:
        found = year[year["measure"].eq(measure)]
        if characteristic is None:
            return found[found["characteristic"].isna()]
        return found[found["characteristic"].eq(characteristic)]

    add("beside", "sentence", measured("offences.apart"), "partnership")
    add("change", "sentence", measured("offences.change"), "change-follows")
    kinds = measured("offences.count")
    kinds = kinds[kinds["offence_group"].notna() & kinds["definition"].notna()]
    order = {group.name: place for place, group in enumerate(settings.definition.groups)}
    kinds = kinds.sort_values("offence_group", key=lambda names: names.map(order))
    add("kinds", "figure", kinds, "largest", "bars", "Offences of serious violence by kind, last twelve months")  # fmt: skip
    quarters = own[
        own["measure"].eq("offences.count")
        & definition
        & own["offence_group"].isna()
        & own["characteristic"].isna()
        & _is_quarter(own)
    ].sort_values("period_start")
    add("quarters", "figure", quarters, "series", "lines", "Offences of serious violence by quarter")  # fmt: skip
    add(
        "asked",
        "sentence",
        measured("offences.share", "asked"),
        "asked",
        text="### In public, with a knife, how young",
    )
    for who in ("victims", "suspects"):
        ages = measured(f"{who}.count", "age_band")
        ages = ages.sort_values("group", key=lambda names: names.map(_first_age))
        # bands of unequal width are not ranked; the shares under 25 stand above
        add(f"{who}-age", "figure", ages, None, "bars", f"{who.capitalize()} by age, last twelve months")  # fmt: skip
    searched = measured("searches.ratio", "ethnic_group")
    add("searched", "sentence", searched, "disparity", text="### Who is searched", needs=("police-stop-search",))  # fmt: skip
    return cells


def _first_age(band: str) -> int:
    """Order bands by age: those "under" something first, unknown last."""
    digits = "".join(character if character.isdigit() else " " for character in band).split()
    if not digits:
        return 999
    return int(digits[0]) - (1 if band.lower().startswith("under") else 0)


def _is_quarter(rows: pd.DataFrame) -> pd.Series:
    months = (rows["period_end"].dt.year - rows["period_start"].dt.year) * 12 + (
        rows["period_end"].dt.month - rows["period_start"].dt.month
    )
    return months.eq(2)
