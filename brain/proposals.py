"""Answers a model proposes where nothing else answers: asked with numbered facts, held to what it cites, judged by plain code.

What it says is a proposal. The critic's checks and a floor of words decide; a refused proposal is made once more with the doubts,
then the person is asked and sees what was refused and why. A form is never worse off for a model that lies, obeys a page, or
does not answer at all.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from time import monotonic

from pydantic import BaseModel, ConfigDict

from brain.answering.by_model import MOST_TEXT, form_of, may_be_written, value_of
from brain.critic import audit
from brain.errors import JobHunterError
from brain.facts import Candidate, Fact
from brain.form import Field, FormPage
from brain.grounding import facts_for_a_model, numbered, ungrounded
from brain.manifest import Answer, Doubt, Manifest, ManifestField, Provenance, Unanswered
from brain.ports import Model
from brain.posting import Posting
from brain.prompting import clean, fenced, new_boundary, rendered, without_orders
from brain.words import fold

MOST_FIELDS = 12  # of one form
MOST_TRIES = 2
CALL_S = 60.0
FORM_S = 120.0  # of one form's calls; a page does not wait for ever
MOST_SURE = 0.7  # of what a model says of itself; what the rules say stands above
MOST_TOKENS = 700
_REASONS = {"no_fact", "no_option_fits", "refused_by_audit"}


class FieldReply(BaseModel):
    """What a model answers to one question. `fact_ids`: the facts it rests on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    answer: str | None
    fact_ids: tuple[int, ...]
    confidence: float


