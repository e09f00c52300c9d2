"""`jobhunter home` and `jobhunter reset`: the folder that holds everything."""

import typer

from brain.errors import InvalidInput
from jobhunter.console import out, print_document


def register(app: typer.Typer) -> None:
    app.command("home")(home)
    app.command("reset")(reset)


def home(json_output: bool = typer.Option(False, "--json", help="One JSON document: jobhunter/home/1.")) -> None:
    """Prints the folder that holds this installation's data."""
    from jobhunter.home import Home

    folder = str(Home.resolve().folder)
    if json_output:
        print_document("home", {"home": folder})
    else:
        out.print(folder, soft_wrap=True, highlight=False, markup=False)


def reset(
    yes: bool = typer.Option(False, "--yes", help="Yes, delete it."),
    json_output: bool = typer.Option(False, "--json", help="One JSON document: jobhunter/reset/1."),
) -> None:
    """Deletes everything this installation has stored: database, queue, vectors, documents, keys."""
    from deploy.reset import delete_everything
    from jobhunter.home import Home

    folder = Home.resolve()
    if not yes:
        fix = "Run `jobhunter reset --yes` if that is what you want; `jobhunter export` saves your data first."
        raise InvalidInput("not_confirmed", "This would delete everything.", f"All data of {folder.folder} would be gone.", fix)
    deleted = delete_everything(folder)
    if json_output:
        print_document("reset", {"home": str(folder.folder), "deleted": [str(path) for path in deleted]})
    else:
        out.print(f"deleted {len(deleted)} items of {folder.folder}", highlight=False)
