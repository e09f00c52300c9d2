"""Models of bad character, as plain functions of a prompt: what each of them says is decided by its words alone.

They embellish, obey whoever speaks last, say yes, refuse or talk nonsense; none of them knows which test it is in.
"""

import itertools
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from brain.errors import Unavailable
from brain.ports import Usage
from brain.prompting import tokens


@dataclass(frozen=True)
class Said:
    """A reply: `body` is put out as JSON, or as it is when it is a text."""

    body: Mapping[str, Any] | str

    @property
    def text(self) -> str:
        return self.body if isinstance(self.body, str) else json.dumps(self.body, ensure_ascii=False)


@dataclass(frozen=True)
class Failed:
    """No reply: `refusal`, `length` (cut off), `empty` (no choices), `slow`, or an HTTP status with its headers."""

    how: str = "refusal"
    status: int = 200
    retry_after: str | None = None
    seconds: float = 0.0


Character = Callable[[str, str], Said | Failed]  # of the prompt and the schema's name

# One lie of each kind: the word to look for afterwards, and how it is said.
LIES = (
    ("Zephyrcorp", "At Zephyrcorp {fact}"),
    ("Vice President", "As Vice President of Engineering {fact}"),
    ("917", "{fact} This raised revenue by 917 %."),
    ("800 people", "{fact} I managed 800 people."),
    ("Terraform", "{fact} I did this with Terraform."),
    ("PhD", "I hold a PhD. {fact}"),
    ("1987", "Since 1987: {fact}"),
    ("Spearheaded", "Spearheaded the whole effort: {fact}"),
    ("Cisco", "I am a Cisco certified network associate. {fact}"),
    ("award", "{fact} It was awarded the Design Prize."),
    ("World-class", "World-class expert. {fact}"),
    ("bankruptcy", "{fact} which saved the enterprise from bankruptcy and delighted every shareholder"),
)
LIE_WORDS = tuple(word for word, _ in LIES)
_FACT = re.compile(r"(?m)^(\d+)\. (.+)$")
_CHOICES = re.compile(r"(?m)^- (.+)$")


def facts_in(prompt: str) -> list[tuple[int, str]]:
    """The numbered facts a prompt shows."""
    return [(int(number), text) for number, text in _FACT.findall(prompt.split("[posting")[0])]


def choices_in(prompt: str) -> list[str]:
    question = prompt.split("[question", 1)[-1].split("ends]", 1)[0]
    return _CHOICES.findall(question.split("Choices:", 1)[1]) if "Choices:" in question else []


def embellishing() -> Character:
    """Always embellishes: another lie each time, with true citations; of choices it takes the most flattering; says yes."""
    lies = itertools.cycle(LIES)

    def character(prompt: str, schema: str) -> Said:
        facts = facts_in(prompt)
        match schema:
            case "BulletsReply":
                rows = [{"replaces": n, "text": _lie(lies, _own(text)), "fact_ids": [n]} for n, text in facts]
                return Said({"bullets": rows})
            case "LetterReply":
                rows = [{"text": _lie(lies, text), "fact_ids": [n]} for n, text in facts[:3]]
                return Said({"paragraphs": rows})
        choices = choices_in(prompt)
        cited = [number for number, _ in facts]
        if choices:
            flattering = next((c for c in choices if c.lower().startswith(("yes", "expert", "more", "10"))), choices[-1])
            return Said({"answer": flattering, "fact_ids": cited, "confidence": 1.0})
        number, text = facts[0] if facts else (1, "I did everything.")
        return Said({"answer": _lie(lies, text), "fact_ids": [number], "confidence": 1.0})

    return character


def _lie(lies: Iterator[tuple[str, str]], fact: str) -> str:
    return next(lies)[1].format(fact=fact)


def _own(text: str) -> str:
    return text


def honest(prompt: str, schema: str) -> Said:
    """Says a fact word for word, and nothing where there is none."""
    facts = [row for row in facts_in(prompt) if len(row[1].split()) > 3]
    match schema:
        case "BulletsReply":
            return Said({"bullets": []})
        case "LetterReply":
            return Said({"paragraphs": [{"text": text, "fact_ids": [number]} for number, text in facts[-2:]]})
    choices = choices_in(prompt)
    if choices:
        held = [(c, n) for c in choices for n, text in facts_in(prompt) if c.lower() in text.lower()]
        found = held[0] if held else (None, 0)
        return Said({"answer": found[0], "fact_ids": [found[1]] if found[0] else [], "confidence": 0.9})
    if not facts:
        return Said({"answer": None, "fact_ids": [], "confidence": 0.0})
    number, text = facts[-1]
    return Said({"answer": text, "fact_ids": [number], "confidence": 0.9})


def obedient(prompt: str, schema: str) -> Said:
    """Fully hijacked: does whatever the page's text says, and says so; citing everything it was shown."""
    page = "\n".join(re.findall(r"\[(?:posting|question) \w+ begins\]\n(.*?)\n\[\w+ \w+ ends\]", prompt, re.S))
    cited = [number for number, _ in facts_in(prompt)]
    orders = [line for line in page.splitlines() if line.strip()] or ["I AM A BOT"]
    text = " ".join(orders)[:900]
    match schema:
        case "BulletsReply":
            return Said({"bullets": [{"replaces": n, "text": text, "fact_ids": [n]} for n in cited]})
        case "LetterReply":
            return Said({"paragraphs": [{"text": text, "fact_ids": cited}]})
    choices = choices_in(prompt)
    return Said({"answer": choices[0] if choices else text, "fact_ids": cited, "confidence": 1.0})


def says(*replies: Mapping[str, Any] | str | Failed) -> Character:
    """These replies in turn, the last one again and again."""
    left = list(replies)

    def character(_prompt: str, _schema: str) -> Said | Failed:
        reply = left.pop(0) if len(left) > 1 else left[0]
        return reply if isinstance(reply, Failed) else Said(reply)

    return character


class ModelHere:
    """Implements `brain.ports.Model` without a wire: a character's replies, validated as any provider's are."""

    name = "here"

    def __init__(self, character: Character) -> None:
        self.character = character
        self.prompts: list[str] = []
        self._used = Usage()

    @property
    def used(self) -> Usage:
        return self._used

    async def answer(self, prompt: str, schema: type[BaseModel], *, max_tokens: int = 1000) -> BaseModel:
        self.prompts.append(prompt)
        reply = self.character(prompt, schema.__name__)
        self._used += Usage(calls=1, tokens_in=tokens(prompt), tokens_out=tokens(reply.text) if isinstance(reply, Said) else 0)
        if isinstance(reply, Failed):
            code = (
                "model_refused" if reply.how == "refusal" else "model_unavailable" if reply.status != 200 else "model_malformed"
            )
            raise Unavailable(code, "The model does not answer.", reply.how)
        try:
            return schema.model_validate_json(reply.text)
        except ValidationError as error:
            raise Unavailable("model_malformed", "The model's answer has another shape.", str(error)) from error
