"""Pauses of a person's length between fields, or none."""

import asyncio
import random


class Pauses:
    """`await pauses.between(chars)` waits as long as reading and typing would take, randomised and bounded; off = not at all."""

    def __init__(self, on: bool, seed: int | None = None) -> None:
        self._on = on
        self._random = random.Random(seed)

    @property
    def on(self) -> bool:
        return self._on

    def length(self, chars: int) -> float:
        """Seconds before the next field after one of `chars` characters: 0.15 to 2.5."""
        return min(2.5, max(0.15, self._random.lognormvariate(-0.9, 0.35) + min(chars, 60) * 0.012))

    async def between(self, chars: int) -> None:
        if self._on:
            await asyncio.sleep(self.length(chars))
