"""The consent `saves_as_you_go`: whether a site may keep what is filled in before the end. Asked once per site, remembered."""

from collections.abc import Mapping, Sequence

from brain.answering.given import GivenAnswer
from brain.drafts import says_no, says_yes
from brain.intervention import AskedField, HumanAnswer
from brain.sites import domain_of

CONSENT = "saves_as_you_go"


def allowed(consents: Mapping[str, bool], url: str) -> bool | None:
    """What the person said about the site of `url`, else about all sites; None: they were not asked yet."""
    return consents.get(f"{CONSENT}:{domain_of(url)}", consents.get(CONSENT))


def asked(url: str) -> AskedField:
    """The question about one site."""
    label = f"May {domain_of(url)} keep what is filled in before the application is sent?"
    reason = (
        "The form stores its pages as they are filled in. Without your consent nothing was stored, and this site is left to you."
    )
    return AskedField(key=CONSENT, label=label, kind="boolean", options=("yes", "no"), reason=reason)


def said(human: HumanAnswer) -> tuple[str, bool] | None:
    """The site that an answer is about and what it says, where it answers this question."""
    site = human.context.get(CONSENT)
    if not isinstance(site, str):
        return None
    # Other questions may have been asked along with it: their yes and no are not this one's.
    alone = human.model_copy(update={"fields": {k: v for k, v in human.fields.items() if k == CONSENT}})
    if human.fields:
        alone = alone.model_copy(update={"human_input": None})
    if says_yes(alone):
        return site, True
    return (site, False) if says_no(alone) or human.action == "reject" else None


def given_with_the_task(answers: Sequence[GivenAnswer]) -> dict[str, bool]:
    """The consent where it came with the task: for every site of it."""
    words = [str(answer.value).strip().casefold() for answer in answers if answer.question == CONSENT]
    return {CONSENT: words[0] in ("yes", "y", "true")} if words else {}
