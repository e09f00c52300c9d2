"""What a browser holds of one site: its cookies and storage, taken along and put back."""

import json
from urllib.parse import urlsplit

import structlog
from playwright.async_api import BrowserContext
from playwright.async_api import Error as PlaywrightError
from pydantic import SecretStr

from workers.hands.browser.gate_rules import site_of

log = structlog.get_logger(__name__)


async def state_held(context: BrowserContext, origin: str) -> SecretStr:
    """The storage state of the site of `origin`, its registrable domain, and of no other."""
    state = await context.storage_state(indexed_db=True)
    home = _domain(origin)
    own = {
        "cookies": [c for c in state.get("cookies", []) if _domain(f"https://{str(c.get('domain', '')).lstrip('.')}") == home],
        "origins": [o for o in state.get("origins", []) if _domain(str(o.get("origin", ""))) == home],
    }
    return SecretStr(json.dumps(own))


async def put_back(context: BrowserContext, state: SecretStr) -> None:
    """Gives a context nobody has used yet what was held before. What cannot be put back is done without."""
    try:
        await context.set_storage_state(json.loads(state.get_secret_value()))
    except (PlaywrightError, ValueError) as error:
        log.warning("session_not_restored", error=type(error).__name__)


def _domain(url: str) -> str:
    parts = urlsplit(url)
    return site_of(f"https://{parts.hostname or ''}") if ":" not in (parts.hostname or "") else parts.hostname or ""
