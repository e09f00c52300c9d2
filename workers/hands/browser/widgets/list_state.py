"""What a drawn list shows at this moment."""

from pydantic import TypeAdapter

from brain.posting import Frozen
from workers.hands.browser.widgets.spot import Spot


class Shown(Frozen):
    """One option on show."""

    label: str
    value: str
    handle: str


class ListState(Frozen):
    """An open list: what it offers, whether more comes as one scrolls, and whether one can type into the field.

    `free`: what is typed may stay as it is, the list only suggests. `prompt`: one searches in it for what is then `chosen` and
    stands beside it.
    """

    options: tuple[Shown, ...]
    typed: bool
    free: bool
    multiple: bool
    expanded: bool
    prompt: bool = False
    chosen: tuple[str, ...] = ()


_STATE = TypeAdapter(ListState)


async def state_of(spot: Spot) -> ListState:
    return _STATE.validate_python(await spot.ask("listState", spot.selector))
