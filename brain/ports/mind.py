"""What helps to decide: recalled plans, a model, and telling the person."""

from collections.abc import Callable, Sequence
from typing import Protocol

from pydantic import BaseModel

from brain.posting import Frozen


class RecalledPlan(Frozen):
    task_id: str
    score: float
    summary: str = ""


class Recall(Protocol):
    async def plans(self, user_id: str, goal_text: str, limit: int) -> Sequence[RecalledPlan]:
        """Successful plans of similar goals, best first; empty when memory is down (and an event says so)."""
        ...

    async def remember_plan(self, user_id: str, task_id: str, goal_text: str, families: Sequence[str], outcome: str) -> None: ...

    async def similar(self, texts: Sequence[str], to: Sequence[str]) -> Sequence[Sequence[float]]:
        """Cosine similarity of each text to each of `to`, by the local embedding."""
        ...

    async def likeness(self) -> Callable[[str, str], float]:
        """The same for one pair of texts at a time, ready to be called from anywhere."""
        ...


class Notifier(Protocol):
    async def send(self, user_id: str, kind: str, key: str, title: str, body: str) -> None:
        """Has the person told, once for each `key`, which is unique in the installation."""
        ...


class Usage(Frozen):
    """What a model was used for: how often it was called, and the tokens it read and wrote."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0

    def __add__(self, more: "Usage") -> "Usage":
        return Usage(
            calls=self.calls + more.calls,
            tokens_in=self.tokens_in + more.tokens_in,
            tokens_out=self.tokens_out + more.tokens_out,
        )


class Model(Protocol):
    """A language model that answers with a value of `schema`. Prompts and replies are untrusted data.

    Raises `Unavailable` `model_unavailable`, `model_refused`, `model_malformed`; `Refused` `budget_spent` before a call that the
    task's money would not cover.
    """

    name: str

    @property
    def used(self) -> Usage:
        """All it was used for so far, failed calls with it."""
        ...

    async def answer(self, prompt: str, schema: type[BaseModel], *, max_tokens: int = 1000) -> BaseModel: ...