class Proposal(BaseModel):
    """What came of one field: an answer, or what was refused and by which checks. Kept as it is, so that no retry pays again."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    said: str | None = None
    value: str | tuple[str, ...] | None = None
    fact_ids: tuple[int, ...] = ()
    confidence: float = 0.0
    doubts: tuple[Doubt, ...] = ()

    @property
    def refused(self) -> bool:
        return bool(self.doubts)


@dataclass
class Proposer:
    """One form's answers by a model. `proposals`: those made before, by `name_of` the field; `orders`: sentences of the page or
    posting that tried to instruct a reader; `stopped`: why nothing more is asked."""

    model: Model
    candidate: Candidate
    posting: Posting
    proposals: dict[str, Proposal] = field(default_factory=dict)
    orders: dict[str, None] = field(default_factory=dict)
    today: date | None = None
    stopped: str = ""
    taken_s: float = 0.0

    async def further(
        self, page: FormPage, unanswered: Sequence[Unanswered]
    ) -> tuple[tuple[Answer, ...], tuple[Unanswered, ...]]:
        """Answers to open fields of a page, and what stays open: of the refused ones with what was said and the doubts."""
        answers, still_open = [], []
        for opened in unanswered:
            proposal = await self._proposal(opened)
            if proposal is None or (proposal.value is None and not proposal.refused):
                still_open.append(opened)
            elif proposal.refused:
                still_open.append(refused(opened.field, proposal))
            else:
                answers.append(self._answer(opened.field, proposal))
        return tuple(answers), tuple(still_open)

    async def again(self, opened: Unanswered, doubts: Sequence[Doubt]) -> Answer | Unanswered:
        """A new answer to a field whose answer was doubted, or the field as it is to be asked."""
        proposal = await self._asked(opened.field, doubts) if self._may_be_asked(opened) else None
        if proposal is None or (proposal.value is None and not proposal.refused):
            return opened
        return refused(opened.field, proposal) if proposal.refused else self._answer(opened.field, proposal)

    async def _proposal(self, opened: Unanswered) -> Proposal | None:
        name = name_of(opened.field)
        if name not in self.proposals and self._may_be_asked(opened) and len(self.proposals) < MOST_FIELDS:
            made = await self._asked(opened.field, ())
            if made is None and self.stopped:
                return None
            self.proposals[name] = made or Proposal()
        return self.proposals.get(name)

    def _may_be_asked(self, opened: Unanswered) -> bool:
        wanted = opened.field.required or opened.field.kind == "textarea"
        return wanted and not self.stopped and opened.reason in _REASONS and may_be_written(opened.field) and bool(self._facts)

    @property
    def _facts(self) -> tuple[Fact, ...]:
        return facts_for_a_model(self.candidate)

    async def _asked(self, asked: Field, doubts: Sequence[Doubt]) -> Proposal | None:
        proposal: Proposal | None = None
        for _ in range(MOST_TRIES):
            prompt = self._prompt(asked, proposal.doubts if proposal else doubts, proposal.said if proposal else None)
            if prompt is None:
                return proposal
            began = monotonic()
            try:
                async with asyncio.timeout(min(CALL_S, max(0.0, FORM_S - self.taken_s))):
                    reply = await self.model.answer(prompt, FieldReply, max_tokens=MOST_TOKENS)
            except TimeoutError:
                self.stopped = "The model takes too long."
                return proposal
            except JobHunterError as error:
                # What this one question made of it says nothing about the next; a model that is gone stays gone.
                if error.code not in {"model_refused", "model_malformed"}:
                    self.stopped = f"{error.title} {error.detail}".strip()
                return proposal
            finally:
                self.taken_s += monotonic() - began
            assert isinstance(reply, FieldReply)
            proposal = self._judged(asked, reply)
            if not proposal.refused:
                break
        return proposal

    def _prompt(self, asked: Field, doubts: Iterable[Doubt], said: str | None) -> str | None:
        """None where the question itself is nothing but orders."""
        texts = [asked.label, asked.help, *(option.label for option in asked.options or ())]
        about = f"{self.posting.title}\n{self.posting.company}\n{self.posting.description_html or self.posting.description_text}"
        boundary = new_boundary(*texts, about)
        label, orders = without_orders(clean(f"{asked.label}\n{asked.help}", 1500))
        posting, more = without_orders(clean(about, MOST_TEXT))
        self.orders.update(dict.fromkeys((*orders, *more)))
        if not label.replace("[a line is left out]", "").strip():
            return None
        question = label
        if asked.options:
            question += "\nChoices:\n" + "\n".join(f"- {clean(option.label, 200)}" for option in asked.options)
        told = [f"- {clean(doubt.detail, 300)}" for doubt in doubts]
        before = f"Your answer before was refused: {clean(said, 600)}\n" if said else ""
        values = {
            "facts": numbered(self._facts),
            "posting": fenced("posting", posting, boundary),
            "question": fenced("question", question, boundary),
            "form": form_of(asked),
            "doubts": f"{before}What plain checks hold against it:\n" + "\n".join(told) if told else "",
        }
        return rendered("answer_field", values)

    def _judged(self, asked: Field, reply: FieldReply) -> Proposal:
        said = (reply.answer or "").strip()
        sure = max(0.0, min(reply.confidence, MOST_SURE))
        if not said or fold(said) in {"null", "none", "n/a", "unknown", ""}:
            return Proposal()
        value, doubts = value_of(asked, said)
        shown = {fact.id: fact for fact in self._facts}
        strangers = [number for number in reply.fact_ids if number not in shown]
        cited = [shown[number] for number in dict.fromkeys(reply.fact_ids) if number in shown]
        if strangers:
            doubts.append(Doubt(key=asked.key, check="unknown_fact", detail=f"There is no fact {strangers[0]}."))
        if not cited:
            doubts.append(Doubt(key=asked.key, check="no_provenance", detail="No fact is cited."))
        if cited and value is not None:
            answer = self._answer(asked, Proposal(value=value, fact_ids=tuple(fact.id for fact in cited), confidence=sure))
            doubts += self._audit(answer)
            if isinstance(value, str) and not asked.options:
                doubts += ungrounded(value, cited, self.posting, asked.label, asked.key)
        ids = tuple(fact.id for fact in cited)
        return Proposal(said=said, value=None if doubts else value, fact_ids=ids, confidence=sure, doubts=tuple(doubts))

    def _audit(self, answer: Answer) -> list[Doubt]:
        held = ManifestField(
            key=answer.field.key,
            page=1,
            label=answer.field.label,
            name=answer.field.name,
            kind=answer.field.kind,
            required=answer.field.required,
            options=None if answer.field.options is None else tuple(o.label for o in answer.field.options),
            value=answer.value,
            provenance=answer.provenance,
        )
        manifest = Manifest(url="", pages=1, fields=(held,))
        return list(audit(manifest, self.candidate, self.posting, today=self.today).doubts)

    def _answer(self, asked: Field, proposal: Proposal) -> Answer:
        provenance = Provenance(kind="model", ids=proposal.fact_ids, detail=f"{self.model.name}, from the facts named")
        return Answer(field=asked, value=proposal.value, provenance=provenance, confidence=proposal.confidence)


def name_of(asked: Field) -> str:
    """What a proposal is kept under: the field, and what it asks."""
    return "\n".join([asked.key, asked.label, *(option.label for option in asked.options or ())])


def refused(asked: Field, proposal: Proposal) -> Unanswered:
    """The field as a question to the person, with what a model said and what was held against it."""
    why = " ".join(dict.fromkeys(f"{doubt.detail} ({doubt.check})" for doubt in proposal.doubts))
    said = " ".join((proposal.said or "").split())
    return Unanswered(
        field=asked, reason="refused_by_audit", detail=f"A model's answer was refused: “{said[:300]}”. {why}"[:1500]
    )
