"""How well a posting fits: first the goal's hard limits, then requirement by requirement against the candidate's facts."""

import re
from datetime import UTC, date, datetime

from brain.answering.asked import posting_places
from brain.answering.profile import Profile
from brain.evidence import Evidence, having, weigh
from brain.facts import Candidate
from brain.goal import Goal, Location
from brain.places import area, country_code, members
from brain.posting import Frozen, Posting
from brain.requirements import requirement_lines, requirements, requirements_in
from brain.roles import MANAGEMENT, Title, family, title_of
from brain.skills import implied_by, is_code, skill_key, skills_in
from brain.words import bare, fold, words

__all__ = ["Evidence", "Match", "hard_fails", "quick_fit", "requirements_in", "score", "skills_in"]

_CAP_WITH_FAIL = 30
_LEVEL_ORDER = ("intern", "junior", "mid", "senior", "lead", "staff", "principal", "head", "director", "vp", "executive")
_HOURS = {"hour": 2080.0, "day": 260.0, "week": 52.0, "month": 12.0, "year": 1.0}


class Match(Frozen):
    """How a posting fits, 0 to 100. `hard_fails` name limits of the goal it breaks; with one the score stays below 31.

    `matching_skills` and `missing_skills` are of the required ones first, then the preferred ones.
    """

    score: int
    evidence: tuple[Evidence, ...] = ()
    matching_skills: tuple[str, ...] = ()
    missing_skills: tuple[str, ...] = ()
    reasoning: str = ""
    hard_fails: tuple[str, ...] = ()


def quick_fit(posting: Posting, goal: Goal, *, now: datetime | None = None) -> float:
    """0 to 1 from title, places, workplace, pay and age alone,
    to choose what to read in full; 0 only where it surely does not fit."""
    if (
        _workplace_fail(posting, goal, certain=True)
        or _company_fail(posting, goal)
        or _age_fail(posting, goal, now)
        or _pay_fail(posting, goal)
    ):
        return 0.0
    if (
        _place_fail(posting, goal)
        or _level_fail(posting, goal)
        or _role_fail(posting, goal, certain=True)
        or _skill_fail(posting, goal, certain=True)
    ):
        return 0.0
    wanted = {skill_key(skill) for skill in goal.skills}
    named = set(_title_skills(posting)) | {skill_key(skill) for skill in posting.skills.required}
    skills = len(wanted & named) / len(wanted) if wanted else 0.5
    return round(0.4 + 0.3 * skills + 0.3 * _role_closeness(posting, goal), 3)


def score(posting: Posting, candidate: Candidate, goal: Goal, *, today: date | None = None, now: datetime | None = None) -> Match:
    """Judges one posting read in full. `today` dates the counting of years, `now` the posting's age."""
    profile = Profile(candidate, today or date.today())
    fails = hard_fails(posting, goal, profile, now=now)
    evidence = tuple(weigh(requirement, profile) for requirement in requirements(posting))
    matching, missing = _skills(posting, profile)
    points = _points(evidence, posting, goal, matching, missing)
    value = min(points, _CAP_WITH_FAIL) if fails else points
    return Match(
        score=value,
        evidence=evidence,
        matching_skills=matching,
        missing_skills=missing,
        reasoning=_reasoning(value, evidence, missing, fails),
        hard_fails=fails,
    )


def hard_fails(posting: Posting, goal: Goal, profile: Profile | None = None, *, now: datetime | None = None) -> tuple[str, ...]:
    """The limits of the goal that a posting breaks, each as a sentence."""
    checks = (
        _workplace_fail(posting, goal, certain=False),
        _place_fail(posting, goal),
        _role_fail(posting, goal, certain=False),
        _skill_fail(posting, goal, certain=False),
        _level_fail(posting, goal),
        _pay_fail(posting, goal),
        _company_fail(posting, goal),
        _age_fail(posting, goal, now),
        _kind_fail(posting, goal),
        _law_fail(posting, profile) if profile else None,
    )
    return tuple(reason for reason in checks if reason)


