"""A résumé file of any kind as JSON Resume.

Commands that talk to a gateway find it by the entry points `jobhunter.resume_readers`, the gateway by
`jobhunter.resume_importers`.
"""

import asyncio
from pathlib import Path
from typing import Any

from brain.resume.importing import ImportedResume, import_candidate
from workers.hands.resume_files import read_resume_file


def read(path: Path) -> dict[str, Any]:
    """Raises what `read_resume_file` and `import_candidate` raise. Not for use inside an event loop."""
    found = asyncio.run(read_resume_file(path))
    return import_candidate(found.content, found.name, found.links).resume


async def imported(path: Path, name: str) -> ImportedResume:
    """The file at `path` with what was not understood; `name` is what its facts call their source. Raises as `read` does."""
    found = await read_resume_file(path)
    return import_candidate(found.content, name, found.links)
