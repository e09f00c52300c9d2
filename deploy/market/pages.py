"""Renders the market's pages with today's ids and classes."""

import re
from functools import cache
from html import unescape

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from deploy.market.market import Market


@cache
def environment() -> Environment:
    loader = PackageLoader("deploy.market", "templates")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def page(market: Market, template: str, *, status: int = 200, **context: object) -> HTMLResponse:
    """A page as a browser gets it; templates call `c(classes)`, `i(name)` and `wraps(name)` for what may drift."""
    drift = market.drift
    tools = {"c": drift.classes, "i": drift.name, "wraps": drift.wrappers, "market": market}
    return HTMLResponse(environment().get_template(template).render(**tools, **context), status_code=status)


def fragment(template: str, **context: object) -> str:
    """A piece of HTML, as boards carry it in their API."""
    return environment().get_template(template).render(**context)


def plain_text(html: str) -> str:
    """What is left of a fragment without its tags; the ends of blocks become line breaks."""
    text = re.sub(r"</(li|p|h\d|div)>\n?", "\n", html)
    return unescape(re.sub(r"<[^>]+>", "", text)).strip()
