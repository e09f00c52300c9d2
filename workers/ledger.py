"""The ledger for a command that runs in this process: the database of the running stack, else of the settings, else our own."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from jobhunter.home import Home, read_or_create
from jobhunter.stack_file import RunningStack
from migrations.upgrade import upgrade
from world_model.embedded import running_postgres
from world_model.master_keys import new_key
from world_model.session import Database
from world_model.settings import WorldModelSettings, sqlalchemy_url
from world_model.users import Users
from world_model.vault import Vault


@dataclass(frozen=True, slots=True)
class Ledger:
    """`key_file`: where the master keys are kept; None where the environment holds them."""

    database: Database
    vault: Vault
    key_file: Path | None = None


@asynccontextmanager
async def open_ledger(engine_connections: int = 1, user_connections: int = 2, apart: Home | None = None) -> AsyncIterator[Ledger]:
    """The ledger of this installation, migrated, with the local user in it; PostgreSQL is started if nobody has.

    `apart`: a home whose own ledger is meant, whatever the settings say and whichever stack runs.

    Raises `Unavailable` `database_unreachable`, `Missing` for what the machine lacks.
    """
    world = WorldModelSettings()
    stack = None if apart else RunningStack.find(Home.resolve())
    async with AsyncExitStack() as exits:
        if apart is not None:
            url = sqlalchemy_url(await exits.enter_async_context(running_postgres(apart)))
        elif world.database_url is not None:
            url = world.url()
        elif stack is not None and stack.database_url is not None:
            url = sqlalchemy_url(stack.database_url)
        else:
            url = sqlalchemy_url(await exits.enter_async_context(running_postgres()))
        if stack is None:
            upgrade(url)
        key_file, read = _keys(world, stack, apart)
        vault = Vault(read(), read)
        database = await exits.enter_async_context(
            Database(url, engine_connections=engine_connections, user_connections=user_connections)
        )
        await Users(database, vault).ensure_local()
        yield Ledger(database, vault, key_file)


def _keys(world: WorldModelSettings, stack: RunningStack | None, apart: Home | None) -> tuple[Path | None, Callable[[], str]]:
    """The file the master keys are in, if any, and how they are read."""
    if apart is None and (world.master_key is not None or world.master_key_file is not None):
        return (None if world.master_key is not None else world.master_key_file), world.key
    if apart is not None:
        file = apart.master_key_file
    elif stack is None:
        file = Home.resolve().create().master_key_file
    else:
        file = stack.token_file.with_name(Home.resolve().master_key_file.name)
    return file, partial(read_or_create, file, new_key)
