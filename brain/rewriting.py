"""Bullets in a model's words, and a letter's middle: each within what it cites, else in the person's own words.

Nothing is lost by asking: what the checks refuse stands as the person wrote it, and what was refused and why is kept and told.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict
from pydantic import Field as pyfield

from brain.context import Context
from brain.critic import audit_bullet, audit_text
from brain.errors import JobHunterError
from brain.facts import Candidate, Fact
from brain.grounding import facts_for_a_model, numbered, strays, ungrounded
from brain.manifest import Doubt
from brain.ports import Model, ResumeView
from brain.posting import Frozen, Posting
from brain.prompting import clean, fenced, new_boundary, rendered, without_orders
from brain.recombining import recombined
from brain.writing.frames import claims_of
from brain.writing.letters import posting_language
from brain.writing.own_style import style_example

MOST_BULLETS = 40
MOST_PARAGRAPHS = 3
MOST_POSTING = 4000
MOST_FEEDBACK = 1000
ROUNDS = 2
CALL_S = 25.0  # two rounds fit into the time of the step
_SECTIONS = ("work", "volunteer", "projects")


class BulletReply(BaseModel):
    """One bullet anew: the id of the bullet it stands for, and those of all it says something of."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    replaces: int
    text: str
    fact_ids: tuple[int, ...]


