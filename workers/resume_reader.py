"""A résumé file of any kind as JSON Resume, for commands that talk to a gateway (entry points `jobhunter.resume_readers`)."""

import asyncio
from pathlib import Path
from typing import Any

from brain.resume.importing import import_candidate
from workers.hands.resume_files import read_resume_file


def read(path: Path) -> dict[str, Any]:
    """Raises what `read_resume_file` and `import_candidate` raise. Not for use inside an event loop."""
    found = asyncio.run(read_resume_file(path))
    return import_candidate(found.content, found.name, found.links).resume
