"""The gate's rules for accounts: a password leaves once, with the request of the page's own button, to its own origin alone."""

from brain.accounts_rules import exact_origin
from workers.hands.browser.carrying import carried
from workers.hands.browser.gate_rules import SAFE, Asked, GateState, Verdict, same_site, says_last, told


def decide_account(asked: Asked, state: GateState, otherwise: Verdict) -> Verdict:
    """The verdict on a request while passwords are known to the page. `otherwise`: what the rules of the form say.

    `submit`: it is the account's own request, let go once. A password in an address, or on its way anywhere else, never leaves.
    """
    tells_password = bool(carried(asked.url, asked.body, state.secrets))
    if state.mode != "account":
        return "candidate_data" if tells_password else otherwise
    if asked.method in SAFE:
        return "candidate_data" if tells_password else _reading(asked, state, otherwise)
    if not tells_password and not asked.navigation and (otherwise == "pass" or not told(asked, state)):
        return otherwise  # a look-up, or one of the page's many beats
    if exact_origin(asked.url) != state.account_origin:
        return "candidate_data" if tells_password else "elsewhere"
    return "popup" if asked.popup else "unarmed" if says_last(asked) else "submit"


def _reading(asked: Asked, state: GateState, otherwise: Verdict) -> Verdict:
    # Where a sign-in ends is another page of the same site, whose address may name the account.
    return "pass" if asked.navigation and not asked.popup and same_site(asked.url, state) else otherwise
