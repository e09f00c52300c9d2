"""Commands of `jobhunter` as a person types them: processes with a home and a database of their own."""

import base64
import json
import secrets
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jobhunter.process import inherited_environment

RUN_S = 120


@dataclass(frozen=True)
class Said:
    """How a command ended and what it wrote; the JSON document on stdout, if it is one."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        return dict(json.loads(self.out))


@dataclass(frozen=True)
class Commands:
    """Each call runs one command to its end; `typed` are the lines that the person types. `master_key_file`: instead of
    the key itself. `more`: of the environment.
    """

    home: Path
    database_url: str
    master_key_file: Path | None = None
    more: Mapping[str, str] = field(default_factory=dict)
    master_key: str = field(default_factory=lambda: base64.b64encode(secrets.token_bytes(32)).decode())

    def __call__(self, *words: str | Path, typed: str = "") -> Said:
        more = {
            "JOBHUNTER_HOME": str(self.home), "JOBHUNTER_DATABASE_URL": self.database_url,
            "COLUMNS": "200",
            **self.more,
        }  # fmt: skip
        kept = self.master_key_file
        more |= {"JOBHUNTER_MASTER_KEY_FILE": str(kept)} if kept else {"JOBHUNTER_MASTER_KEY": self.master_key}
        argv = [sys.executable, "-m", "jobhunter", *map(str, words)]
        done = subprocess.run(
            argv, input=typed, env=inherited_environment(more), capture_output=True, text=True, timeout=RUN_S, check=False
        )
        return Said(done.returncode, done.stdout, done.stderr)

    def imports(self, resume: dict[str, Any]) -> str:
        """Imports a JSON Resume; the candidate's id."""
        file = self.home / "resume.json"
        file.write_text(json.dumps(resume))
        said = self("candidate", "import", file, "--json")
        assert said.code == 0, said.err
        return str(said.document["candidate_id"])
