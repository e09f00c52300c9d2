"""Master keys: what data keys are wrapped with. A ring of them is text, one base64 key of 32 bytes a line, the one in use first.

Replacing a master key touches no sealed value: the data keys are wrapped anew with the new one, and the old one may go.
"""

import base64
import binascii
import hashlib
import os
import secrets
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from brain.errors import Missing

KEY_BYTES, NONCE_BYTES = 32, 12


class MasterKey:
    """One key. `id`: the start of its hash, by which rows name the key they need."""

    def __init__(self, text: str) -> None:
        """Raises `Missing` `bad_master_key` for a key of another length."""
        try:
            key = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != KEY_BYTES:
            fix = "Set JOBHUNTER_MASTER_KEY to the key of this data."
            raise Missing("bad_master_key", "The master key is not 32 bytes in base64.", "", fix)
        self.id = hashlib.sha256(b"jobhunter-master-key|" + key).hexdigest()[:16]
        self._aead = AESGCM(key)

    def wrap(self, data_key: bytes, user_id: str) -> bytes:
        """A user's data key, sealed for that user."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, data_key, _place(user_id))

    def unwrap(self, wrapped: bytes, user_id: str) -> bytes | None:
        """The data key; None where it was wrapped with another key, or for somebody else."""
        raw = bytes(wrapped)
        try:
            return self._aead.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _place(user_id))
        except InvalidTag:
            return None


class KeyRing:
    """The keys of one installation. `reread`: where their text can be read again, since they may be replaced while this runs."""

    def __init__(self, ring: str, reread: Callable[[], str] | None = None) -> None:
        """Raises `Missing` `bad_master_key`."""
        self._text, self._reread = ring, reread
        self._keys = _keys_of(ring)

    @property
    def current(self) -> MasterKey:
        """The key that wraps from now on, as it stands at its source."""
        self._refresh()
        return self._keys[0]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all keys, the current one first."""
        return tuple(key.id for key in self._keys)

    def find(self, key_id: str) -> MasterKey | None:
        """The key of this id; its source is asked where it is not known yet."""
        if key_id not in {key.id for key in self._keys}:
            self._refresh()
        return next((key for key in self._keys if key.id == key_id), None)

    def _refresh(self) -> None:
        ring = self._reread() if self._reread else self._text
        if ring != self._text:
            self._text, self._keys = ring, _keys_of(ring)


def new_key() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def with_new_key(ring: str) -> str:
    """The ring with a fresh key in front, which wraps from now on."""
    return "\n".join((new_key(), *_lines(ring)))


def with_current_key_alone(ring: str) -> str:
    """The ring without the keys that were replaced."""
    return _lines(ring)[0]


def _keys_of(ring: str) -> tuple[MasterKey, ...]:
    return tuple(MasterKey(line) for line in _lines(ring) or [""])


def _lines(ring: str) -> list[str]:
    # In an environment variable a comma is easier to write than a line's end.
    return ring.replace(",", " ").split()


def _place(user_id: str) -> bytes:
    return f"users|data_key|{user_id}".encode()
