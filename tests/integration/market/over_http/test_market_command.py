"""`jobhunter market`: one line, then it serves until it is told to end."""

import asyncio
import json
import signal
import socket
import sys

import httpx
import pytest

from brain.errors import InvalidInput
from deploy.market.serve import open_socket

COMMAND_S = 180.0  # a command is a process of its own, which first has to be loaded


def test_port_in_use_is_a_clear_error() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(InvalidInput) as caught:
            open_socket(taken.getsockname()[1])
    assert caught.value.code == "port_in_use"
    assert caught.value.exit_code == 2
    assert "--port" in caught.value.fix


async def test_command_prints_one_line_serves_and_ends_on_sigterm() -> None:
    process = await _command("--port", "0", "--seed", "7", "--json")
    assert process.stdout is not None
    line = json.loads(await asyncio.wait_for(process.stdout.readline(), COMMAND_S))
    assert line["schema"] == "jobhunter/market/1"
    assert line["mail"]["smtp"].startswith("smtp://127.0.0.1:")
    assert line["mail"]["imap"].startswith("imap://127.0.0.1:")
    assert "@" in line["mail"]["user"]
    assert line["mail"]["password"]
    async with httpx.AsyncClient() as client:
        assert len((await client.get(line["sites"])).json()) == 2
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), COMMAND_S) == 0


async def test_command_on_a_taken_port_exits_2_with_the_error_document() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = await _command("--port", str(taken.getsockname()[1]), "--json")
        out, _ = await asyncio.wait_for(process.communicate(), COMMAND_S)
    assert process.returncode == 2
    assert json.loads(out)["code"] == "port_in_use"


async def _command(*arguments: str) -> asyncio.subprocess.Process:
    script = "from jobhunter.console import main; main()"
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, "market", *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