# --- hard limits ------------------------------------------------------------------------------------------------------
def workplace_of(posting: Posting) -> str | None:
    """Where the work is done: as the posting says it, else as its places and title tell."""
    if posting.workplace:
        return posting.workplace
    said = fold(" ".join((*posting.locations, posting.title)))
    for name, pattern in (
        ("hybrid", r"\bhybrid"),
        ("remote", r"\bremote\b|\banywhere\b|work from home|\bwfh\b|home ?office|teletravail|remoto"),
        ("onsite", r"\bon-?site\b|in[- ]office|vor ort"),
    ):
        if re.search(pattern, said):
            return name
    return None


def _workplace_fail(posting: Posting, goal: Goal, *, certain: bool) -> str | None:
    held = workplace_of(posting)
    if not goal.workplace or held in goal.workplace:
        return None
    if held is None:
        said = fold(posting.description_text)
        if (
            certain
            or (goal.workplace == ("onsite",))
            or (
                "remote" in goal.workplace
                and re.search(
                    r"\b(fully|100 ?%|completely) remote|remote[- ]first|this (is a|role is) (fully )?remote|work from anywhere",
                    said,
                )
            )
        ):
            return None
        return f"It does not say that it is {' or '.join(goal.workplace)}."
    return f"It is {held}, and the goal says {' or '.join(goal.workplace)}."


def _place_fail(posting: Posting, goal: Goal) -> str | None:
    if not goal.locations or not posting.locations:
        return None
    places = posting_places(posting)
    if any(_in_place(posting, places, location) for location in goal.locations):
        return None
    if workplace_of(posting) == "remote" and not places:
        return None
    return (
        f"It is in {'; '.join(posting.locations)}, and the goal says {' or '.join(location.text for location in goal.locations)}."
    )


def _in_place(posting: Posting, places: tuple[str, ...], wanted: Location) -> bool:
    name = fold(wanted.text.split(",")[0])
    if any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", fold(location)) for location in posting.locations):
        return True
    region = area(wanted.text)
    countries = members(region) if region else {wanted.country} if wanted.country else set()
    remote = workplace_of(posting) == "remote"
    if region or (wanted.country and country_code(wanted.text) == wanted.country):
        return any(members(place) & countries for place in places) if remote else any(place in countries for place in places)
    # A city is wanted: the country alone will do only for work that is done from anywhere in it.
    return remote and any(wanted.country in members(place) for place in places if wanted.country)


def _role_fail(posting: Posting, goal: Goal, *, certain: bool) -> str | None:
    if not goal.roles:
        return None
    if any(_role_fits(title_of(posting.title), role, posting, certain) for role in goal.roles):
        return None
    return f"It is for “{posting.title}”, and the goal says {' or '.join(goal.roles)}."


def _role_fits(title: Title, role: str, posting: Posting, certain: bool) -> bool:
    wanted = title_of(role)
    if not wanted.heads:
        # A field ("marketing", "warehouse"): its words are in the title or the department.
        said = fold(f"{posting.title} {posting.department or ''}")
        return all(_in_words(word, said) for word in words(role))
    if not title.heads:
        return certain or all(_in_words(word, fold(posting.title)) for word in words(role))
    if not any(title.heads & family(head) for head in wanted.heads):
        return False
    narrowing = {
        word for word in wanted.words if word not in wanted.heads and word not in {"of", "the", "and", "in", *_LEVEL_ORDER}
    }
    skilled = {word for word in narrowing if skills_in(word) or skill_key(word) != word or is_code(skill_key(word))}
    return certain or all(_narrowed(word, posting) for word in narrowing - skilled)


_EXCHANGEABLE = (
    {"backend", "back-end", "back end", "server-side"},
    {"frontend", "front-end", "front end"},
    {"full stack", "full-stack", "fullstack"},
)


def _narrowed(word: str, posting: Posting) -> bool:
    """Whether a posting is of the narrower kind: its title says so, or its department, or its text more than once."""
    names = next((group for group in _EXCHANGEABLE if word in group), {word})
    if word in {"software", "it", "full", "stack"} and {"developer", "engineer", "programmer"} & title_of(posting.title).heads:
        other = {"sales", "mechanical", "electrical", "civil", "chemical", "process", "customer"} & title_of(posting.title).words
        return not other
    title, text = fold(f"{posting.title} {posting.department or ''}"), fold(posting.description_text)
    return any(_in_words(name, title) or len(re.findall(rf"(?<!\w){re.escape(name)}", text)) >= 2 for name in names)


