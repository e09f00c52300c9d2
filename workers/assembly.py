"""What a step needs, wired from the database and settings of whoever runs it: a pool process, or a command on its own."""

from contextlib import AsyncExitStack
from urllib.parse import urlsplit

from brain.action import load_catalogue
from brain.matching import requirements_in
from brain.ports import Sites
from jobhunter.address import AddressPolicy
from memory.embedding import default_embedder
from memory.settings import MemorySettings
from memory.store import VectorStore
from memory.task_history import TaskHistory
from workers.context import Desk
from workers.hands.boards import BoardClients
from workers.hands.browser.browser import PlaywrightBrowser
from workers.hands.browser.families import Families
from workers.hands.browser.options import BrowserOptions
from workers.hands.documents import TypstDocuments
from workers.hands.fetch import Fetcher
from workers.hands.mail import ImapMailbox
from workers.hands.notify import OutboxNotifier
from workers.live import LiveBridge
from workers.metered_model import Prices
from workers.models import configured_model
from workers.publishing import Publisher
from workers.recall import MemoryRecall
from workers.run_step import StepRunner
from workers.settings import WorkerSettings
from world_model.mailboxes import Mailboxes
from world_model.outbox import OutboxStore
from world_model.session import Database
from world_model.steps import Steps
from world_model.vault import Vault


async def furnish(
    exits: AsyncExitStack,
    name: str,
    database: Database,
    vault: Vault,
    publisher: Publisher,
    settings: WorkerSettings,
    origins: frozenset[str],
    lease_s: float,
    *,
    families: Families | None = None,
    sites: Sites | None = None,
) -> StepRunner:
    """A runner named `name`; what it opens is closed when `exits` is. `origins`: those of the own network that may be opened.

    `families` and `sites`: what is known of sites, where it is not what ships and what the database holds.
    """
    catalogue = load_catalogue()
    short = [action.name for action in catalogue.values() if action.idempotent and action.short]
    unpaced = [urlsplit(origin).netloc for origin in origins]
    steps = Steps(database, name, lease_s, list(catalogue), short=short, unpaced=unpaced)
    policy = AddressPolicy(origins)
    fetcher = Fetcher(policy)
    exits.push_async_callback(fetcher.aclose)
    documents = TypstDocuments(settings.files)
    exits.push_async_callback(documents.aclose)
    browser = PlaywrightBrowser(browser_options(settings), policy, families)
    exits.push_async_callback(browser.close)
    embedder = default_embedder()
    history = None
    if (memory := MemorySettings()).qdrant_url:
        history = TaskHistory(await exits.enter_async_context(VectorStore.connect(memory)), embedder)
    desk = Desk(
        database=database,
        vault=vault,
        steps=steps,
        boards=BoardClients(fetcher.get, skills_in=requirements_in),
        browser=browser,
        documents=documents,
        recall=MemoryRecall(history, embedder),
        notifier=OutboxNotifier(OutboxStore(database)),
        nudge=publisher.nudge,
        model=configured_model(settings),
        prices=Prices(settings.openai_price_read, settings.openai_price_written),
        sites=sites,
        mailbox=ImapMailbox(Mailboxes(database, vault), policy),
        warm_slots=settings.warm_slots,
        live=LiveBridge(broker) if (broker := settings.redis_url.get_secret_value()) else None,
    )
    return StepRunner(steps, catalogue, desk.context, publisher.publish, publisher.nudge, desk.as_asked)


def browser_options(settings: WorkerSettings) -> BrowserOptions:
    """The browser as the settings want it."""
    return BrowserOptions(
        files_dir=settings.files,
        executable=settings.browser,
        headless=settings.headless,
        stealth=settings.stealth,
        human_pauses=settings.human_pauses,
        spare=True,
    )
