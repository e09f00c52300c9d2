"""The YAML tables that ship beside the code, read once on first use."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def table(name: str) -> Any:
    """The content of `brain/data/<name>.yaml`. Callers treat it as read-only."""
    return yaml.safe_load((files("brain.data") / f"{name}.yaml").read_text(encoding="utf-8"))
