"""A sum shared among partnerships by formulas of need, side by side, with a least share; and the sheet to play with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sva.errors import Fault, SvaError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["allocate", "write_sheet"]


def allocate(needs: pd.DataFrame, total: float, floor: float = 0.0) -> pd.DataFrame:
    """Share a sum by each formula: everyone gets the floor, the rest goes by share of need.

    Parameters
    ----------
    needs : pandas.DataFrame
        A row an area, a column a formula: what is counted there. A formula with a missing number is left out.
    total : float
        Pounds.
    floor : float
        The least that each area gets, in pounds.

    Returns
    -------
    pandas.DataFrame of int
        Whole pounds; every column adds up to the total.

    Raises
    ------
    SvaError
        If the floors alone are more than the sum.

    Examples
    --------
    >>> import pandas as pd
    >>> allocate(pd.DataFrame({"Residents": [1, 3]}, index=["A", "B"]), 1000, 100)["Residents"].tolist()
    [300, 700]
    """
    import numpy as np

    rest = total - floor * len(needs)
    if rest < 0:
        raise SvaError(
            "the sum cannot be shared out",
            [Fault(f"{len(needs)} floors of £{floor:,.0f} are more than £{total:,.0f}", "a lower floor", "assessment.yaml, key allocation.floor")],
        )  # fmt: skip
    out = {}
    for name in needs.columns:
        need = needs[name].astype("Float64")
        if need.isna().any() or float(need.sum()) <= 0:
            continue
        exact = floor + rest * need.to_numpy(float) / float(need.sum())
        whole = np.floor(exact).astype(int)
        # the pounds lost by rounding down go to the largest remainders
        left = round(total) - int(whole.sum())
        whole[np.argsort(whole - exact, kind="stable")[:left]] += 1
        out[name] = whole
    import pandas as pd

    return pd.DataFrame(out, index=needs.index)


def write_sheet(
    path: Path, needs: pd.DataFrame, total: float, floor: float, title: str, notes: list[str]
) -> Path:
    """Write a workbook in which sum, floor and weights of the formulas can be changed, and the shares follow.

    Parameters
    ----------
    path : pathlib.Path
        Ends in ".xlsx".
    needs : pandas.DataFrame
        As for `allocate`; without missing numbers.
    total, floor : float
        Pounds, as they stand when it is opened.
    title : str
        The first line.
    notes : list of str
        Lines under the table: sources, and what the numbers are not.

    Returns
    -------
    pathlib.Path
        The path given.
    """
    from datetime import datetime

    import xlsxwriter
    from xlsxwriter.utility import xl_col_to_name

    shared = allocate(needs, total, floor)
    formulas = list(shared.columns)
    n, k = len(needs), len(formulas)
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties({"title": title, "created": datetime(2000, 1, 1)})  # noqa: DTZ001
        bold, pounds = book.add_format({"bold": True}), book.add_format({"num_format": "£#,##0"})
        open_ = book.add_format({"num_format": "£#,##0", "bg_color": "#fff2cc", "border": 1})
        weight = book.add_format({"num_format": "0%", "bg_color": "#fff2cc", "border": 1})
        number, wrap = (
            book.add_format({"num_format": "#,##0"}),
            book.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
        )
        sheet = book.add_worksheet("Allocation")
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 2 * k + 1, 16)
        sheet.write_string(0, 0, title, bold)
        sheet.write_string(1, 0, "Change the yellow cells; everything else follows.")
        sheet.write_string(2, 0, "Sum to be shared")
        sheet.write_number(2, 1, total, open_)
        sheet.write_string(3, 0, "Least for each partnership")
        sheet.write_number(3, 1, floor, open_)
        head, first = 6, 7
        last = first + n - 1
        sheet.write_string(head, 0, "Partnership", wrap)
        sheet.write_string(head - 1, 0, "Weight in the mix")
        for j, name in enumerate(formulas):
            need, money = 1 + j, 1 + k + j
            sheet.write_string(head, need, f"Need: {name}", wrap)
            sheet.write_string(head, money, f"Pounds by {name}", wrap)
            sheet.write_number(head - 1, money, 1 / k, weight)
            column = xl_col_to_name(need)
            for i in range(n):
                row = first + i
                sheet.write_number(row, need, float(needs[name].iloc[i]), number)
                formula = f"=$B$4+($B$3-{n}*$B$4)*{column}{row + 1}/SUM({column}${first + 1}:{column}${last + 1})"
                sheet.write_formula(row, money, formula, pounds, round(shared[name].iloc[i]))
        mix = 1 + 2 * k
        sheet.write_string(head, mix, "Pounds by the mix", wrap)
        a, b = xl_col_to_name(1 + k), xl_col_to_name(2 * k)
        for i, area in enumerate(needs.index):
            row = first + i
            sheet.write_string(row, 0, str(area))
            formula = f"=SUMPRODUCT({a}${head}:{b}${head},{a}{row + 1}:{b}{row + 1})/SUM({a}${head}:{b}${head})"
            sheet.write_formula(row, mix, formula, pounds, round(shared.iloc[i].mean()))
        sheet.write_string(last + 1, 0, "All", bold)
        for j in range(1, mix + 1):
            column = xl_col_to_name(j)
            value = round(needs[formulas[j - 1]].sum()) if j <= k else round(total)
            sheet.write_formula(
                last + 1,
                j,
                f"=SUM({column}{first + 1}:{column}{last + 1})",
                number if j <= k else pounds,
                value,
            )
        sheet.write_string(last + 3, 0, "Check: every column of pounds adds up to the sum.")
        for i, note in enumerate(notes):
            sheet.write_string(last + 4 + i, 0, note)
        sheet.freeze_panes(first, 1)
    return path
