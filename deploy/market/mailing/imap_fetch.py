"""IMAP's FETCH: what a client wants of a message, as the answer holds it (RFC 3501, section 6.4.5)."""

import re
from datetime import UTC, datetime

from deploy.market.mailing.imap_words import BadCommand, internal_date, literal
from deploy.market.mailing.mailboxes import Stored

FAST = ["FLAGS", "INTERNALDATE", "RFC822.SIZE"]
_NOTHING = Stored(0, datetime.min.replace(tzinfo=UTC), b"")
_BODY = re.compile(r"BODY(\.PEEK)?\[(.*)\](?:<(\d+)\.(\d+)>)?", re.IGNORECASE)


def items(word: object) -> list[str]:
    """The items of a FETCH, one by one. Raises `BadCommand`."""
    wanted = word if isinstance(word, list) else [word]
    found: list[str] = []
    for item in wanted:
        if not isinstance(item, str):
            raise BadCommand("No item to fetch.")
        found += FAST if item.upper() == "FAST" else [item]
    answer(_NOTHING, found)  # refused whether there are messages or not
    return found


def marks_seen(wanted: list[str]) -> bool:
    """Whether fetching these is reading the message."""
    bodies = [_BODY.fullmatch(item) for item in wanted]
    return any(found and not found[1] for found in bodies) or bool({"RFC822", "RFC822.TEXT"} & {item.upper() for item in wanted})


def answer(message: Stored, wanted: list[str]) -> bytes:
    """The parenthesised data of one message. Raises `BadCommand`."""
    return b"(" + b" ".join(_item(message, item) for item in wanted) + b")"


def _item(message: Stored, item: str) -> bytes:
    key = item.upper()
    head, _, body = message.content.partition(b"\r\n\r\n")
    simple = {
        "UID": f"UID {message.uid}",
        "FLAGS": f"FLAGS ({' '.join(sorted(message.flags))})",
        "INTERNALDATE": f"INTERNALDATE {internal_date(message.received)}",
        "RFC822.SIZE": f"RFC822.SIZE {len(message.content)}",
    }
    if key in simple:
        return simple[key].encode()
    whole = {"RFC822": message.content, "RFC822.HEADER": head + b"\r\n\r\n", "RFC822.TEXT": body}
    if key in whole:
        return key.encode() + b" " + literal(whole[key])
    found = _BODY.fullmatch(item)
    if found is None:
        raise BadCommand(f"Cannot be fetched: {item}")
    content = _section(found[2], message.content, head, body)
    name = f"BODY[{found[2]}]"
    if found[3] is not None:
        start, length = int(found[3]), int(found[4])
        content, name = content[start : start + length], f"{name}<{start}>"
    return name.encode() + b" " + literal(content)


def _section(section: str, whole: bytes, head: bytes, body: bytes) -> bytes:
    wanted = section.upper()
    if wanted in {"", "HEADER", "TEXT"}:
        return {"": whole, "HEADER": head + b"\r\n\r\n", "TEXT": body}[wanted]
    found = re.fullmatch(r"HEADER\.FIELDS(\.NOT)? \((.*)\)", wanted)
    if found is None:
        raise BadCommand(f"Cannot be fetched: BODY[{section}]")
    names = {name.strip('"') for name in found[2].split()}
    fields = re.split(rb"\r\n(?![ \t])", head)
    kept = [one for one in fields if (one.partition(b":")[0].decode("latin-1").upper() in names) is not bool(found[1])]
    return b"".join(one + b"\r\n" for one in kept) + b"\r\n"
