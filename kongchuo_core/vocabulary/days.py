"""How a day is written in a Chinese sentence."""

from __future__ import annotations

from datetime import date


def chinese_date(day: date) -> str:
    """2025年9月30日: no leading noughts (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"
