"""Sealed columns: AES-256-GCM per value, bound to its place, under a data key per user that a master key wraps.

A value is bound to table, column, row and user (the AEAD's associated data): moved elsewhere it does not open.
"""

import json
import os
from collections.abc import Callable
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from brain.errors import JobHunterError
from world_model.master_keys import KeyRing
from world_model.tables import User

NONCE_BYTES = 12
VERSION = b"\x01"


class SealBroken(JobHunterError):
    """A sealed value does not open: another key, or it was moved or changed."""

    def __init__(self, place: str) -> None:
        super().__init__(
            "seal_broken", "A sealed value cannot be opened.", place, "Restore the master key this data was sealed with."
        )


class UserVault:
    """Seals and opens one user's values."""

    def __init__(self, user_id: str, data_key: bytes) -> None:
        self.user_id = user_id
        self._aead = AESGCM(data_key)

    def seal(self, value: Any, table: str, column: str, row: object) -> bytes:
        """A JSON-able value, sealed for exactly this place."""
        nonce = os.urandom(NONCE_BYTES)
        plain = json.dumps(value, ensure_ascii=False, default=str).encode()
        return VERSION + nonce + self._aead.encrypt(nonce, plain, self._place(table, column, row))

    def open(self, sealed: bytes, table: str, column: str, row: object) -> Any:
        """Raises `SealBroken` where the value was sealed for another place or with another key."""
        place = self._place(table, column, row)
        raw = bytes(sealed)
        try:
            plain = self._aead.decrypt(raw[1 : 1 + NONCE_BYTES], raw[1 + NONCE_BYTES :], place)
        except InvalidTag:
            raise SealBroken(f"{table}.{column}") from None
        return json.loads(plain)

    def _place(self, table: str, column: str, row: object) -> bytes:
        return f"{table}|{column}|{row}|{self.user_id}".encode()


class Vault:
    """The master keys' side: makes and unwraps data keys."""

    def __init__(self, master_keys: str, reread: Callable[[], str] | None = None) -> None:
        """`master_keys`: the text of a key or a ring of keys; `reread`: where it can be read again.

        Raises `Missing` `bad_master_key`.
        """
        self.keys = KeyRing(master_keys, reread)

    def new_data_key(self, user_id: str) -> tuple[bytes, str]:
        """A fresh data key for a user, wrapped, and the id of the key it was wrapped with."""
        key = self.keys.current
        return key.wrap(AESGCM.generate_key(256), user_id), key.id

    def unwrap(self, user_id: str, wrapped: bytes, key_id: str) -> UserVault:
        """Raises `SealBroken` where the key of this id is not among ours, or does not open it."""
        key = self.keys.find(key_id)
        data_key = key.unwrap(wrapped, user_id) if key else None
        if data_key is None:
            raise SealBroken("users.data_key_wrapped")
        return UserVault(user_id, data_key)

    async def of(self, session: AsyncSession, user_id: str) -> UserVault:
        """The vault of the user this session works for."""
        query = select(User.data_key_wrapped, User.master_key_id).where(User.id == user_id)
        wrapped, key_id = (await session.execute(query)).one()
        return self.unwrap(user_id, wrapped, key_id)

    async def ensure_user(self, session: AsyncSession, user_id: str, email: str | None, role: str = "user") -> None:
        """The user's row with a data key, made when there is none."""
        wrapped, key_id = self.new_data_key(user_id)
        await session.execute(
            text(
                "INSERT INTO users (id, email, role, data_key_wrapped, master_key_id) VALUES (:id, :email, :role, :key, :key_id) "
                "ON CONFLICT (id) DO NOTHING"
            ),
            {"id": user_id, "email": email, "role": role, "key": wrapped, "key_id": key_id},
        )
