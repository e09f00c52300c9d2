"""The whole product as its user runs it: `jobhunter up` in a home of its own, beside a practice market, asked by commands."""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from jobhunter.home import Home
from jobhunter.process import inherited_environment
from tests.support.waiting import wait_until
from world_model.embedded import PostgresLayout

COMMAND_S, END_S = 240.0, 300.0
ENDED = ("completed", "failed", "cancelled")
CANDIDATE = Path(__file__).parents[2] / "deploy" / "market" / "candidate.json"


@dataclass
class WholeStack:
    """A running stack and market. `env`: what every process of it is told."""

    home: Path
    market: str
    mail: dict[str, Any]
    env: dict[str, str] = field(default_factory=dict)

    # --- the product -------------------------------------------------------------------------------------------------
    def command(self, *words: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
        """One command in a process of its own, to its end."""
        argv = [sys.executable, "-m", "jobhunter", *words]
        env = inherited_environment(self.env)
        return subprocess.run(argv, env=env, input=typed, capture_output=True, text=True, timeout=COMMAND_S, check=False)

    def document(self, *words: str, typed: str = "", code: int = 0) -> dict[str, Any]:
        """The JSON document a command prints; it must end with `code`."""
        done = self.command(*words, "--json", typed=typed)
        assert done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return dict(json.loads(done.stdout))

    def up(self) -> None:
        self.document("up", "--detach")

    def down(self) -> None:
        done = self.command("down")
        assert done.returncode == 0, done.stderr

    @property
    def stack(self) -> dict[str, Any]:
        return dict(json.loads((self.home / "stack.json").read_text()))

    def api(self, method: str, path: str, body: Any = None) -> Any:
        """One request to the gateway, which must succeed."""
        token = Path(self.stack["token_file"]).read_text().strip()
        headers = {"Authorization": f"Bearer {token}"}
        answer = httpx.request(method, self.stack["gateway_url"] + path, json=body, headers=headers, timeout=60, trust_env=False)
        assert answer.status_code < 300, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def rows(self, query: str, **values: Any) -> list[dict[str, Any]]:
        """Rows of the database, as its superuser-like login sees them."""
        with psycopg.connect(self.stack["database_url"], row_factory=dict_row, autocommit=True) as connection:
            connection.execute("SET ROLE jobhunter_owner")
            found = connection.execute(query.encode(), values)
            return list(found.fetchall()) if found.description else []

    def open_questions(self, task: str) -> list[dict[str, Any]]:
        return [i for i in self.api("GET", "/agent/interventions?limit=100")["items"] if i["task_id"] == task]

    def question(self, task: str, kind: str) -> dict[str, Any]:
        """The first open question of this kind, as soon as there is one; fails where the task ends without."""
        found: list[dict[str, Any]] = []

        def asked() -> bool:
            found[:] = [i for i in self.open_questions(task) if i["kind"] == kind]
            assert found or not self.has_ended(task), f"the task ended without asking for a {kind}: {self.story(task)}"
            return bool(found)

        wait_until(asked, f"a question of the kind {kind}", timeout_s=END_S, every_s=0.25)
        return found[0]

    def has_ended(self, task: str) -> str:
        """Its status where it has ended, else nothing."""
        status = str(self.api("GET", f"/agent/tasks/{task}")["status"])
        return status if status in ENDED else ""

    def event_after(self, task: str) -> None:
        """Returns when something has happened in the task since this was called."""
        seen = self._last_event(task)
        wait_until(
            lambda: self._last_event(task) > seen or self.has_ended(task), "something to happen", timeout_s=END_S, every_s=0.25
        )

    def _last_event(self, task: str) -> int:
        return int(self.rows("SELECT coalesce(max(seq), 0) AS seq FROM execution_logs WHERE task_id = %(t)s", t=task)[0]["seq"])

    def story(self, task: str) -> str:
        """What its stream says, a line each: for a failed test."""
        rows = self.rows("SELECT type, message FROM execution_logs WHERE task_id = %(t)s ORDER BY seq", t=task)
        return "\n".join(f"{r['type']}: {r['message']}" for r in rows[-60:])

    def active_steps(self) -> set[int]:
        """The steps that Celery's workers are at now, as `celery inspect active` tells."""
        argv = [sys.executable, "-m", "celery", "-A", "workers.app:celery", "inspect", "active", "-j"]
        env = inherited_environment(self.env | {"JOBHUNTER_REDIS_URL": self.stack["redis_url"]})
        done = subprocess.run(argv, env=env, capture_output=True, text=True, timeout=COMMAND_S, check=False)
        found = re.search(r"\{.*\}", done.stdout, re.S)
        workers = json.loads(found[0]) if found else {}
        assert workers, f"no worker answered: {done.stdout}\n{done.stderr}"
        return {int(arg) for tasks in workers.values() for task in tasks for arg in task["args"]}

    def where_it_stands(self, secrets: Sequence[str]) -> list[str]:
        """Where any of these values can be read: rows of the database, and files of the home (logs, the queue's, pictures)."""
        wanted = {one: re.compile(rf"(?<![\w.]){re.escape(one)}(?!\w)".encode()) for one in secrets}
        found = []
        with psycopg.connect(self.stack["database_url"], autocommit=True) as connection:
            connection.execute("SET ROLE jobhunter_owner")
            tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            for (table,) in tables:
                rows = connection.execute(sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(table))).fetchall()
                text = "\n".join(row[0] or "" for row in rows)
                plain = text.encode() + b"\n" + _unhexed(text)
                found += [f"{table}: {one[:2]}…" for one, marks in wanted.items() if marks.search(plain)]
        for file in self.home.rglob("*"):
            if file.is_file() and not file.is_symlink():
                content = file.read_bytes()
                found += [f"{file.relative_to(self.home)}: {one[:2]}…" for one, marks in wanted.items() if marks.search(content)]
        return found

    # --- the market --------------------------------------------------------------------------------------------------
    def at_market(self, path: str, body: Any = None) -> Any:
        answer = httpx.request("GET" if body is None else "POST", self.market + path, json=body, timeout=60, trust_env=False)
        return answer.raise_for_status().json()

    def account(self, board: str) -> dict[str, Any]:
        return next(a for a in self.at_market("/_accounts") if a["board"] == board)

    def received(self) -> list[dict[str, Any]]:
        """What reached the employers."""
        return list(self.at_market("/_received")["submissions"])

    def code_sent_since(self, number: int, to: str) -> str:
        """The digits of the next code mailed to this address after message `number`."""
        found: list[str] = []

        def came() -> bool:
            mails = [m for m in self.at_market(f"/_mail?since={number}") if m["to"] == to]
            digits = [re.search(r"(?m)^\s*(\d{6})\s*$|\b(\d{6})\b", m["text"]) for m in mails]
            found[:] = [d[1] or d[2] for d in digits if d]
            return bool(found)

        wait_until(came, "a code by mail", timeout_s=60, every_s=0.25)
        return found[-1]

    def mails(self) -> int:
        return len(self.at_market("/_mail"))


