"""When to do it again: simple forms only, as a five-field cron line in the person's own time."""

from brain.intent_rules.text import Prompt

_DAYS = {"sunday": 0, "monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6}
_DAY = r"(?:mon|tues?|wednes|thurs?|fri|satur|sun)days?|(?:mon|tue|wed|thu|fri|sat|sun)\b"
_DAY_LIST = rf"(?:{_DAY})(?:(?:, and|, |,| and | or |/| & )(?:{_DAY}))*"
_TIME = (
    r"(?:,? (?:at|@|around|by) (?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))?\s?(?P<half>am|pm|a\.m\."
    r"|p\.m\.|o'clock|uhr)?(?: in the (?P<part>morning|afternoon|evening))?(?!\d)|,? at (?P<named>noon"
    r"|midnight))?"
)
_DEFAULT_HOUR = 8
_PARTS = {"morning": 8, "noon": 12, "lunchtime": 12, "afternoon": 14, "evening": 18, "night": 21, "midnight": 0}
_COUNTED_PER = (
    r"\b(?:applications?|jobs?|roles?|positions?|postings?|ones)( (?:a|per|each|every) (?P<unit>day|week|weekday|hour))\b"
)
_FORMS = (
    rf"\b(?:every|each|on) (?P<weekday>weekdays?|working days?|business days?|workdays?){_TIME}",
    rf"\b(?:every|each|on) (?P<weekend>weekends?){_TIME}",
    rf"\b(?:(?:every|each) |on (?=(?:{_DAY}[, and&]*)*days\b))(?P<days>{_DAY_LIST})(?: (?P<part2>morning"
    rf"|afternoon|evening|night))?{_TIME}",
    rf"\b(?:every|each) (?P<part1>morning|afternoon|evening|night){_TIME}",
    r"\b(?P<hourly>hourly|every hour|each hour|once an hour)\b",
    r"\bevery (?P<hours>\d{1,2}) (?:hours|hrs|h)\b",
    rf"\bevery (?P<gap>\d{{1,2}}(?= days)|other(?= day)|second(?= day)) days?{_TIME}",
    r"\bevery (?P<minutes>\d{1,2}) (?:minutes|mins?)\b",
    r"\b(?P<twice>twice (?:a|per|every|each) day|twice daily)\b",
    rf"\b(?P<weekly>weekly|every week|each week|once (?:a|per) week){_TIME}",
    rf"\b(?P<monthly>monthly|every month|each month|once a month){_TIME}",
    rf"\b(?P<daily>daily|every ?day|each day|once (?:a|per) day){_TIME}",
)


def read_schedule(prompt: Prompt) -> str | None:
    """The cron line of the first repetition named, eight o'clock where no time is given."""
    for form in _FORMS:
        match = prompt.find(form)
        if not match:
            continue
        cron = _cron({name: text for name, text in match.groupdict().items() if text})
        if cron:
            prompt.take(*match.span())
            return cron
    counted = prompt.find(_COUNTED_PER)
    if counted:
        prompt.take(*counted.span(1))
        return {"day": "0 8 * * *", "week": "0 8 * * 1", "weekday": "0 8 * * 1-5", "hour": "0 * * * *"}[counted["unit"]]
    return None


def _cron(said: dict[str, str]) -> str | None:
    if "hourly" in said:
        return "0 * * * *"
    if "twice" in said:
        return "0 8,18 * * *"
    for unit, size, line in (("hours", 24, "0 */{} * * *"), ("minutes", 60, "*/{} * * * *")):
        if unit in said:
            every = int(said[unit])
            return line.format(every) if 0 < every < size and size % every == 0 else None
    time = _time(said)
    if time is None:
        return None
    if "gap" in said:
        return f"{time[1]} {time[0]} */{said['gap'] if said['gap'].isdigit() else 2} * *"
    date_fields = "1 * *" if "monthly" in said else f"* * {_weekdays(said)}"
    return f"{time[1]} {time[0]} {date_fields}"


def _weekdays(said: dict[str, str]) -> str:
    if "weekday" in said:
        return "1-5"
    if "weekend" in said:
        return "0,6"
    if "weekly" in said:
        return "1"
    if "days" in said:
        named = [number for name, number in _DAYS.items() if name[:3] in said["days"]]
        return ",".join(str(number) for number in sorted(named))
    return "*"


def _time(said: dict[str, str]) -> tuple[int, int] | None:
    part = said.get("part1") or said.get("part2") or said.get("named")
    if "hour" not in said:
        return (_PARTS[part] if part else _DEFAULT_HOUR), 0
    hour, minute = int(said["hour"]), int(said.get("minute", 0))
    late = (
        said.get("half", "").startswith("p")
        or said.get("part") in {"afternoon", "evening"}
        or part in {"evening", "night", "afternoon"}
    )
    if late and hour < 12:
        hour += 12
    elif said.get("half", "").startswith("a") and hour == 12:
        hour = 0
    return (hour, minute) if hour < 24 and minute < 60 else None
