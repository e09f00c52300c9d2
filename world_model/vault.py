"""Sealed columns: AES-256-GCM per value, bound to its place, under a data key per user that a master key wraps.

A value is bound to table, column, row and user (the AEAD's associated data): moved elsewhere it does not open.
"""

import base64
import binascii
import hashlib
import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from brain.errors import JobHunterError, Missing
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
    """The master key's side: makes and unwraps data keys. Raises `Missing` `bad_master_key` for a key of another length."""

    def __init__(self, master_key: str) -> None:
        try:
            key = base64.b64decode(master_key, validate=True)
        except binascii.Error:
            key = b""
        if len(key) != 32:
            raise Missing(
                "bad_master_key",
                "The master key is not 32 bytes in base64.",
                "",
                "Set JOBHUNTER_MASTER_KEY to the key of this data.",
            )
        self.key_id = hashlib.sha256(b"jobhunter-master-key|" + key).hexdigest()[:16]
        self._aead = AESGCM(key)

    def new_data_key(self, user_id: str) -> bytes:
        """A fresh data key for a user, wrapped; store it with `key_id`."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, AESGCM.generate_key(256), f"users|data_key|{user_id}".encode())

    def unwrap(self, user_id: str, wrapped: bytes) -> UserVault:
        raw = bytes(wrapped)
        try:
            key = self._aead.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], f"users|data_key|{user_id}".encode())
        except InvalidTag:
            raise SealBroken("users.data_key_wrapped") from None
        return UserVault(user_id, key)

    async def of(self, session: AsyncSession, user_id: str) -> UserVault:
        """The vault of the user this session works for."""
        wrapped = (await session.execute(select(User.data_key_wrapped).where(User.id == user_id))).scalar_one()
        return self.unwrap(user_id, wrapped)

    async def ensure_user(self, session: AsyncSession, user_id: str, email: str | None, role: str = "user") -> None:
        """The user's row with a data key, made when there is none."""
        await session.execute(
            text(
                "INSERT INTO users (id, email, role, data_key_wrapped, master_key_id) VALUES (:id, :email, :role, :key, :key_id) "
                "ON CONFLICT (id) DO NOTHING"
            ),
            {"id": user_id, "email": email, "role": role, "key": self.new_data_key(user_id), "key_id": self.key_id},
        )
