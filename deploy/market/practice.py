"""The postings of the families that are only applied to, the same for the same seed."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from deploy.market import questions
from deploy.market.catalogue import Catalogue, Company, Posting, Role, Trait, load
from deploy.market.person import Person

# One form each: four plain ones, then the usual ways in which a form does not end with a confirmation.
TRAITS: tuple[Trait, ...] = ("plain", "plain", "plain", "plain", "closed", "needs_fact")
FURTHER: dict[str, tuple[Trait, ...]] = {
    "ashby": ("captcha",),
    "workable": ("captcha",),
    "recruitee": ("throttled",),
    "long": ("long", "long"),
    "indeed": ("throttled", "captcha", "code_before_end"),
    "greenhouse_embed": ("throttled", "captcha"),
}
LANGUAGES = {
    "recruitee": ("en", "de", "en", "fr"),
    "teamtailor": ("en", "es", "de", "en"),
    "smartrecruiters": ("en", "fr", "de", "es"),
    "members_verify": ("de", "de"),
}
# What lies behind a sign-in, site by site.
BEHIND_SIGN_IN: dict[str, tuple[Trait, ...]] = {
    "members": ("login", "login", "login", "session_ends", "session_ends_kept", "throttled"),
    "members_totp": ("login", "login", "login", "session_ends"),
    "members_verify": ("login", "login"),
    "members_new": ("login", "login"),
    "members_link": ("login", "login"),
    "members_captcha": ("login", "login"),
    "workday_mail": ("login", "login", "session_ends_kept"),
    "workday_totp": ("login", "session_ends"),
    "workday_new": ("login", "login"),
}
UNSEEN_LAYOUTS = 12
UNSEEN_LANGUAGES = ("en", "en", "en", "de", "en", "fr", "en", "es", "en", "de", "fr", "es")
PLACES = (("Remote - Germany", "DE"), ("Remote - EU", "EU"), ("Remote - Worldwide", None))


def practice_postings(seed: int, person: Person, families: Sequence[str]) -> tuple[Posting, ...]:
    """All of them, family by family."""
    return tuple(posting for family in families for posting in _of_family(seed, person, family))


def coded_posting(seed: int, person: Person, found: Catalogue) -> Posting:
    """One more on a Greenhouse board, which sends a code by mail before it takes an application. No board lists it."""
    rng = Random(f"{seed}:code_by_mail")
    titles = {posting.role.title for posting in found.postings if posting.fits}
    role = next(role for row in load("roles.yaml")["fitting"] if (role := Role.model_validate(row)).title not in titles)
    # No employer has two of one title: they would be taken for the same job.
    taken = {posting.board for posting in found.postings if posting.role.title == role.title}
    plain = [posting for posting in found.postings if (posting.family, posting.trait) == ("greenhouse", "plain")]
    like = next(posting for posting in plain if posting.board not in taken)
    place, country = rng.choice(PLACES)
    change = {"place": place, "country": country}
    return like.model_copy(
        update={
            "id": str(rng.randrange(4_000_000_000, 9_000_000_000)),
            "role": role.model_copy(update=change),
            "trait": "code_by_mail",
            "questions": questions.choose(person, country, rng),
            "salary": None,
        }
    )


def postings_behind_sign_in(seed: int, person: Person, found: Catalogue, families: Sequence[str]) -> tuple[Posting, ...]:
    """Those of the sites that demand a sign-in. Their employers are on no other board, so none is a copy of another job."""
    rng = Random(f"{seed}:behind_sign_in")
    taken = {posting.company.name for posting in found.postings}
    companies = [made for row in load("companies.yaml") if (made := Company.model_validate(row)).name not in taken]
    roles = [Role.model_validate(row) for row in load("roles.yaml")["fitting"]]
    rng.shuffle(companies)
    rng.shuffle(roles)
    wanted = [(family, trait, index) for family in families for index, trait in enumerate(BEHIND_SIGN_IN[family])]
    return tuple(
        _posting(
            person,
            rng,
            family=family,
            company=companies[number % len(companies)],
            role=roles[number % len(roles)],
            trait=trait,
            language=_language(family, index),
            layout=index + 1,
        )
        for number, (family, trait, index) in enumerate(wanted)
    )


def _id(family: str, rng: Random) -> str:
    if family.startswith("greenhouse"):
        return str(rng.randrange(4_000_000_000, 9_000_000_000))
    return str(UUID(int=rng.getrandbits(128), version=4))


def _of_family(seed: int, person: Person, family: str) -> list[Posting]:
    rng = Random(f"{seed}:{family}")
    companies = [Company.model_validate(row) for row in load("companies.yaml")]
    roles = [Role.model_validate(row) for row in load("roles.yaml")["fitting"]]
    rng.shuffle(companies)
    rng.shuffle(roles)
    made = []
    for index, trait in enumerate(_traits(family)):
        made.append(
            _posting(
                person,
                rng,
                family=family,
                company=companies[index % len(companies)],
                role=roles[index % len(roles)],
                trait=trait,
                language=_language(family, index),
                layout=index + 1,
            )
        )
    return made


def _posting(
    person: Person, rng: Random, *, family: str, company: Company, role: Role, trait: Trait, language: str, layout: int
) -> Posting:
    place, country = rng.choice(PLACES)
    asked = questions.choose(person, country, rng, skip=questions.BASICS)[:5]
    if language != "en":
        # Words typed freely may be in either language; a choice has one true answer.
        asked = tuple(questions.notice_choice(person) if field.label == questions.NOTICE_LABEL else field for field in asked)
    if trait == "needs_fact":
        asked = (*asked[:3], rng.choice(questions.ONLY_THE_PERSON))
    return Posting(
        id=_id(family, rng),
        family=family,
        company=company,
        role=role.model_copy(update={"place": place, "country": country}),
        trait=trait,
        published_at=datetime.now(UTC) - timedelta(days=rng.uniform(0.5, 6)),
        questions=asked,
        salary=None,
        language=language,
        layout=layout,
    )


def _traits(family: str) -> tuple[Trait, ...]:
    if family == "unseen":
        return tuple(TRAITS[0] for _ in range(UNSEEN_LAYOUTS))
    if family == "long":
        return FURTHER["long"]
    return TRAITS + FURTHER.get(family, ())


def _language(family: str, index: int) -> str:
    if family == "unseen":
        return UNSEEN_LANGUAGES[index % len(UNSEEN_LANGUAGES)]
    spoken = LANGUAGES.get(family, ())
    return spoken[index] if index < len(spoken) else "en"
