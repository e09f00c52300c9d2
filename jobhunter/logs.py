"""Logs of every process: structured lines on stderr, JSON where nobody reads along, secrets kept out."""

import logging
import re
import sys
from collections import deque
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog
from pydantic_settings import BaseSettings, SettingsConfigDict

SECRET_NAMES = re.compile(
    r"password|passcode|secret|token|api_key|authorization|cookie|otp|human_input|^answers?$", re.IGNORECASE
)
SECRET_VALUES = (
    (re.compile(r"(://[^/@\s:]*:)[^@/\s]+(@)"), r"\1…\2"),
    (re.compile(r"\b(?:sk-[A-Za-z0-9_-]{8,}|eyJ[\w-]+\.[\w-]+\.[\w-]+)"), "…"),
    (re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "…@…"),
    (re.compile(r"(?<![\w.:/-])\+\d(?:[ ()./-]{0,2}\d){7,14}(?!\w)"), "+…"),
    (
        re.compile(
            r"(?i)\b(code|passcode|pin|tan|otp|código|codice)\b(\W{0,3}(?:(?:is|ist|lautet|est|es)\b)?\W{0,3})(?:\d[ -]?){4,8}\b"
        ),
        r"\1\2…",
    ),
)
MOST_LIVE, SHORTEST_LIVE = 500, 4
DEPTH = 6
_live: deque[str] = deque(maxlen=MOST_LIVE)


def keep_out(secret: str) -> None:
    """From now on no line of this process's log shows this value, under whatever name. Shorter ones than four characters would
    take ordinary words with them."""
    if len(secret) >= SHORTEST_LIVE and secret not in _live:
        _live.append(secret)


class LogSettings(BaseSettings):
    """`JOBHUNTER_LOG_LEVEL`: debug, info, warning or error."""

    model_config = SettingsConfigDict(env_prefix="JOBHUNTER_", env_file=".env", extra="ignore")

    log_level: str = "warning"


def set_up_logs() -> None:
    """Called once by each process's entry point."""
    level = logging.getLevelNamesMapping().get(LogSettings().log_level.upper(), logging.WARNING)
    show = structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            redact,
            show,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The last step of every line: secrets by the name they stand under, by what they look like, and those that are in use."""
    for name, value in event.items():
        event[name] = "…" if SECRET_NAMES.search(name) and value is not None else _without_secrets(value, DEPTH)
    return event


def _without_secrets(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return _plain(value)
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if isinstance(value, bool | int | float) or value is None:
        return value
    if depth == 0:
        return "…"
    if isinstance(value, Mapping):
        held = {str(k): v for k, v in value.items()}
        return {k: "…" if SECRET_NAMES.search(k) else _without_secrets(v, depth - 1) for k, v in held.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_without_secrets(one, depth - 1) for one in value]
    return _plain(str(value))


def _plain(text: str) -> str:
    for secret in _live:
        text = text.replace(secret, "…")
    for pattern, instead in SECRET_VALUES:
        text = pattern.sub(instead, text)
    return text
