"""`/files/…`: screenshots and documents by the path their events name."""

from pathlib import Path

from fastapi import APIRouter
from starlette.responses import FileResponse

from brain.errors import NotFound
from gateway.services import ServicesHere, Who

router = APIRouter(prefix="/files", tags=["files"])
SHOWN = {".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}


@router.get("/{path:path}", response_class=FileResponse)
async def get_file(path: str, _who: Who, services: ServicesHere) -> FileResponse:
    """A picture is shown, anything else is a download; neither may run anything."""
    file = inside(services.settings.files(), path)
    kind = SHOWN.get(file.suffix.lower())
    headers = {"Content-Security-Policy": "default-src 'none'; sandbox"}
    if kind:
        return FileResponse(file, media_type=kind, headers=headers)
    return FileResponse(file, media_type="application/octet-stream", filename=file.name, headers=headers)


def inside(folder: Path, path: str) -> Path:
    """The file at `path` below `folder`, links followed. Raises `NotFound` `file_unknown` for anything outside or absent."""
    try:
        root, file = folder.resolve(), (folder / path).resolve()
        if file.is_relative_to(root) and file.is_file():
            return file
    except (OSError, ValueError):
        pass  # a name no file can have is a file that is not there
    raise NotFound("file_unknown", "There is no such file.", path[:100], "Use the path an event names.")
