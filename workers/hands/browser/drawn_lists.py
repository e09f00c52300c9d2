"""What the drawn lists of a form's pages offer, as they were found when they were opened."""

from collections.abc import Mapping

from playwright.async_api import Frame

from brain.form import Field, FormPage
from workers.hands.browser.raw import Handle
from workers.hands.browser.widgets import combobox
from workers.hands.browser.widgets.spot import Spot

LISTS_AT_MOST = 60
LIST_WAIT_S = 0.6
UNASKED = combobox.Offer(options=(), whole=False)


class DrawnLists:
    """`searched`: keys of lists that show nothing until one types, as an earlier session found; they are not opened again."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, str], combobox.Offer] = {}
        self.searched: set[str] = set()

    async def open(self, frames: Mapping[str, Frame], page: FormPage) -> None:
        """Opens and closes each list of the page that was not read yet."""
        unread = [f for f in page.fields if _drawn(f) and not f.options_complete and not self._offer(f)]
        for path, frame in frames.items():
            here = [field for field in unread if field.frame == path][:LISTS_AT_MOST]
            spots = [Spot(frame, Handle.unpack(field.handle).selector) for field in here]
            for field, found in zip(here, await combobox.read_lists(frame, spots, LIST_WAIT_S), strict=True):
                self._found[_key(field)] = found

    def known(self, page: FormPage) -> FormPage:
        """The page with the options its lists were found to offer."""
        return page.model_copy(update={"fields": tuple(self._with_list(field) for field in page.fields)})

    def _with_list(self, field: Field) -> Field:
        found = self._offer(field) if _drawn(field) and not field.options_complete else None
        return combobox.with_list(field, found) if found else field

    def _offer(self, field: Field) -> combobox.Offer | None:
        return self._found.get(_key(field)) or (UNASKED if field.key in self.searched else None)


def _drawn(field: Field) -> bool:
    return field.kind in ("combobox", "multiselect") and field.visible and Handle.unpack(field.handle).widget == "combobox"


def _key(field: Field) -> tuple[str, str, str]:
    return field.frame, field.name or field.id, field.label
