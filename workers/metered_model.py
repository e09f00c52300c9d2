"""A model under the task's budget: nothing is asked that its money would not cover, and every call is charged and told."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from pydantic import BaseModel

from brain.context import Emit
from brain.errors import Refused
from brain.ports import Model, Usage
from brain.prompting import tokens

Money = Callable[[], Awaitable[tuple[float, float]]]


@dataclass(frozen=True, slots=True)
class Prices:
    """US dollars for a million tokens read, and written."""

    read: float
    written: float

    def of(self, used: Usage) -> float:
        return (used.tokens_in * self.read + used.tokens_out * self.written) / 1_000_000


FREE = Prices(0.0, 0.0)


class MeteredModel:
    """Implements `brain.ports.Model` for one step. `money`: what the task has spent so far and may spend at most, in dollars."""

    def __init__(self, model: Model, prices: Prices, money: Money, emit: Emit) -> None:
        self.name = model.name
        self._model = model
        self._prices = prices
        self._money = money
        self._emit = emit
        self._used = Usage()

    @property
    def used(self) -> Usage:
        return self._used

    async def answer(self, prompt: str, schema: type[BaseModel], *, max_tokens: int = 1000) -> BaseModel:
        """Raises `Refused` `budget_spent` before a call whose estimate the task's money does not cover."""
        estimate = Usage(calls=1, tokens_in=tokens(prompt + json.dumps(schema.model_json_schema())), tokens_out=max_tokens)
        spent, most = await self._money()
        if spent + self._prices.of(estimate) > most:
            detail = f"{spent:.4f} of {most:.4f} USD are spent; this call may come to {self._prices.of(estimate):.4f}."
            raise Refused("budget_spent", "The task's money does not cover another model call.", detail, "Raise max_cost_usd.")
        before = self._model.used
        try:
            return await self._model.answer(prompt, schema, max_tokens=max_tokens)
        finally:
            after = self._model.used
            used = Usage(
                calls=after.calls - before.calls,
                tokens_in=after.tokens_in - before.tokens_in,
                tokens_out=after.tokens_out - before.tokens_out,
            )
            self._used += used
            # What was said is in no event; what it came to is, also where the call failed.
            await self._emit(
                "model:call",
                f"{self.name}: {used.tokens_in} tokens read, {used.tokens_out} written.",
                model=self.name,
                purpose=schema.__name__,
                calls=used.calls,
                tokens_estimated=estimate.tokens_in,
                tokens_in=used.tokens_in,
                tokens_out=used.tokens_out,
                cost_usd=round(self._prices.of(used), 6),
            )
