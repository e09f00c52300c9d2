"""Moments, given in UTC, as a person at this machine reads them."""

from datetime import datetime


def clock(moment: str) -> str:
    """The time of day: 14:05."""
    return f"{datetime.fromisoformat(moment).astimezone():%H:%M}"


def day_and_clock(moment: str) -> str:
    """The day too: 2026-03-01 14:05."""
    return f"{datetime.fromisoformat(moment).astimezone():%Y-%m-%d %H:%M}"
