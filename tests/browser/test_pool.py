"""The browser process: found or named missing, replaced when dead, renewed when worn, and gone when its owner is."""

import asyncio
import dataclasses
import signal
import sys
from pathlib import Path

import psutil
import pytest
from playwright.async_api import Error as PlaywrightError

from brain.errors import Missing
from tests.support.waiting import PATIENCE_S
from workers.hands.browser.find_browser import find_on_machine
from workers.hands.browser.options import BrowserOptions
from workers.hands.browser.pauses import Pauses
from workers.hands.browser.pool import BrowserPool

pytestmark = pytest.mark.browser

OWNER = """
import asyncio, sys
from pathlib import Path
from workers.hands.browser.options import BrowserOptions
from workers.hands.browser.pool import BrowserPool

async def main():
    pool = BrowserPool(BrowserOptions(files_dir=Path(sys.argv[1])))
    async with pool.context() as context:
        await context.new_page()
        print("ready", flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


async def test_a_killed_owner_leaves_no_browser(tmp_path: Path) -> None:
    owner = await asyncio.create_subprocess_exec(sys.executable, "-c", OWNER, str(tmp_path), stdout=asyncio.subprocess.PIPE)
    assert owner.stdout is not None
    assert (await asyncio.wait_for(owner.stdout.readline(), 180)).strip() == b"ready"
    started = psutil.Process(owner.pid).children(recursive=True)
    assert any("chrom" in process.name() for process in started)
    owner.send_signal(signal.SIGKILL)
    await owner.wait()
    _, alive = await asyncio.to_thread(psutil.wait_procs, started, timeout=PATIENCE_S)
    assert [process.name() for process in alive if process.status() != psutil.STATUS_ZOMBIE] == []


def main_process() -> psutil.Process:
    started = psutil.Process().children(recursive=True)
    return next(one for one in started if "chrom" in one.name() and "--type=" not in " ".join(one.cmdline()))


async def test_a_dead_browser_is_replaced_at_the_next_use(tmp_path: Path) -> None:
    pool = BrowserPool(BrowserOptions(files_dir=tmp_path))
    try:
        async with pool.context() as context:
            assert context.browser is not None
            gone = asyncio.Event()
            context.browser.on("disconnected", lambda _: gone.set())
            main_process().kill()
            await asyncio.wait_for(gone.wait(), PATIENCE_S)
            with pytest.raises(PlaywrightError):
                await context.new_page()
        async with pool.context() as context:
            page = await context.new_page()
            assert await page.evaluate("1 + 1") == 2
    finally:
        await pool.close()


async def test_contexts_share_one_browser_until_it_is_worn(tmp_path: Path) -> None:
    pool = BrowserPool(BrowserOptions(files_dir=tmp_path, recycle_after=2))
    used = []
    try:
        for _ in range(3):
            async with pool.context() as context:
                used.append(context.browser)
        assert used[0] is used[1]
        assert used[2] is not used[1]
    finally:
        await pool.close()


async def test_a_context_keeps_nothing_of_the_one_before(tmp_path: Path) -> None:
    pool = BrowserPool(BrowserOptions(files_dir=tmp_path))
    try:
        async with pool.context() as context:
            await context.add_cookies([{"name": "a", "value": "1", "url": "http://localhost/"}])
        async with pool.context() as context:
            assert await context.cookies() == []
    finally:
        await pool.close()


async def test_a_cancelled_use_still_closes_its_context(tmp_path: Path) -> None:
    pool = BrowserPool(BrowserOptions(files_dir=tmp_path))
    opened = asyncio.Event()

    async def use() -> None:
        async with pool.context():
            opened.set()
            await asyncio.Event().wait()

    try:
        task = asyncio.create_task(use())
        await opened.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with pool.context() as context:
            assert context.browser is not None
            assert len(context.browser.contexts) == 1
    finally:
        await pool.close()


@pytest.mark.parametrize("stealth", [True, False])
async def test_stealth_is_a_setting(tmp_path: Path, stealth: bool) -> None:
    pool = BrowserPool(BrowserOptions(files_dir=tmp_path, stealth=stealth))
    try:
        async with pool.context() as context:
            agent = await (await context.new_page()).evaluate("navigator.userAgent")
            assert ("Headless" in agent) is not stealth
    finally:
        await pool.close()


async def test_a_named_browser_that_is_not_there_is_missing(tmp_path: Path) -> None:
    pool = BrowserPool(BrowserOptions(files_dir=tmp_path, executable=str(tmp_path / "chrome")))
    with pytest.raises(Missing) as error:
        async with pool.context():
            raise AssertionError("it started")
    assert (error.value.code, "JOBHUNTER_BROWSER" in error.value.fix) == ("no_browser", True)


async def test_a_browser_that_will_not_start_is_missing(tmp_path: Path) -> None:
    fake = tmp_path / "chrome"
    fake.write_text("#!/bin/sh\nexit 1\n")
    fake.chmod(0o755)
    with pytest.raises(Missing):
        async with BrowserPool(BrowserOptions(files_dir=tmp_path, executable=str(fake))).context():
            raise AssertionError("it started")


def test_a_browser_is_found_on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "chromium"
    fake.write_text("#!/bin/sh\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_on_machine() == str(fake)
    assert find_on_machine("chromium") == str(fake)


def test_pauses_are_bounded_and_can_be_off() -> None:
    pauses = Pauses(True, seed=1)
    lengths = [pauses.length(chars) for chars in (0, 5, 40, 4000) for _ in range(200)]
    assert min(lengths) >= 0.15
    assert max(lengths) <= 2.5
    assert len(set(lengths)) > 50


async def test_no_pause_when_off() -> None:
    with pytest.raises(StopIteration):  # it ends without ever giving up its turn
        Pauses(False).between(4000).send(None)


def test_options_are_a_value(tmp_path: Path) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        BrowserOptions(files_dir=tmp_path).headless = False  # type: ignore[misc]
