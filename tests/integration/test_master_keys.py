"""Master keys: replaced while everything runs, the old one removable once nothing needs it, nothing sealed anew."""

import asyncio
import json
import uuid
from collections import Counter
from pathlib import Path

import pytest

from brain.errors import Missing
from tests.support.commands import Commands
from world_model.key_rotation import users_by_key, wrap_anew
from world_model.master_keys import new_key, with_current_key_alone, with_new_key
from world_model.session import Database
from world_model.settings import sqlalchemy_url
from world_model.vault import SealBroken, Vault

pytestmark = pytest.mark.stack

PEOPLE = 12


class KeyFile:
    """A file of master keys, read anew by whoever holds `read`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.write_text(new_key())

    def read(self) -> str:
        return self.path.read_text().strip()

    def vault(self) -> Vault:
        """A process's own vault, as it starts now."""
        return Vault(self.read(), self.read)


async def _join(database: Database, vault: Vault) -> str:
    user = str(uuid.uuid4())
    async with database.as_user(user) as session:
        await vault.ensure_user(session, user, None)
    return user


async def _seal(database: Database, vault: Vault, user: str, value: str) -> bytes:
    async with database.as_user(user) as session:
        return (await vault.of(session, user)).seal(value, "facts", "body_enc", 1)


async def _open(database: Database, vault: Vault, user: str, sealed: bytes) -> str:
    async with database.as_user(user) as session:
        return str((await vault.of(session, user)).open(sealed, "facts", "body_enc", 1))


async def test_keys_are_replaced_under_load_and_everything_stays_readable(migrated_database_url: str, tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "master.key")
    async with Database(sqlalchemy_url(migrated_database_url)) as database:
        others = keys.vault()
        people = [await _join(database, others) for _ in range(PEOPLE)]
        sealed = {user: await _seal(database, others, user, f"of {user}") for user in people}
        rotated = asyncio.Event()
        rounds: Counter[str] = Counter()

        async def work(user: str) -> None:
            while not rotated.is_set() or not rounds[user]:
                assert await _open(database, others, user, sealed[user]) == f"of {user}"
                sealed[user] = await _seal(database, others, user, f"of {user}")
                rounds[user] += 1

        async def rotate() -> None:
            for _ in range(3):
                keys.path.write_text(with_new_key(keys.read()))
                assert await wrap_anew(database, keys.vault()) == PEOPLE
            rotated.set()

        await asyncio.gather(rotate(), *(work(user) for user in people))
        assert await users_by_key(database) == {keys.vault().keys.current.id: PEOPLE}
        keys.path.write_text(with_current_key_alone(keys.read()))
        assert len(keys.read().split()) == 1
        for user in people:
            assert await _open(database, keys.vault(), user, sealed[user]) == f"of {user}"


async def test_what_was_wrapped_with_a_lost_key_stays_and_is_told_of(migrated_database_url: str) -> None:
    lost, held = Vault(new_key()), Vault(new_key())
    async with Database(sqlalchemy_url(migrated_database_url)) as database:
        ada = await _join(database, lost)
        sealed = await _seal(database, lost, ada, "secret")
        assert await wrap_anew(database, held) == 0
        assert await users_by_key(database) == {lost.keys.current.id: 1}
        with pytest.raises(SealBroken):
            await _open(database, held, ada, sealed)
        assert await _open(database, lost, ada, sealed) == "secret"


async def test_a_person_who_joins_after_the_key_was_replaced_gets_the_new_one(migrated_database_url: str, tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "master.key")
    async with Database(sqlalchemy_url(migrated_database_url)) as database:
        old = keys.vault()
        first = old.keys.current.id
        keys.path.write_text(with_new_key(keys.read()))
        await _join(database, old)
        found = await users_by_key(database)
        assert first not in found
        assert found[keys.vault().keys.current.id] == 1


async def test_a_value_moved_to_another_row_column_or_person_does_not_open(migrated_database_url: str) -> None:
    vault = Vault(new_key())
    async with Database(sqlalchemy_url(migrated_database_url)) as database:
        ada, eve = await _join(database, vault), await _join(database, vault)
        sealed = await _seal(database, vault, ada, "secret")
        async with database.as_user(ada) as session:
            mine = await vault.of(session, ada)
        for place in (("facts", "body_enc", 2), ("facts", "value_enc", 1), ("checkpoints", "body_enc", 1)):
            with pytest.raises(SealBroken):
                mine.open(sealed, *place)
        with pytest.raises(SealBroken):
            await _open(database, vault, eve, sealed)


async def test_a_data_key_moved_to_another_person_does_not_open() -> None:
    vault = Vault(new_key())
    wrapped, key_id = vault.new_data_key("ada")
    with pytest.raises(SealBroken):
        vault.unwrap("eve", wrapped, key_id)


@pytest.mark.parametrize("text", ["", "short", "AAAA", "not base64 at all!"])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(Missing) as refused:
        Vault(text)
    assert refused.value.code == "bad_master_key"


def test_the_command_replaces_keys_and_forgets_the_old_ones(tmp_path: Path, migrated_database_url: str) -> None:
    here = Commands(tmp_path, migrated_database_url, master_key_file=_kept(tmp_path))
    first = here("keys", "--json").document
    assert [key["current"] for key in first["keys"]] == [True]
    here.imports({"basics": {"name": "Ada Lovelace"}})
    after = here("keys", "rotate", "--json").document
    assert (after["wrapped_anew"], after["users_with_an_old_key"]) == (1, 0)
    assert [key["users"] for key in after["keys"]] == [1, 0]
    assert "Ada Lovelace" in here("candidate", "show", "--json").out
    left = here("keys", "forget-old", "--json").document
    assert [key["id"] for key in left["keys"]] == [after["keys"][0]["id"]]
    assert "Ada Lovelace" in here("candidate", "show", "--json").out


def test_an_old_key_that_is_needed_is_not_forgotten(tmp_path: Path, migrated_database_url: str) -> None:
    file = _kept(tmp_path)
    here = Commands(tmp_path, migrated_database_url, master_key_file=file)
    here.imports({"basics": {"name": "Ada Lovelace"}})
    file.write_text(with_new_key(file.read_text()))
    refused = here("keys", "forget-old", "--json")
    assert refused.code == 4
    assert json.loads(refused.out)["code"] == "key_in_use"
    assert len(file.read_text().split()) == 2


def test_keys_of_the_environment_are_the_persons_to_replace(tmp_path: Path, migrated_database_url: str) -> None:
    old = new_key()
    Commands(tmp_path, migrated_database_url, master_key=old).imports({"basics": {"name": "Ada Lovelace"}})
    refused = Commands(tmp_path, migrated_database_url, master_key=old)("keys", "rotate", "--json")
    assert json.loads(refused.out)["code"] == "key_in_environment"
    both = Commands(tmp_path, migrated_database_url, master_key=f"{new_key()},{old}")
    assert both("keys", "rewrap", "--json").document["users_with_an_old_key"] == 0
    alone = Commands(tmp_path, migrated_database_url, master_key=both.master_key.split(",")[0])
    assert "Ada Lovelace" in alone("candidate", "show", "--json").out


def _kept(folder: Path) -> Path:
    file = folder / "kept.key"
    file.write_text(new_key())
    return file