def _in_words(word: str, text: str) -> bool:
    stem = word[:-1] if word.endswith("s") and len(word) > 4 else word
    return re.search(rf"(?<![\w+#]){re.escape(stem)}(?:s|es|ing|er|ers)?(?![\w+#])", text) is not None


def _skill_fail(posting: Posting, goal: Goal, *, certain: bool) -> str | None:
    """A skill of the goal is one the work is about: named in the title, required, or told of beyond what is merely preferred."""
    lacking = [skill for skill in goal.skills if not _about(posting, skill_key(skill), certain)]
    return f"It is not about {', '.join(lacking)}." if lacking else None


def _title_skills(posting: Posting) -> tuple[str, ...]:
    # A title is all names: its first word is one too.
    return skills_in(f"as {posting.title}")


def _about(posting: Posting, key: str, certain: bool) -> bool:
    titled = _title_skills(posting)
    if key in titled or any(key in implied_by(skill) for skill in titled):
        return True
    tongue = [skill for skill in titled if is_code(skill) and skill not in {"html", "css"}]
    if is_code(key) and tongue and certain:
        return False  # a title that names another language is about that one
    if certain:
        return True
    lines = requirement_lines(posting.description_html or posting.description_text)
    required = {skill for line in lines if not line.preferred for skill in line.skills} | {
        skill_key(name) for name in posting.skills.required
    }
    preferred = {skill for line in lines if line.preferred for skill in line.skills} | {
        skill_key(name) for name in posting.skills.preferred
    }
    if is_code(key) and tongue and key not in required:
        return False
    if key in required or any(key in implied_by(skill) for skill in required):
        return True
    return key not in preferred and _told(posting, key)


def _told(posting: Posting, key: str) -> bool:
    return key in skills_in(posting.description_text) or bool(
        re.search(rf"(?<![\w+#]){re.escape(key)}(?![\w+#])", fold(posting.description_text))
    )


def _level_fail(posting: Posting, goal: Goal) -> str | None:
    held = title_of(posting.title).levels
    asked = set(goal.seniority) | {level for role in goal.roles for level in title_of(role).levels}
    leading = held & MANAGEMENT
    if leading and not (asked & (MANAGEMENT | {"head"})) and not _same_words(posting.title, goal.roles):
        return f"It is a post for a {', '.join(sorted(leading))}, which the goal does not ask for."
    if asked & set(goal.seniority) and held and not (held & asked) and goal.seniority:
        return f"It is {', '.join(sorted(held))}, and the goal says {' or '.join(goal.seniority)}."
    if "intern" in held and "intern" not in asked and "internship" not in goal.employment_types:
        return "It is an internship, which the goal does not ask for."
    return None


def _same_words(title: str, roles: tuple[str, ...]) -> bool:
    return any(set(words(role)) <= set(words(title)) for role in roles if len(words(role)) > 1 and title_of(role).levels)


def _pay_fail(posting: Posting, goal: Goal) -> str | None:
    floor, pay = goal.salary, posting.salary
    top = (pay.max or pay.min) if pay else None
    if floor is None or pay is None or top is None or (floor.currency and pay.currency and floor.currency != pay.currency):
        return None
    offered, wanted = top * _HOURS[pay.period or "year"], float(floor.min) * _HOURS[floor.period]
    return (
        f"It pays at most {top:,.0f} {pay.currency or ''}, below the goal's floor.".replace(" ,", ",")
        if offered < wanted
        else None
    )


def _company_fail(posting: Posting, goal: Goal) -> str | None:
    own = bare(posting.company)
    if any(own == bare(name) for name in goal.companies.exclude):
        return f"{posting.company} is excluded."
    if goal.companies.include and not any(own == bare(name) or bare(name) in own for name in goal.companies.include):
        return f"{posting.company} is not among the companies of the goal."
    return None


