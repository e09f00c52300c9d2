"""Logs of every process: structured lines on stderr, JSON where nobody reads along, secrets kept out."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from pydantic_settings import BaseSettings, SettingsConfigDict

SECRET_NAMES = re.compile(r"password|secret|token|api_key|authorization|cookie|otp|human_input", re.IGNORECASE)
SECRET_VALUES = re.compile(r"(://[^/@\s:]*:)[^@/\s]+(@)|\b(sk-[A-Za-z0-9_-]{8,}|eyJ[\w-]+\.[\w-]+\.[\w-]+)")


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
    """The last step of every line: secrets by the name they stand under, and by what they look like."""
    for name, value in event.items():
        if SECRET_NAMES.search(name):
            event[name] = "…"
        elif isinstance(value, str):
            event[name] = SECRET_VALUES.sub(lambda m: f"{m[1]}…{m[2]}" if m[1] else "…", value)
    return event
