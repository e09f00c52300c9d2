"""Kind of employment and seniority."""

from brain.goal import EmploymentType, Seniority
from brain.intent_rules.lexicon import heads
from brain.intent_rules.text import Prompt
from brain.intent_rules.words import NUMBER_WORDS

_EMPLOYMENT: dict[EmploymentType, str] = {
    "full_time": r"full[ -]?time|vollzeit|ft(?= (?:jobs?|roles?|work|positions?))",
    "part_time": r"part[ -]?time|teilzeit|half[ -]time|mini[ -]?jobs?",
    "contract": r"contract(?:ing|s)?(?= or | and |,|/|$|[.!?]| (?!manager|lawyer|administrator|specialist"
    r"|negotiator|officer|law|analyst))|contractors?|b2b(?= (?:contract|jobs?|roles?))|c2c|corp[ -]to[ -]corp"
    r"|outside ir35|inside ir35",
    "internship": r"internships?|praktikum|work placements?",
    "freelance": r"freelanc(?:e|ers?|ing)|self[ -]employed|freiberuflich",
    "temporary": r"temporary|temp(?! to)|temps|seasonal|fixed[ -]term|short[ -]term contracts?|summer (?=jobs?|work)",
}
_SENIORITY: dict[Seniority, str] = {
    "intern": r"interns?",
    "junior": r"junior|jr\.?|entry[ -]?level|new[ -]?grad(?:uate)?s?|recent graduates?|graduate|grads?|early[ -]career"
    r"|beginner|fresher|trainee[ -]level|no (?:prior |previous |work )?experience(?: (?:is )?(?:needed"
    r"|required|necessary))?|without (?:any |prior |previous )?experience|first job",
    "mid": r"mid(?:dle)?[ -]?level|mid(?= or | and |,|/|-| senior)|mid[ -]?career|mid(?:[ -]to)?(?=[ -]senior)"
    r"|medior|intermediate",
    "senior": r"senior|sr\.?|snr\.?",
    "staff": r"staff(?! (?:nurse|accountant|sergeant|attorney|member|room|assistant|augmentation|training))",
    "principal": r"principal(?= )(?!s)",
    "lead": r"lead(?! (?:generation|gen\b|time|hand|poisoning))",
    "executive": r"c[ -]level|c[ -]suite|executive[ -]level|exec[ -]level",
}
_LEVEL = r"(?:[ -](?:level|grade|positions?(?= as)|roles?(?= as)))?"
_YEARS = (
    rf"(?:with )?(?:at least |minimum |min\.? |over |more than |about |around )?(?P<years>\d{{1,2}}"
    rf"|{'|'.join(NUMBER_WORDS)})\s?(?P<more>\+|plus|or more)?(?:\s?(?:-|to)\s?\d{{1,2}})?\s?(?:years?"
    r"|yrs?|yoe)\b'?(?: or more)?(?:[ -](?:of )?(?:(?:work|working|professional|industry|relevant"
    r"|hands-on) )*experience)?"
)
_SENIOR_FROM = 5
_MID_FROM = 3


def read_employment(prompt: Prompt) -> tuple[EmploymentType, ...]:
    found: list[tuple[int, EmploymentType]] = []
    for kind, pattern in _EMPLOYMENT.items():
        for match in prompt.find_all(rf"(?<![\w-])(?:{pattern})(?!\w)(?: basis)?"):
            if not _refused(prompt, match.start()):
                prompt.take(*match.span())
                found.append((match.start(), kind))
    kinds = tuple(dict.fromkeys(kind for _, kind in sorted(found)))
    for kind, pattern in _EMPLOYMENT.items():
        if kinds and kind not in kinds:
            prompt.take_all(rf"(?<![\w-])(?:no|not|non)[ -](?:{pattern})(?!\w)")
    return kinds


def _refused(prompt: Prompt, start: int) -> bool:
    return bool(
        prompt.before(
            start, r"\b(?:no|not|non|without|never|except|excluding|avoid|nothing)[ -](?:[\w-]+ (?:or|nor) )?(?:a |any )?"
        )
    )


def read_seniority(prompt: Prompt) -> tuple[Seniority, ...]:
    """In order of mention. Years of experience: 5 or more is senior, 3 or 4 mid, less junior."""
    found: list[tuple[int, Seniority]] = []
    years = prompt.find(_YEARS)
    if years and not prompt.after(years.end(), r" old"):
        prompt.take(*years.span())
        number = years["years"]
        found.append((years.start(), _by_years(int(number) if number.isdigit() else NUMBER_WORDS[number])))
    for level, pattern in _SENIORITY.items():
        for match in prompt.find_all(rf"(?<![\w-])(?:{pattern}){_LEVEL}(?!\w)"):
            if _refused(prompt, match.start()) or not _is_level(prompt, level, *match.span()):
                continue
            prompt.take(*match.span())
            found.append((match.start(), level))
    return tuple(dict.fromkeys(level for _, level in sorted(found)))


def _by_years(years: int) -> Seniority:
    if years >= _SENIOR_FROM:
        return "senior"
    return "mid" if years >= _MID_FROM else "junior"


def _is_level(prompt: Prompt, level: Seniority, start: int, end: int) -> bool:
    """Some levels are also nouns of a role ("team lead", "marketing intern", "school principal") or verbs."""
    if level == "lead":
        return not prompt.before(
            start,
            r"\b(?:team|tech|technical|sales|shift|squad|project|design|engineering|product|marketing"
            r"|development|content|data|\w+ team) |\b(?:to|a|will) ",
        ) or bool((following := prompt.after(end, r" (\w+)")) and following[1].rstrip("s") in heads())
    if level == "intern":
        word = prompt.before(start, r"([^\W\d_]+) ")
        return word is None or word[1] in heads()
    return True


def levels_in_roles(roles: tuple[str, ...]) -> tuple[Seniority, ...]:
    """Levels that a role's own words name: "head of sales", "director of engineering", "tech lead"."""
    levels: list[Seniority] = []
    for role in roles:
        words = role.split()
        if words[-1] in {"intern", "interns"}:
            levels.append("intern")
        elif words[-1] == "lead":
            levels.append("lead")
        elif words[:2] == ["head", "of"]:
            levels.append("head")
        elif words[:2] == ["director", "of"] or (words[-1] == "director" and words[0] not in {"film", "art", "music", "funeral"}):
            levels.append("director")
        elif words[0] == "vp":
            levels.append("vp")
        elif words[-1] in {"ceo", "cto", "cfo", "coo", "cmo", "cio", "ciso", "cpo", "cro"} or (
            words[0] == "chief" and words[-1] == "officer"
        ):
            levels.append("executive")
    return tuple(dict.fromkeys(levels))
