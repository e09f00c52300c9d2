"""One client of the mail server: as much of IMAP4rev1 (RFC 3501, IDLE of RFC 2177) as clients use to read an INBOX."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from secrets import compare_digest

from deploy.market.mailing import imap_fetch
from deploy.market.mailing.imap_search import search
from deploy.market.mailing.imap_words import BadCommand, numbers, words
from deploy.market.mailing.mailboxes import SEEN, Mailbox, Mailboxes, Stored

CAPABILITIES = "CAPABILITY IMAP4rev1 LITERAL+ IDLE UIDPLUS UNSELECT"
MAX_LITERAL = 64 * 1024
PERMANENT = r"(\Seen \Answered \Flagged \Deleted \Draft)"

Handler = Callable[[list[object]], Awaitable[str]]


class Refused(Exception):
    """A command that is one, and is answered with NO."""


class Connection:
    """One client. Each command's handler answers with the words after `OK`."""

    def __init__(self, mailboxes: Mailboxes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.mailboxes, self.reader, self.writer = mailboxes, reader, writer
        self.address: str | None = None
        self.box: Mailbox | None = None
        self.read_only = False
        self.shown: list[Stored] = []
        self.done = False

    async def serve(self) -> None:
        self.say(f"* OK [{CAPABILITIES}] Practice market ready")
        while not self.done and (line := await self._line()) is not None:
            tag, _, rest = line[0].partition(" ")
            name, _, arguments = rest.strip().partition(" ")
            try:
                said = await self._run(name.upper(), words(arguments, line[1]))
                self._tell_new()
                self.say(f"{tag} OK {said}")
            except Refused as error:
                self.say(f"{tag} NO {error}")
            except BadCommand as error:
                self.say(f"{tag or '*'} BAD {error}")
            await self.writer.drain()

    async def _line(self) -> tuple[str, list[bytes]] | None:
        """A whole command, each literal in it replaced by `{}`; None when the client has gone."""
        text = ""
        literals: list[bytes] = []
        while True:
            line = (await self.reader.readline()).decode("utf-8", "replace")
            if not line.endswith("\n"):
                return None
            line = line.rstrip("\r\n")
            found = re.search(r"\{(\d+)(\+?)\}$", line)
            if not found or int(found[1]) > MAX_LITERAL:
                return text + line, literals
            if not found[2]:
                self.say("+ Ready")
                await self.writer.drain()
            literals.append(await self.reader.readexactly(int(found[1])))
            text += line[: found.start()] + "{}"

    async def _run(self, name: str, arguments: list[object]) -> str:
        if name == "UID" and arguments:
            name = f"UID {str(arguments.pop(0)).upper()}"
        anyone: dict[str, Handler] = {
            "CAPABILITY": self._capability,
            "NOOP": self._nothing,
            "LOGIN": self._login,
            "LOGOUT": self._logout,
        }
        member: dict[str, Handler] = {
            "SELECT": self._select,
            "EXAMINE": self._examine,
            "LIST": self._list,
            "LSUB": self._list,
            "STATUS": self._status,
        }
        opened: dict[str, Handler] = {
            "CHECK": self._nothing,
            "CLOSE": self._close,
            "UNSELECT": self._unselect,
            "EXPUNGE": self._expunge,
            "IDLE": self._idle,
            "SEARCH": lambda given: self._search(given, by_uid=False),
            "FETCH": lambda given: self._fetch(given, by_uid=False),
            "STORE": lambda given: self._store(given, by_uid=False),
            "UID SEARCH": lambda given: self._search(given, by_uid=True),
            "UID FETCH": lambda given: self._fetch(given, by_uid=True),
            "UID STORE": lambda given: self._store(given, by_uid=True),
        }
        if name not in anyone | member | opened:
            raise BadCommand("Unknown command.")
        if name not in anyone and self.address is None:
            raise Refused("Please log in first.")
        if name in opened and self.box is None:
            raise Refused("Please select a mailbox first.")
        return await (anyone | member | opened)[name](arguments)

    async def _capability(self, _: list[object]) -> str:
        self.say(f"* {CAPABILITIES}")
        return "CAPABILITY completed"

    async def _nothing(self, _: list[object]) -> str:
        return "Completed"

    async def _login(self, given: list[object]) -> str:
        if len(given) != 2:
            raise BadCommand("LOGIN takes a name and a password.")
        if not compare_digest(str(given[1]).encode(), self.mailboxes.password.encode()):
            raise Refused("[AUTHENTICATIONFAILED] Wrong name or password.")
        self.address = str(given[0])
        return f"[{CAPABILITIES}] Logged in"

    async def _logout(self, _: list[object]) -> str:
        self.say("* BYE Logging out")
        self.done, self.box = True, None
        return "LOGOUT completed"

    async def _select(self, given: list[object], *, read_only: bool = False) -> str:
        self.box = None
        self.box = self._named(given)
        self.read_only, self.shown = read_only, list(self.box.messages)
        unseen = next((number for number, one in enumerate(self.shown, start=1) if SEEN not in one.flags), None)
        self.say(rf"* FLAGS {PERMANENT}")
        self.say(f"* OK [PERMANENTFLAGS {'()' if read_only else PERMANENT}] Limited")
        self.say(f"* {len(self.shown)} EXISTS")
        self.say("* 0 RECENT")
        if unseen:
            self.say(f"* OK [UNSEEN {unseen}] First unseen")
        self.say(f"* OK [UIDVALIDITY {self.box.validity}] Valid")
        self.say(f"* OK [UIDNEXT {self.box.next_uid}] Next")
        return f"[READ-{'ONLY' if read_only else 'WRITE'}] Completed"

    async def _examine(self, given: list[object]) -> str:
        return await self._select(given, read_only=True)

    def _named(self, given: list[object]) -> Mailbox:
        if not given:
            raise BadCommand("Which mailbox?")
        if str(given[0]).upper() != "INBOX":
            raise Refused("[NONEXISTENT] There is only INBOX.")
        return self.mailboxes.of(self.address or "")

    async def _list(self, given: list[object]) -> str:
        if len(given) != 2:
            raise BadCommand("LIST takes a place and a pattern.")
        if re.fullmatch(str(given[1]).replace("*", ".*").replace("%", ".*"), "INBOX", re.IGNORECASE):
            self.say('* LIST (\\HasNoChildren) "/" "INBOX"')
        return "LIST completed"

    async def _status(self, given: list[object]) -> str:
        box = self._named(given)
        known = {
            "MESSAGES": len(box.messages),
            "RECENT": 0,
            "UNSEEN": sum(SEEN not in one.flags for one in box.messages),
            "UIDNEXT": box.next_uid,
            "UIDVALIDITY": box.validity,
        }
        wanted = given[1] if len(given) > 1 and isinstance(given[1], list) else []
        told = " ".join(f"{item} {known[str(item).upper()]}" for item in wanted if str(item).upper() in known)
        self.say(f'* STATUS "INBOX" ({told})')
        return "STATUS completed"

    async def _close(self, given: list[object]) -> str:
        if self.box and not self.read_only:
            self.box.expunge()
        return await self._unselect(given)

    async def _unselect(self, _: list[object]) -> str:
        self.box, self.shown = None, []
        return "Completed"

    async def _expunge(self, _: list[object]) -> str:
        self._may_write().expunge()
        self._tell_gone()
        return "EXPUNGE completed"

    async def _search(self, given: list[object], *, by_uid: bool) -> str:
        self._tell_new()
        found = search(given, self.shown)
        self.say(" ".join(["* SEARCH", *(str(message.uid if by_uid else number) for number, message in found)]))
        return "SEARCH completed"

    async def _fetch(self, given: list[object], *, by_uid: bool) -> str:
        if len(given) < 2:
            raise BadCommand("FETCH takes a set and items.")
        wanted = imap_fetch.items(given[1])
        if by_uid and "UID" not in {item.upper() for item in wanted}:
            wanted = ["UID", *wanted]
        for number, message in self._chosen(given[0], by_uid=by_uid):
            content = imap_fetch.answer(message, wanted)
            if imap_fetch.marks_seen(wanted) and not self.read_only:
                message.flags.add(SEEN)
            self.writer.write(b"* %d FETCH %s\r\n" % (number, content))
        return "FETCH completed"

    async def _store(self, given: list[object], *, by_uid: bool) -> str:
        if len(given) < 3:
            raise BadCommand("STORE takes a set, an item and flags.")
        self._may_write()
        change = str(given[1]).upper()
        if change.removesuffix(".SILENT") not in {"FLAGS", "+FLAGS", "-FLAGS"}:
            raise BadCommand(f"Cannot be stored: {change}")
        named = given[2] if isinstance(given[2], list) else given[2:]
        flags = {str(flag) for flag in named}
        for number, message in self._chosen(given[0], by_uid=by_uid):
            sign = change[0]
            message.flags = message.flags | flags if sign == "+" else message.flags - flags if sign == "-" else flags
            if not change.endswith(".SILENT"):
                items = ["FLAGS", "UID"] if by_uid else ["FLAGS"]
                self.writer.write(b"* %d FETCH %s\r\n" % (number, imap_fetch.answer(message, items)))
        return "STORE completed"

    async def _idle(self, _: list[object]) -> str:
        """Says at once what comes in, until the client says DONE."""
        came = asyncio.Event()
        silence = self.mailboxes.listen(came.set)
        said = asyncio.create_task(self.reader.readline())
        try:
            self.say("+ idling")
            while not said.done():
                self._tell_new()
                await self.writer.drain()
                came.clear()
                waiting = asyncio.create_task(came.wait())
                await asyncio.wait({said, waiting}, return_when=asyncio.FIRST_COMPLETED)
                waiting.cancel()
            if said.result().strip().upper() != b"DONE":
                raise BadCommand("Expected DONE.")
        finally:
            silence()
            said.cancel()
        return "IDLE terminated"

    def _chosen(self, word: object, *, by_uid: bool) -> list[tuple[int, Stored]]:
        self._tell_new()
        numbered = list(enumerate(self.shown, start=1))
        if by_uid:
            wanted = numbers(word, self.shown[-1].uid if self.shown else 0)
            return [(number, message) for number, message in numbered if message.uid in wanted]
        wanted = numbers(word, len(self.shown))
        return [(number, message) for number, message in numbered if number in wanted]

    def _may_write(self) -> Mailbox:
        if self.box is None or self.read_only:
            raise Refused("The mailbox is open for reading only.")
        return self.box

    def _tell_new(self) -> None:
        if self.box is None:
            return
        last = self.shown[-1].uid if self.shown else 0
        new = [message for message in self.box.messages if message.uid > last]
        if new:
            self.shown += new
            self.say(f"* {len(self.shown)} EXISTS")

    def _tell_gone(self) -> None:
        kept = {message.uid for message in self.box.messages} if self.box else set()
        for number in range(len(self.shown), 0, -1):
            if self.shown[number - 1].uid not in kept:
                del self.shown[number - 1]
                self.say(f"* {number} EXPUNGE")

    def say(self, line: str) -> None:
        self.writer.write(f"{line}\r\n".encode())
