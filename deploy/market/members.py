"""The LinkedIn-like boards: jobs anybody may read, and forms that only who has signed in may see.

Every site is an origin of its own with its own manner of letting people in (`gate.Gate`); the pages behind are the same.
"""

from deploy.market.gate import Gate
from deploy.market.mail import sender_of
from deploy.market.market import Family
from deploy.market.members_form import apply_path, fields, page_path
from deploy.market.members_pages import router

GATES = {
    "members": Gate(second_factor="mail"),
    "members_totp": Gate(second_factor="totp", identifier_first=True, boxes=True),
    "members_verify": Gate(second_factor="verify", language="de"),
    "members_new": Gate(sign_up=True, boxes=True),
    "members_link": Gate(sign_up=True, proof="link"),
    "members_captcha": Gate(captcha=True),
}
FAMILIES = tuple(
    Family(
        name=name,
        api_path="/lever/v0",
        api_kind="lever",
        page_path=page_path,
        apply_path=apply_path,
        fields=fields,
        router=router(name),
        gate=gate.model_copy(update={"sender": sender_of(name)}),
    )
    for name, gate in GATES.items()
)
