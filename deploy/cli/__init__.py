"""The commands of this room: every module of this folder that has a `register(app)`."""

import importlib
import pkgutil

import typer


def register(app: typer.Typer) -> None:
    """Adds every command of this folder to the command line."""
    for info in pkgutil.iter_modules(__path__):
        module = importlib.import_module(f"{__name__}.{info.name}")
        if hasattr(module, "register"):
            module.register(app)
