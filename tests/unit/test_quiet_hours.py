"""Quiet hours by the clock of the person, also in the nights in which it is changed."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from world_model.quiet_hours import quiet_until

BERLIN = ZoneInfo("Europe/Berlin")
LATE, EARLY = time(22), time(7)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-01-10T20:59", None),
        ("2026-01-10T21:00", "2026-01-11T06:00"),
        ("2026-01-11T05:59:59", "2026-01-11T06:00"),
        ("2026-01-11T06:00", None),
        # Forward in the night to 29 March: the night is an hour shorter.
        ("2026-03-28T21:30", "2026-03-29T05:00"),
        ("2026-03-29T04:59", "2026-03-29T05:00"),
        ("2026-03-29T05:00", None),
        # Back in the night to 25 October: an hour longer.
        ("2026-10-24T20:30", "2026-10-25T06:00"),
        ("2026-10-25T05:59", "2026-10-25T06:00"),
    ],
)
def test_a_night_ends_when_the_clock_says_so(now: str, until: str | None) -> None:
    assert quiet_until(at(now), LATE, EARLY, BERLIN) == (until and at(until))


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-03-29T00:45", "2026-03-29T01:30"),  # 02:30 does not exist: the clock shows 03:30 then
        ("2026-10-25T00:15", "2026-10-25T01:30"),  # 02:15 for the first time: quiet until 02:30 for the second
        ("2026-10-25T00:45", "2026-10-25T01:30"),
        ("2026-10-25T01:31", None),
    ],
)
def test_an_end_inside_the_changed_hour_wakes_nobody_early(now: str, until: str | None) -> None:
    assert quiet_until(at(now), LATE, time(2, 30), BERLIN) == (until and at(until))


def test_hours_of_one_day() -> None:
    assert quiet_until(at("2026-06-01T10:30"), time(12), time(14), BERLIN) == at("2026-06-01T12:00")
    assert quiet_until(at("2026-06-01T12:00"), time(12), time(14), BERLIN) is None


def test_without_hours_it_is_never_quiet() -> None:
    assert quiet_until(at("2026-06-01T00:00"), None, None, BERLIN) is None