def _unhexed(text: str) -> bytes:
    """What the binary columns hold, which are shown in hexadecimal."""
    return b"\n".join(bytes.fromhex(found) for found in re.findall(r"\\\\x((?:[0-9a-f]{2})+)", text))


@contextlib.contextmanager
def whole_stack(folder: Path, family: str, **settings: str) -> Iterator[WholeStack]:
    """A market, and a stack that may open its sites behind a sign-in; its candidate and the site of `family` are imported.

    `settings`: what the stack is told besides, as `JOBHUNTER_…`.
    """
    home = folder / "home"
    home.mkdir(mode=0o700)
    with _market() as said:
        login = httpx.get(f"{said['sites']}?login=true&all=true", timeout=60, trust_env=False).json()
        mail = said["mail"]
        hosts = [f"http://{site['domain']}" for site in login] + [re.sub(r"^\w+:", "http:", mail[k]) for k in ("imap", "smtp")]
        env = {
            "JOBHUNTER_HOME": str(home), "JOBHUNTER_PORT": "0", "JOBHUNTER_FLOWER_PORT": "0", "JOBHUNTER_HUMAN_PAUSES": "false",
            "JOBHUNTER_PRIVATE_ORIGINS": ",".join([*hosts, mail["imap"], mail["smtp"]]), "COLUMNS": "200",
            **{f"JOBHUNTER_{name}": value for name, value in settings.items()},
        }  # fmt: skip
        whole = WholeStack(home, said["url"], mail, env)
        try:
            whole.up()
            whole.document("candidate", "import", str(CANDIDATE))
            sites = folder / "sites.json"
            sites.write_text(json.dumps([site for site in login if site["family"] == family]))
            whole.document("sites", "import", str(sites))
            yield whole
        finally:
            whole.command("down")
            shutil.rmtree(PostgresLayout.of(Home(home)).folder, ignore_errors=True)


@contextlib.contextmanager
def _market() -> Iterator[dict[str, Any]]:
    argv = [sys.executable, "-m", "jobhunter", "market", "--port", "0", "--json"]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        try:
            assert process.stdout is not None
            yield dict(json.loads(process.stdout.readline()))
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=30)