class BulletsReply(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    bullets: tuple[BulletReply, ...]


class ParagraphReply(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    fact_ids: tuple[int, ...]


class LetterReply(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    paragraphs: tuple[ParagraphReply, ...]


class Refusal(Frozen):
    """What a model wrote and the checks refused; `instead`: the person's own words, which stand."""

    said: str
    instead: str
    doubts: tuple[Doubt, ...]

    def told(self) -> dict[str, Any]:
        """For an event: what was refused, and why."""
        why = [{"check": d.check, "detail": d.detail, "facts": list(d.facts)} for d in self.doubts]
        return {"said": self.said, "instead": self.instead, "why": why}


class Rewritten(Frozen):
    """What came of asking: texts by the id of the bullet they stand for (of a letter: by their number), with what they cite."""

    texts: dict[int, str] = pyfield(default_factory=dict)
    cites: dict[int, tuple[int, ...]] = pyfield(default_factory=dict)
    refused: tuple[Refusal, ...] = ()
    orders: tuple[str, ...] = ()
    problem: str = ""
    calls: int = 0

    def told(self) -> dict[str, Any]:
        """What the event of the finished document says of it; nothing where no model was asked."""
        if not self.calls and not self.problem:
            return {}
        return {
            "rewritten": len(self.texts),
            "refused": [refusal.told() for refusal in self.refused],
            "orders": [order[:300] for order in self.orders[:20]],
            "problem": self.problem,
            "llm_calls": self.calls,
        }


async def rewritten_bullets(
    ctx: Context, candidate: Candidate, posting: Posting, view: ResumeView
) -> tuple[ResumeView, Rewritten]:
    """The view with bullets in a model's words where the checks found nothing against them. Without a model: as it is."""
    shown = dict(_bullets_of(view, candidate))
    if ctx.model is None or not shown:
        return view, Rewritten()
    if (made := await _recalled(ctx, "rewritten_bullets")) is None:
        made = await rewrite(ctx.model, candidate, posting, view)
        await ctx.checkpoint("rewritten_bullets", made.model_dump(mode="json"))
    return _with_texts(view, shown, made.texts), made


async def letter_by_model(
    ctx: Context, candidate: Candidate, posting: Posting, text: str, fact_ids: Sequence[int]
) -> tuple[str, tuple[int, ...], Rewritten]:
    """The letter with a middle in a model's words, and the facts it stands on; greeting, opening, closing and name stay.

    `text`: the letter by rules, its parts between empty lines; it stays as it is where the model writes nothing that holds.
    """
    parts = text.split("\n\n")
    if ctx.model is None or len(parts) < 4:
        return text, tuple(fact_ids), Rewritten()
    if (made := await _recalled(ctx, "written_letter")) is None:
        instead = "\n\n".join(parts[2:-2])
        made = await write_middle(ctx.model, candidate, posting, instead, ctx.step.options.tone)
        await ctx.checkpoint("written_letter", made.model_dump(mode="json"))
    if not made.texts:
        return text, tuple(fact_ids), made
    written = "\n\n".join([*parts[:2], *(made.texts[number] for number in sorted(made.texts)), *parts[-2:]])
    cited = tuple(sorted({*fact_ids, *(number for ids in made.cites.values() for number in ids)}))
    held = audit_text(claims_of(written), [fact for fact in candidate.facts if fact.id in cited], posting).doubts
    if held:
        refusal = Refusal(said=written[:600], instead=text, doubts=held)
        return text, tuple(fact_ids), made.model_copy(update={"texts": {}, "refused": (*made.refused, refusal)})
    return written, cited, made


async def _recalled(ctx: Context, name: str) -> Rewritten | None:
    held = await ctx.recalled(name)
    return None if held is None else Rewritten.model_validate(held)


async def rewrite(model: Model, candidate: Candidate, posting: Posting, view: ResumeView, feedback: str = "") -> Rewritten:
    """Texts for bullets of the view, by the id of the bullet they stand for, each audited against what it cites.

    `feedback`: the person's wish, where there is one; it is no source of anything.
    """
    shown = dict(_bullets_of(view, candidate))

    def judged(reply: BulletsReply) -> Iterator[tuple[int, str, tuple[int, ...], str, list[Doubt]]]:
        for bullet in reply.bullets[:MOST_BULLETS]:
            own = shown.get(bullet.replaces)
            said = " ".join(bullet.text.split())
            cited = [shown[number] for number in dict.fromkeys(bullet.fact_ids) if number in shown]
            ids = tuple(fact.id for fact in cited)
            if own is None or len(ids) != len(set(bullet.fact_ids)) or bullet.replaces not in ids:
                detail = f"It does not cite the bullet it stands for: “{said[:160]}”"
                yield bullet.replaces, said, ids, str(own.value["text"]) if own else "", [_doubt("unknown_fact", detail, ids)]
                continue
            doubts = [*audit_bullet(said, cited, candidate, posting).doubts, *strays(said, cited)]
            doubts += recombined(said, cited, posting)
            if len(said) > 1.5 * max(120, *(len(str(fact.value["text"])) for fact in cited)):
                doubts.append(_doubt("too_long", f"It says more than its sources: “{said[:160]}”", ids))
            yield bullet.replaces, said, ids, str(own.value["text"]), doubts

    groups: dict[str, list[Fact]] = {}
    for fact in shown.values():
        groups.setdefault(_entry_of(fact), []).append(fact)
    jobs = {_entry_of(fact): fact.text for fact in candidate.facts if fact.kind in {"employment", "project"}}
    told = "\n\n".join(f"{jobs.get(entry, entry)}\n{numbered(facts)}" for entry, facts in groups.items())
    if feedback:
        return await _asked(model, posting, "revise_bullets", {"facts": told, "feedback": _wish(feedback)}, BulletsReply, judged)
    return await _asked(model, posting, "rewrite_bullets", {"facts": told}, BulletsReply, judged)


async def write_middle(
    model: Model, candidate: Candidate, posting: Posting, instead: str, tone: str, feedback: str = "", language: str = "en"
) -> Rewritten:
    """Paragraphs for a letter, by their number, each audited against what it cites. `instead`: what stands where none holds.

    `feedback`: the person's wish for the middle that stands, in `language`; it is no source of anything.
    """
    known = {fact.id: fact for fact in facts_for_a_model(candidate)}

    def judged(reply: LetterReply) -> Iterator[tuple[int, str, tuple[int, ...], str, list[Doubt]]]:
        for number, paragraph in enumerate(reply.paragraphs[:MOST_PARAGRAPHS]):
            said = " ".join(paragraph.text.split())
            cited = [known[one] for one in dict.fromkeys(paragraph.fact_ids) if one in known]
            ids = tuple(fact.id for fact in cited)
            if not cited or len(ids) != len(set(paragraph.fact_ids)):
                doubts = [_doubt("unknown_fact", f"It cites no fact, or one that is not there: “{said[:160]}”", ids)]
            else:
                doubts = [
                    *audit_text(said, cited, posting, candidate).doubts,
                    *ungrounded(said, cited, posting),
                ]
            yield number, said, ids, instead, doubts

    values = {"facts": numbered(list(known.values())), "tone": tone}
    if feedback:
        standing = fenced("middle", clean(instead, MOST_POSTING), new_boundary(instead))
        values |= {"language": language, "feedback": _wish(feedback), "standing": standing}
        return await _asked(model, posting, "revise_letter", values, LetterReply, judged)
    style = style_example(candidate.resume, posting_language(posting))
    return await _asked(model, posting, "write_letter", {**values, "style": style}, LetterReply, judged)


def _wish(feedback: str) -> str:
    said = clean(feedback, MOST_FEEDBACK)
    return fenced("wish", said, new_boundary(said))


Reply = TypeVar("Reply", bound=BaseModel)
Judged = Iterator[tuple[int, str, tuple[int, ...], str, list[Doubt]]]


async def _asked(
    model: Model,
    posting: Posting,
    prompt: str,
    values: Mapping[str, str],
    schema: type[Reply],
    judged: Callable[[Reply], Judged],
) -> Rewritten:
    """Asks, judges, and asks once more with the doubts for what was refused."""
    before = model.used.calls
    about, orders = without_orders(clean(_about(posting), MOST_POSTING))
    texts: dict[int, str] = {}
    cites: dict[int, tuple[int, ...]] = {}
    refused: dict[int, Refusal] = {}
    told: list[Refusal] = []
    problem = doubts = ""
    for _ in range(ROUNDS):
        fence = fenced("posting", about, new_boundary(about))
        asked = rendered(prompt, {**values, "posting": fence, "doubts": doubts})
        try:
            async with asyncio.timeout(CALL_S):
                reply = await model.answer(asked, schema, max_tokens=3000)
        except TimeoutError:
            problem = "The model takes too long."
            break
        except JobHunterError as error:
            problem = f"{error.title} {error.detail}".strip()
            break
        assert isinstance(reply, schema)
        refused = {}
        for number, said, ids, instead, held in judged(reply):
            if not held and said and number not in texts:
                texts[number], cites[number] = said, ids
            elif held and said:
                refused[number] = Refusal(said=said[:600], instead=instead, doubts=tuple(held))
        told += refused.values()
        if not refused:
            break
        doubts = "Refused before; write only these anew, or leave them out:\n" + "\n".join(
            f"- {clean(refusal.said, 300)}: {clean(doubt.detail, 300)}"
            for refusal in refused.values()
            for doubt in refusal.doubts
        )
    calls = model.used.calls - before
    return Rewritten(texts=texts, cites=cites, refused=tuple(dict.fromkeys(told)), orders=orders, problem=problem, calls=calls)


def _about(posting: Posting) -> str:
    return f"{posting.title}\n{posting.company}\n{posting.description_html or posting.description_text}"


def _doubt(check: str, detail: str, ids: tuple[int, ...]) -> Doubt:
    return Doubt(key="", check=check, detail=detail, facts=ids)


def _entry_of(fact: Fact) -> str:
    return str(fact.value.get("entry") or fact.path.split(".", 1)[0])


def _bullets_of(view: ResumeView, candidate: Candidate) -> Iterator[tuple[int, Fact]]:
    """The bullets a view shows, by id, in its order; those a model may read. One that stands under two jobs is left alone."""
    readable = {fact.id for fact in facts_for_a_model(candidate)}
    said = Counter(" ".join(str(f.value.get("text", "")).split()) for f in candidate.facts if f.kind == "bullet")
    facts = [
        fact
        for fact in candidate.facts
        if fact.kind == "bullet"
        and fact.id in view.fact_ids
        and fact.id in readable
        and said[" ".join(str(fact.value.get("text", "")).split())] == 1
    ]
    for section in _SECTIONS:
        for _, _, text in _highlights(view.resume, section):
            found = next((f for f in facts if f.path.startswith(section) and _is_text(f, text)), None)
            if found is not None:
                yield found.id, found


def _highlights(resume: Mapping[str, Any], section: str) -> Iterator[tuple[list[Any], int, str]]:
    for entry in resume.get(section) or ():
        if isinstance(entry, dict) and isinstance(entry.get("highlights"), list):
            for number, text in enumerate(entry["highlights"]):
                if isinstance(text, str):
                    yield entry["highlights"], number, text


def _is_text(fact: Fact, text: str) -> bool:
    return " ".join(str(fact.value.get("text", "")).split()) == " ".join(text.split())


def _with_texts(view: ResumeView, shown: Mapping[int, Fact], texts: Mapping[int, str]) -> ResumeView:
    """Only the words of bullets change; the facts shown stay those that were shown."""
    resume = deepcopy(view.resume)
    for number, text in texts.items():
        fact = shown.get(number)
        if fact is None:
            continue
        for section in _SECTIONS:
            for held, at, own in list(_highlights(resume, section)):
                if fact.path.startswith(section) and _is_text(fact, own):
                    held[at] = text
    return view.model_copy(update={"resume": resume})
