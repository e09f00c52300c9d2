"""What the browser tests share: policies, entries by label, an `on_request` that remembers."""

import hashlib
from pathlib import Path

from brain.form import Entry, Field, FieldValue, FilePath, FormPage
from brain.ports import SubmitResult
from workers.hands.browser.session import PlaywrightSession


class Everywhere:
    """Lets every address pass but those that begin as named."""

    def __init__(self, *refused: str) -> None:
        self.refused = refused

    def allows(self, url: str) -> bool:
        return not any(url.startswith(one) for one in self.refused)


class Log:
    """An `on_request` that remembers what it was told, and may refuse."""

    def __init__(self, error: Exception | None = None) -> None:
        self.seen: list[tuple[str, str]] = []
        self.error = error

    async def __call__(self, method: str, url: str) -> bool:
        self.seen.append((method, url))
        if self.error is not None:
            raise self.error
        return True


def by_label(page: FormPage, label: str) -> Field:
    found = [field for field in page.fields if field.label == label]
    assert found, f"no field {label!r} among {[field.label for field in page.fields]}"
    return found[0]


def entries(page: FormPage, values: dict[str, FieldValue]) -> list[Entry]:
    return [Entry(field=by_label(page, label), value=value) for label, value in values.items()]


def document(folder: Path, name: str = "ada.pdf") -> FilePath:
    path = folder / name
    path.write_bytes(b"%PDF-1.4 a resume")
    return FilePath(file=str(path), name=name, sha256=hashlib.sha256(path.read_bytes()).hexdigest())


async def fill_all(session: PlaywrightSession, values: dict[str, FieldValue]) -> FormPage:
    """Reads, fills and returns the page as it is then; every value must have taken."""
    page = await session.read()
    results = await session.fill(page, entries(page, values))
    assert [(one.key, one.reason) for one in results if not one.ok] == []
    return await session.read()


async def send(session: PlaywrightSession, values: dict[str, FieldValue], log: Log | None = None) -> SubmitResult:
    page = await fill_all(session, values)
    return await session.submit(page, log or Log())
