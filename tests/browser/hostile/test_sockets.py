"""A form that talks over a socket of its own site: what it says is judged message by message, at the server."""

# ruff: noqa: E501 - a page is one string, as it is served

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve

from tests.browser.helpers import Log, fill_all
from tests.support.waiting import until
from workers.hands.browser.browser import PlaywrightBrowser

pytestmark = [pytest.mark.browser, pytest.mark.security, pytest.mark.asyncio(loop_scope="module")]

MAIL = "ada.lovelace@example.org"
WHOLE = "JSON.stringify(Object.fromEntries(new FormData(f)))"
PAGE = """<form id=f><label>Name <input name=n></label><label>Mail <input name=m type=email></label><button>Submit</button></form>
<script>const s = new WebSocket(location.origin.replace('http', 'ws') + '/s'); s.onopen = () => s.send('hello'); SCRIPT</script>"""


@contextmanager
def talking(script: str) -> Iterator[tuple[str, list[str]]]:
    """A site whose page speaks over a socket; what it said."""
    came: list[str] = []

    def page(connection: ServerConnection, request: Request) -> Response | None:
        if request.path == "/s":
            return None
        answer = connection.respond(200, PAGE.replace("SCRIPT", script))
        del answer.headers["Content-Type"]
        answer.headers["Content-Type"] = "text/html"
        return answer

    def hear(connection: ServerConnection) -> None:
        came.extend(str(message) for message in connection)

    with serve(hear, "127.0.0.1", 0, process_request=page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.socket.getsockname()[1]}/", came


async def test_a_draft_waits_for_consent_and_then_goes(browser: PlaywrightBrowser) -> None:
    with talking(f"f.addEventListener('change', () => s.send({WHOLE}))") as (url, came):
        async with browser.open(url) as session:
            await until(lambda: came)
            await fill_all(session, {"Name": "Ada", "Mail": MAIL})
            await until(lambda: session.unsaved)
            assert came == ["hello"]
        async with browser.open(url) as session:
            session.may_save(True)
            await until(lambda: came == ["hello", "hello"])
            await fill_all(session, {"Name": "Ada", "Mail": MAIL})
            await until(lambda: [one for one in came if "Ada" in one])


async def test_the_whole_form_is_not_sent_unarmed_and_once_when_armed(browser: PlaywrightBrowser) -> None:
    sends = f"const go = () => s.send({WHOLE}); f.m.onchange = go; f.onsubmit = (e) => {{ e.preventDefault(); go(); go(); setTimeout(go, 50); document.body.append('Thank you for applying!') }}"
    with talking(sends) as (url, came):
        log = Log()
        async with browser.open(url) as session:
            session.may_save(True)
            await until(lambda: came)
            page = await fill_all(session, {"Name": "Ada", "Mail": MAIL})
            await session.change(0.3)
            assert came == ["hello"]
            result = await session.submit(page, log)
        assert (len(log.seen), result.requests) == (1, 1)
        assert len([one for one in came if MAIL in one]) == 1
