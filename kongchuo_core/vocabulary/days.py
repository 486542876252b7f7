"""How a day is written in a Chinese sentence, on a form, and as an example of how to write one."""

from __future__ import annotations

from datetime import date

SHOWN_IN_CELLS = 'yyyy"年"m"月"d"日"'
"""How a spreadsheet shows a day, as Chinese sentences do."""


def chinese_date(day: date) -> str:
    """2025年9月30日: no leading noughts (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def chinese_month(day: date) -> str:
    """2025年9月."""
    return f"{day.year}年{day.month}月"


EXAMPLE = date(2025, 10, 8)
WRITTEN_SO = f"写成{chinese_date(EXAMPLE)}这样"
"""What a person is told who is to write a day; 2025-10-08 and the other usual forms are read too."""
MONTH_WRITTEN_SO = f"写成{chinese_month(EXAMPLE)}这样"
