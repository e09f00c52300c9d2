"""True pieces put together falsely: the posting's title or employer as one's own, a deed moved to another job, another rate.

Each piece stands in some fact, so no check of single words finds it. In doubt a sentence is refused.
"""

import re
from collections.abc import Iterator, Sequence

from brain.critique.support import Support
from brain.facts import Fact
from brain.manifest import Doubt
from brain.posting import Posting
from brain.skills import skill_key, skills_in
from brain.wording import forms, is_content, is_in
from brain.words import fold, numbers, quantities, words

_CLAUSE = re.compile(
    r"[,;:()]|\s[–—-]\s|\b(?:and|because|since|as|where|which|while|but|who|that|und|weil|da|wo|aber|et|car|ou|mais|qui|y|porque|"
    r"donde|pero|que)\b"
)
# A clause that names the employer one applies to speaks of what is to come, or of what is asked for.
_AHEAD = re.compile(
    r"\b(?:want|would|hope|wish|apply\w*|join\w*|bring|contribut\w*|looks? for|looking|seek\w*|asks?|needs?|requires?|match\w*|"
    r"fits?|interest\w*|forward|appeal\w*|attract\w*|excit\w*|motivat\w*|drawn|keen|eager|calls? for|describes?|"
    r"(?:the|this|your|a|an) (?:[\w.…/+#-]+ ){0,8}(?:role|position|job|posting|opening|vacanc\w+|team)|"
    r"mochte|gerne?|bewerb\w*|such(?:t|en)|pass(?:t|en)|interess\w*|reizt|freue|einbringen|stelle|"
    r"souhait\w*|aimerais|postul\w*|candidat\w*|recherch\w*|correspond\w*|apporter|rejoindre|"
    r"gustaria|quiero|busca\w*|aportar|encaj\w*|unirme)\b"
)
_BEHIND = re.compile(
    r"\bmy (?:time|role|position|job|work|years|days) (?:at|with|for|in)\b|"
    r"\b(?:i|we)(?:'ve)? (?:(?:have|had|also|then|once|already|have been|was|were) )*(?!wanted|hoped|wished|applied|would)"
    r"(?:\w{2,}ed|built|wrote|led|cut|ran|made|did|taught|won|grew|sold|kept|held|began|took|gave|drove|oversaw|know|knew|use|"
    r"spent|left)\b(?! in (?:the|this|your)\b)"
)
_FEELS = re.compile(
    r"\b(?:i|we)(?: am|'m| was| have been) (?:\w+ly |very )?(?:interested|drawn|excited|attracted|motivated|applying)\b"
)
_RATE = re.compile(
    r"\b(?:a|an|per|each|every|pro|je|par|por)\s(second|minute|hour|day|week|month|quarter|year|shift|sekunde|stunde|tag|woche|monat|"
    r"jahr|seconde|heure|jour|semaine|mois|an|segundo|minuto|hora|dia|semana|mes|ano)\b|\b(hour|dai|week|month|quarter|year)ly\b"
)


def recombined(sentence: str, cited: Sequence[Fact], posting: Posting | None, key: str = "") -> Iterator[Doubt]:
    """The doubts about a sentence whose pieces may not belong together."""
    support, ids = Support(cited), tuple(fact.id for fact in cited)
    for check, why in (
        *_borrowed(sentence, support, posting),
        *_moved(sentence, cited),
        *_other_rate(sentence, support),
        *_other_things(sentence, cited),
        *_other_titles(sentence, cited),
    ):
        yield Doubt(key=key, check=check, detail=f"{why}: “{sentence[:300]}”", facts=ids)


def _borrowed(sentence: str, support: Support, posting: Posting | None) -> Iterator[tuple[str, str]]:
    """The posting's employer or title in a clause about the person."""
    if posting is None:
        return
    own = fold(" \n ".join(support.own_texts))
    lent = [name for name in (fold(posting.company), fold(posting.title)) if len(name) > 2 and name not in own]
    # A title may hold a word that parts clauses.
    said = fold(sentence)
    for number, name in enumerate(lent):
        said = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", f"…{number}…", said)
    for clause in _CLAUSE.split(said):
        if "…" not in clause:
            continue
        if not (_looks_ahead(clause) or _looks_ahead(said, at_all=True)):
            yield "posting_as_own", "it speaks of the employer or title applied for as of the person's own"


