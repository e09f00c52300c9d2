"""A small employer who finds fault with answers: by its server or in the page, on its only page or before its last."""

import html
import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from tests.support.small_server import SmallHandler, SmallServer

PAGE = """<!doctype html><title>Baker at Petit Four</title><h1>Baker</h1><form method=post action=/send novalidate>
<p><label for=first>First name*</label> <input id=first name=first required value="{first}"></p>
<p><label for=asked>{label}*</label> <input id=asked name=asked required value="{asked}"{wrong}> {said}</p>
<button>Submit application</button></form>{script}"""
STEPS = """<!doctype html><title>Baker at Petit Four</title><h1>Baker</h1><form method=post action=/send novalidate>
<div id=one><p><label for=asked>{label}*</label> <input id=asked name=asked required> <span id=said role=alert></span></p>
<button type=button id=next>Next</button></div>
<div id=two hidden><p><label for=first>First name*</label> <input id=first name=first required></p>
<button>Submit application</button></div></form><script>
document.getElementById('next').onclick = () => {{
  const ok = new RegExp({pattern!r}).test(asked.value)
  said.textContent = ok ? '' : {message!r}
  asked.setAttribute('aria-invalid', ok ? 'false' : 'true'); asked.setAttribute('aria-describedby', 'said')
  if (ok) {{ one.hidden = true; two.hidden = false }}
}}</script>"""
BY_KEYS = """<script>
let keys = 0
asked.addEventListener('keydown', () => keys++)
document.querySelector('form').addEventListener('submit', event => {
  if (keys) return
  event.preventDefault()
  asked.setAttribute('aria-invalid', 'true'); asked.setAttribute('aria-describedby', 'said')
  let said = document.getElementById('said') || asked.parentNode.appendChild(document.createElement('span'))
  said.id = 'said'; said.setAttribute('role', 'alert'); said.textContent = 'This field is required.'
})</script>"""
DONE = "<!doctype html><title>Thank you</title><h1>Thank you for applying!</h1>"


@dataclass
class Wish:
    """What the employer takes for `label`, and what it says of anything else. `status`: of the answer that says so."""

    label: str
    pattern: str
    message: str
    status: int = 422
    in_steps: bool = False
    by_keys: bool = False
    seen: list[dict[str, str]] = field(default_factory=list)
    taken: list[dict[str, str]] = field(default_factory=list)

    def form(self, first: str = "", asked: str = "", said: str = "") -> str:
        if self.in_steps:
            return STEPS.format(label=self.label, pattern=self.pattern, message=self.message)
        shown = {name: html.escape(value, quote=True) for name, value in (("first", first), ("asked", asked))}
        wrong = " aria-invalid=true aria-describedby=said" if said else ""
        script = BY_KEYS if self.by_keys else ""
        told = f"<span id=said role=alert>{html.escape(said)}</span>" if said else ""
        return PAGE.format(label=self.label, wrong=wrong, said=told, script=script, **shown)

    def take(self, form: dict[str, str]) -> tuple[int, str]:
        self.seen.append(form)
        if not re.search(self.pattern, form.get("asked", "")):
            return self.status, self.form(form.get("first", ""), form.get("asked", ""), self.message)
        self.taken.append(form)
        return 200, DONE


class PickySite(SmallServer):
    """`with PickySite(wish) as site:` serves its form at every address."""

    def __init__(self, wish: Wish) -> None:
        super().__init__(_handler(wish))
        self.wish = wish
        self.url = f"{self.origin}/jobs/1"


def _handler(wish: Wish) -> type[SmallHandler]:
    class Handler(SmallHandler):
        def serve(self, body: str) -> None:
            status, page = wish.take(dict(parse_qsl(body))) if self.command == "POST" else (200, wish.form())
            self.answer(page, status)

    return Handler
