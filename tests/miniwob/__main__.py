"""Runs the tasks and prints, for each, in how many episodes the raw reward was 1. Exits 1 when any is under the bound."""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.miniwob.screen import Screen, episode, package_pages, raw_reward, serving
from tests.miniwob.tasks import TASKS
from workers.hands.browser.browser import PlaywrightBrowser
from workers.hands.browser.options import BrowserOptions

AT_LEAST = 0.95


class ThisMachine:
    """Lets the browser visit this machine and nothing else."""

    def allows(self, url: str) -> bool:
        return url.startswith("http://127.0.0.1:")


async def reward(browser: PlaywrightBrowser, origin: str, task: str, seed: int) -> float:
    async with episode(browser, f"{origin}/miniwob/{task}.html", seed) as screen:
        try:
            await TASKS[task](screen)
        except Exception as error:  # an episode that cannot be played is lost, and says why
            print(f"{task} {seed}: {type(error).__name__}: {error}", file=sys.stderr)
        got = await raw_reward(screen)
        if got != 1:
            print(f"{task} {seed}: {got:g} for {screen.said!r}; {_troubles(screen)}", file=sys.stderr)
        return got


def _troubles(screen: Screen) -> list[tuple[str, str]]:
    return [(one.key, one.reason) for one in screen.filled if not one.ok]


async def run(tasks: list[str], seeds: range) -> bool:
    table = Table("task", "seeds", "reward 1", "seconds an episode")
    good = True
    with tempfile.TemporaryDirectory() as folder, serving(package_pages()) as origin:
        browser = PlaywrightBrowser(BrowserOptions(files_dir=Path(folder), human_pauses=False, settle_s=1.0), ThisMachine())
        try:
            for task in tasks:
                begun = time.monotonic()
                rewards = [await reward(browser, origin, task, seed) for seed in seeds]
                share = sum(one == 1 for one in rewards) / len(rewards)
                good = good and share >= AT_LEAST
                table.add_row(task, str(len(rewards)), f"{share:.0%}", f"{(time.monotonic() - begun) / len(rewards):.2f}")
        finally:
            await browser.close()
    Console(width=100).print(table)
    return good


def main() -> None:
    parser = argparse.ArgumentParser(prog="make miniwob", description=__doc__)
    parser.add_argument("tasks", nargs="*", default=list(TASKS), help="which tasks; all when none is named")
    parser.add_argument("--seeds", type=int, default=10, help="episodes of each task")
    parser.add_argument("--first-seed", type=int, default=0)
    told = parser.parse_args()
    raise SystemExit(not asyncio.run(run(told.tasks, range(told.first_seed, told.first_seed + told.seeds))))


if __name__ == "__main__":
    main()