def _looks_ahead(said: str, at_all: bool = False) -> bool:
    """Whether it speaks of what is wanted or asked for; `at_all`: and of nothing that was."""
    behind = _BEHIND.search(said) and (at_all or not _FEELS.search(said))
    return bool(_AHEAD.search(said)) and not behind


def _moved(sentence: str, cited: Sequence[Fact]) -> Iterator[tuple[str, str]]:
    """A sentence that names an employer may say only what the facts of that job say."""
    said = fold(sentence)
    jobs = [fact for fact in cited if fact.kind == "employment" and fact.value.get("employer")]
    named = {
        str(job.value.get("entry"))
        for job in jobs
        if re.search(rf"(?<!\w){re.escape(fold(str(job.value['employer'])))}(?!\w)", said)
    }
    if not named:
        return
    there = Support([fact for fact in cited if str(fact.value.get("entry")) in named])
    held = {number for text in there.own_texts for number, _ in quantities(text)} | set(there.numbers)
    stray = [number for number, _ in quantities(sentence) if number not in held]
    skills = [skill for skill in skills_in(sentence) if skill not in there.skills and skill_key(skill) not in there.skills]
    if stray or skills:
        what = ", ".join([*(f"{number:.10g}" for number in stray), *skills])
        yield "deed_of_another_job", f"the facts of that job do not say {what}"


def _other_rate(sentence: str, support: Support) -> Iterator[tuple[str, str]]:
    """A number for each second is another one for each minute."""
    own = {_unit(match) for text in support.own_texts for match in _RATE.finditer(fold(text))}
    if quantities(sentence) and (
        foreign := [unit for match in _RATE.finditer(fold(sentence)) if (unit := _unit(match)) not in own]
    ):
        yield "rate_not_in_facts", f"no fact counts by the {foreign[0]}"


def _other_things(sentence: str, cited: Sequence[Fact]) -> Iterator[tuple[str, str]]:
    """What a number counts must stand in a fact that holds the number: 14 services are not 14 engineers."""
    for part in _CLAUSE.split(fold(sentence)):
        tokens = words(part)
        for at, token in enumerate(tokens):
            found = quantities(" ".join(tokens[at : at + 2])) if _NUMBER.match(token) or numbers(token) else ()
            counted = next((word for word in tokens[at + 1 : at + 5] if is_content(word) and word not in _MAGNITUDES), None)
            share = re.search(rf"(?<!\w){re.escape(token)}\s?(?:%|per ?cent\b|prozent\b|pour ?cent\b|por ciento\b)", part)
            if not found or counted is None or share:
                continue
            holding = [fact for fact in cited if found[0][0] in Support([fact]).numbers]
            if holding and not any(is_in(counted, forms(Support([fact]).own_texts)) for fact in holding):
                yield "number_of_something_else", f"the facts say {found[0][0]:.10g} of something else than “{counted}”"


_MAGNITUDES = {"percent", "per", "cent", "prozent", "pour", "ciento", "thousand", "million", "millions", "billion", "mio", "eur",
    "usd", "gbp", "chf", "euro", "euros", "dollars", "pounds"}  # fmt: skip
_NUMBER = re.compile(r"\d")
_TITLED = re.compile(r"\b(?:as|am|was|became|been|become)\s(?:an?|the|your|my)?\s?((?:[\w.+#/&-]+\s?){1,5})")
_TITLE_ENDS = re.compile(r"\b(?:i|at|with|in|for|of|who|and|on|to|since|from|by|that|which|so|well|where|when|while|we|my|the)\b")


def _other_titles(sentence: str, cited: Sequence[Fact]) -> Iterator[tuple[str, str]]:
    """Who one says one is or was must be one title, degree or certificate, not pieces of several."""
    said = fold(sentence)
    for match in _TITLED.finditer(said):
        named = [word for word in words(_TITLE_ENDS.split(match.group(1))[0]) if is_content(word)]
        alone = re.search(r"\b(?:am|was|been)\s$", said[: match.start(1)])  # "I am interested": no title without an article
        if named and not alone and not any(all(is_in(word, forms([fact.text])) for word in named) for fact in cited):
            yield "title_not_in_facts", f"no fact says “{' '.join(named)}”"


def _unit(match: re.Match[str]) -> str:
    unit = match.group(1) or match.group(2)
    return "day" if unit == "dai" else str(unit)