def _age_fail(posting: Posting, goal: Goal, now: datetime | None) -> str | None:
    if goal.posted_within_days is None or posting.posted_at is None:
        return None
    posted = posting.posted_at if posting.posted_at.tzinfo else posting.posted_at.replace(tzinfo=UTC)
    age = (now or datetime.now(UTC)) - posted
    days = age.total_seconds() / 86400
    return f"It was posted {days:.0f} days ago." if days > goal.posted_within_days else None


def _kind_fail(posting: Posting, goal: Goal) -> str | None:
    held = bare(posting.employment_type or "")
    wanted = {bare(kind) for kind in goal.employment_types}
    known = {"fulltime", "parttime", "contract", "internship", "freelance", "temporary"}
    return f"It is {posting.employment_type}." if wanted and held in known and held not in wanted else None


def _law_fail(posting: Posting, profile: Profile) -> str | None:
    """Every place of the posting is one where the person has said they may not work."""
    places = posting_places(posting)
    home = profile.country()
    if not places or (home and any(str(home.value) in members(place) for place in places)):
        return None
    known = [profile.authorised(place) for place in places]
    barred = all(item is not None and item.value is False for item in known)
    return f"You may not work in {', '.join(places)}." if barred else None


# --- points -----------------------------------------------------------------------------------------------------------
def _skills(posting: Posting, profile: Profile) -> tuple[tuple[str, ...], tuple[str, ...]]:
    read = requirements_in(posting.description_html or posting.description_text)
    named = [
        *read.required,
        *map(skill_key, posting.skills.required),
        *read.preferred,
        *map(skill_key, posting.skills.preferred),
        *_title_skills(posting),
    ]
    wanted = tuple(dict.fromkeys(named))
    matching = tuple(skill for skill in wanted if having(profile, skill))
    return matching, tuple(skill for skill in wanted if skill not in matching)


def _points(
    evidence: tuple[Evidence, ...], posting: Posting, goal: Goal, matching: tuple[str, ...], missing: tuple[str, ...]
) -> int:
    """Requirements count 70 (preferred ones a quarter each), the role 15, skills of the goal 15."""
    worth = {"met": 1.0, "partly": 0.55, "missing": 0.0}
    weights = [(0.25 if item.preferred else 1.0, worth[item.state]) for item in evidence]
    if weights:
        met = sum(weight * value for weight, value in weights) / sum(weight for weight, _ in weights)
    else:
        met = len(matching) / (len(matching) + len(missing)) if matching or missing else 0.5
    wanted = [skill_key(skill) for skill in goal.skills]
    about = sum(_about(posting, key, certain=False) for key in wanted) / len(wanted) if wanted else 1.0
    return round(70 * met + 15 * _role_closeness(posting, goal) + 15 * about)


def _role_closeness(posting: Posting, goal: Goal) -> float:
    if not goal.roles:
        return 0.7
    title = title_of(posting.title)
    best = 0.0
    for role in goal.roles:
        wanted = title_of(role)
        headed = 1.0 if title.heads & wanted.heads else 0.9 if any(title.heads & family(head) for head in wanted.heads) else 0.0
        shared = len(wanted.words & title.words) / max(1, len(wanted.words))
        best = max(best, 0.6 * headed + 0.4 * shared if headed else 0.4 * shared)
    return best


def _reasoning(value: int, evidence: tuple[Evidence, ...], missing: tuple[str, ...], fails: tuple[str, ...]) -> str:
    """Two sentences: what speaks for it, what against."""
    required = [item for item in evidence if not item.preferred]
    met = sum(item.state == "met" for item in required)
    first = f"Facts meet {met} of {len(required)} requirements." if required else "The posting lists no requirements of its own."
    if fails:
        return f"{first} {fails[0]}"
    open_ones = [item.requirement for item in required if item.state == "missing"]
    if open_ones:
        return f"{first} Nothing among the facts speaks for “{open_ones[0][:100]}”."
    return (
        f"{first} Not named among the facts: {', '.join(missing[:4])}." if missing else f"{first} Nothing asked for is missing."
    )
