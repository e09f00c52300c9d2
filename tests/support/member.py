"""A person at a site of the practice market that demands a sign-in, over HTTP: each step as a browser's form posts it."""

import re
from dataclasses import dataclass, field

import httpx
import pyotp

from deploy.market.catalogue import Posting, Trait
from deploy.market.fields import written
from deploy.market.gate import Account, Gatekeeper
from deploy.market.market import Market

RESUME = b"Zoe Lindstrom, Python developer since 2014"


def behind(market: Market, site: str, trait: Trait = "login", index: int = 0) -> Posting:
    """A posting of one of these sites."""
    found = [row for row in market.catalogue.behind_sign_in if (row.family, row.trait) == (site, trait)]
    return found[index]


def code_in_mail(market: Market, address: str = "") -> str:
    """The six digits of the newest message in a mailbox."""
    message = market.mailboxes.of(address or market.person.email).messages[-1].parsed
    body = message.get_body(("plain", "html"))
    assert body
    found = re.search(r"\b(\d{6})\b", str(body.get_content()))
    assert found
    return found[1]


@dataclass
class Member:
    """One browser at one site. Redirects are not followed: every answer is the site's own."""

    market: Market
    site: str
    client: httpx.AsyncClient = field(default_factory=lambda: httpx.AsyncClient(trust_env=False))

    @property
    def keeper(self) -> Gatekeeper:
        return self.market.gate(self.site)

    @property
    def account(self) -> Account:
        found = self.keeper.find(self.market.person.email)
        assert found
        return found

    async def get(self, path: str) -> httpx.Response:
        return await self.client.get(self.market.origins[self.site] + path)

    async def post(self, path: str, data: dict[str, str | list[str]] | None = None) -> httpx.Response:
        return await self.client.post(self.market.origins[self.site] + path, data=data or {})

    async def password(self, password: str = "") -> httpx.Response:
        """As far as the password, on one page or two."""
        password = password or self.account.password
        if self.keeper.gate.identifier_first:
            await self.post("/login", {"session_key": self.account.email})
            return await self.post("/login/password", {"password": password})
        return await self.post("/login", {"session_key": self.account.email, "session_password": password})

    async def code(self, code: str) -> httpx.Response:
        boxes = self.keeper.gate.boxes
        return await self.post("/login/code", {"digit": list(code)} if boxes else {"code": code})

    async def sign_in(self) -> httpx.Response:
        answer = await self.password()
        if answer.headers.get("location") == "/login/check":
            answer = await self.post("/login/check")
        if answer.headers.get("location") != "/login/code":
            return answer
        secret = self.account.totp_secret
        return await self.code(pyotp.TOTP(secret).now() if secret else code_in_mail(self.market))

    async def fill(self, posting: Posting, step: int) -> httpx.Response:
        """Posts one page of the form as a true candidate fills it."""
        data: dict[str, str] = {}
        for one in self.market.fields(posting):
            if one.page == step and one.kind != "file":
                data[one.name] = written(one)
        files = {"resume": ("resume.txt", RESUME)} if step == 2 else {"none": ("", b"")}
        url = f"{self.market.apply_url(posting)}?step={step}"
        return await self.client.post(url, data=data, files=files)

    async def apply(self, posting: Posting) -> httpx.Response:
        """All three pages; the last one's answer."""
        for step in (1, 2):
            assert (await self.fill(posting, step)).headers["location"].endswith(f"step={step + 1}")
        return await self.fill(posting, 3)
