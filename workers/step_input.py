"""A step's input: what the plan gave it and what it takes from other steps' outputs."""

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

M = TypeVar("M", bound=BaseModel)


def step_input(model: type[M], payload: Mapping[str, Any], results: Mapping[str, Any]) -> M:
    """Raises `pydantic.ValidationError` where the parts do not make the action's input. A missing output is left out."""
    values = dict(payload.get("given", {}))
    for name, ref in payload.get("refs", {}).items():
        if ref["each"]:
            keys = sorted(key for key in results if key.startswith(ref["step"]))
            values[name] = [_walk(results[key], ref["path"]) for key in keys]
        elif ref["step"] in results:
            values[name] = _walk(results[ref["step"]], ref["path"])
    known = {name: value for name, value in values.items() if name in model.model_fields}
    return model.model_validate(known)


def _walk(value: Any, path: list[str]) -> Any:
    for part in path:
        value = value[part] if isinstance(value, Mapping) else None
    return value
