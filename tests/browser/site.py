"""A small site for tests: pages by path, and everything that was sent to it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tests.support.small_server import SmallHandler, SmallServer


@dataclass
class Sent:
    """One request that reached the site."""

    method: str
    path: str
    body: str


@dataclass
class Answer:
    body: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Site(SmallServer):
    """`with Site({"/": html}) as site:` serves on a free port of `host`. A value may be an `Answer` or HTML."""

    def __init__(self, pages: dict[str, Any], host: str = "127.0.0.1") -> None:
        self.pages = pages
        self.sent: list[Sent] = []
        super().__init__(self._handler(), host)

    def url(self, path: str = "/") -> str:
        return self.origin + path

    @property
    def posts(self) -> list[Sent]:
        return [one for one in self.sent if one.method != "GET"]

    def _handler(self) -> type[SmallHandler]:
        site = self

        class Handler(SmallHandler):
            def serve(self, body: str) -> None:
                page = Answer(status=204) if self.command == "OPTIONS" else self._found(body)
                self.answer(page.body, page.status, {"access-control-allow-origin": "*", **page.headers})

            def _found(self, body: str) -> Answer:
                path = urlsplit(self.path).path
                site.sent.append(Sent(self.command, self.path, body))
                page = site.pages.get(f"{self.command} {path}", site.pages.get(path, Answer("not found", 404)))
                page = page(self.path, body) if callable(page) else page
                return page if isinstance(page, Answer) else Answer(page)

        return Handler


Serve = Callable[..., Site]  # what the fixture `serve` gives: pages to a running site
