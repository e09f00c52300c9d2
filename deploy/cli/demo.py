"""`jobhunter demo`: five applications to the practice market, then five more."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer
from pydantic_settings import BaseSettings, SettingsConfigDict

from jobhunter.console import err, print_document


class DemoSettings(BaseSettings):
    """`JOBHUNTER_DEMO_JSON`: a file to write the demo's document to."""

    model_config = SettingsConfigDict(env_prefix="JOBHUNTER_", extra="ignore")

    demo_json: Path | None = None


def register(app: typer.Typer) -> None:
    app.command("demo")(demo)


def demo(
    seed: Annotated[int, typer.Option(help="Which practice market to build.")] = 7,
    picture: Annotated[Path | None, typer.Option(help="Write a picture of the first run (SVG) to this file.")] = None,
    json_output: Annotated[bool, typer.Option("--json", help="One JSON document: jobhunter/demo/1.")] = False,
) -> None:
    """Runs the main job against a practice market on this machine, twice.

    Needs no key and sends nothing to the outside world. Example: JOBHUNTER_DEMO_JSON=demo.json jobhunter demo
    """
    from deploy.demo.run import demo as run_demo
    from deploy.demo.run import went_well, write_document

    document = asyncio.run(run_demo(seed=seed, picture=picture))
    target = DemoSettings().demo_json
    if target is not None:
        write_document(target, document)
    if json_output:
        print_document("demo", document)
    good = went_well(document)
    err.print("[bold green]both goals met[/]" if good else "[bold red]the demo did not go as it should[/]")
    sys.exit(0 if good else 1)
