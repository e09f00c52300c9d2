"""What an account page says after its button was pressed."""

from collections.abc import Sequence
from typing import Literal

from brain.accounts_rules import asks_for_account
from workers.hands.browser import outcome
from workers.hands.browser.challenges import wants_what
from workers.hands.browser.reader import Reading
from workers.hands.browser.wording import ACCOUNT_EXISTS, ACCOUNT_LOCKED, CONFIRM_FIRST, fold

State = Literal["entered", "exists", "locked", "code", "captcha", "refused"]


def moved(now: Reading, before: Reading) -> bool:
    """Whether the account page is gone, has become another one, or says something new beside its fields."""
    if now.page.kind != before.page.kind:
        return now.page.kind != "other" or bool(news_of(now, before).strip())
    return bool(told(now, before))


def state_of(now: Reading, before: Reading, sent: bool) -> State:
    page, news = now.page, news_of(now, before)
    account = asks_for_account(page)
    if wants_what(now) is not None or (CONFIRM_FIRST.search(news) and account):
        return "code"
    if account and ACCOUNT_LOCKED.search(news):
        return "locked"
    if account and before.page.kind == "sign_up" and ACCOUNT_EXISTS.search(news):
        return "exists"
    if not account or page.kind != before.page.kind:
        return "entered"
    return "captcha" if page.captcha and not sent else "refused"


def told(now: Reading, before: Reading) -> Sequence[str]:
    """New messages of the page: what it announces, and errors at its fields."""
    old = {message for raw in before.raws.values() for message in raw.messages}
    said = [message for raw in now.raws.values() for message in raw.messages if message not in old]
    return [*said, *outcome.new_errors(now.page, before.page).values()]


def news_of(now: Reading, before: Reading) -> str:
    """The lines that were not there before the button was pressed, folded."""
    old = {line.strip() for raw in before.raws.values() for line in raw.text.split("\n")}
    lines = [line for raw in now.raws.values() for line in raw.text.split("\n") if line.strip() not in old]
    return fold(" . ".join([*lines, *told(now, before)])[:5000])


def said(now: Reading, before: Reading) -> str:
    return next(iter(told(now, before)), "")[:300]
