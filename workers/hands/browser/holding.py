"""Keeps a form from being sent while it is filled in: by Enter in a field, or by a script that presses its button.

The gate holds the request; this holds the event as well, so that a page which sends by script does nothing in its handler.
"""

import contextlib
from collections.abc import Iterable

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Frame, JSHandle

# A form with one field is a search or an "Add", and no application.
_HOLD = """() => {
  const held = new AbortController();
  const stop = (event) => {
    const asks = [...(event.target.elements || [])].filter((e) => !/^(hidden|submit|button|reset|image)$/.test(e.type || ''));
    if (asks.length > 1) { event.preventDefault(); event.stopImmediatePropagation(); }
  };
  addEventListener('submit', stop, {capture: true, signal: held.signal});
  return held;
}"""


class Holding:
    """Which frames are held."""

    def __init__(self) -> None:
        self._held: dict[Frame, tuple[str, JSHandle]] = {}

    async def hold(self, frames: Iterable[Frame]) -> None:
        for frame in frames:
            with contextlib.suppress(PlaywrightError):  # it went away: nothing can be sent from there
                if await self._is_held(frame):
                    continue
                self._held[frame] = (frame.url, await frame.evaluate_handle(_HOLD))

    async def release(self) -> None:
        held, self._held = self._held, {}
        for _, handle in held.values():
            with contextlib.suppress(PlaywrightError):
                await handle.evaluate("(held) => held.abort()")

    async def _is_held(self, frame: Frame) -> bool:
        if frame not in self._held:
            return False
        try:
            return bool(await self._held[frame][1].evaluate("(held) => !held.signal.aborted"))
        except PlaywrightError:  # the document it stood in is gone
            return False
