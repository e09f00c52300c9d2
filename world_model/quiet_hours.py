"""Hours in which a person is not to be told, by the clock where they live."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def quiet_until(now: datetime, begins: time | None, ends: time | None, zone: ZoneInfo) -> datetime | None:
    """When the quiet hours that `now` (aware) falls into are over, in UTC; None outside them.

    On the day the clock is put forward an hour that does not exist counts as the one after it; on the day it is put back quiet
    hours begin with the first and end with the second of the doubled hour.
    """
    if begins is None or ends is None or begins == ends:
        return None
    today = now.astimezone(zone).date()
    for day in (today - timedelta(days=1), today):
        since = _instants(day, begins, zone)[0]
        until = max(_instants(day if begins < ends else day + timedelta(days=1), ends, zone))
        if since <= now < until:
            return until
    return None


def _instants(day: date, at: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """What the clock's time may mean on this day: twice the same but where it is put forward or back."""
    first, second = (datetime.combine(day, at.replace(fold=fold), zone).astimezone(UTC) for fold in (0, 1))
    return first, second
