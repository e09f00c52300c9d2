"""What the filler puts into a page, and that it says what the page then holds."""

# ruff: noqa: E501 - a page is one string, as it is served

import asyncio
import re
from pathlib import Path

import pytest

from brain.form import Entry, FieldValue
from tests.browser.helpers import by_label, document, entries, fill_all, send
from tests.browser.site import Serve, Site
from workers.hands.browser.browser import PlaywrightBrowser

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

DONE = "<h1>Thank you for applying!</h1>"

# Keeps its own state and draws it back over the input, as frameworks with controlled inputs do.
CONTROLLED = """<form id=f><label>Name <input id=n></label><label>Town <input id=t></label><button>Submit</button></form><script>
const state = {n: '', t: ''};
for (const id of ['n', 't']) {
  const el = document.getElementById(id);
  const own = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value');
  Object.defineProperty(el, 'value', {get() { return own.get.call(el); }, set(v) { own.set.call(el, v); el.known = v; }});
  el.addEventListener('input', () => { if (el.known !== own.get.call(el)) { state[id] = own.get.call(el); el.known = state[id]; } });
  el.addEventListener('blur', () => { own.set.call(el, state[id]); el.known = state[id]; });
}
document.getElementById('f').onsubmit = (e) => { e.preventDefault();
  fetch('/send', {method: 'POST', body: JSON.stringify(state)}).then(() => { document.body.innerHTML = '<h1>Thank you for applying!</h1>'; }); };
</script>"""

# A searchable list in the manner of react-select: a tiny input, a shown value beside it, options only while open.
REACT_LIST = """<form method=post action=/send><label id=l for=q>Country*</label>
<div class="shell" style="width:300px;position:relative"><div class=control style="display:flex;height:36px;border:1px solid">
<div class=value></div><div class="x-placeholder">Select...</div><input id=q role=combobox aria-autocomplete=list aria-labelledby=l aria-expanded=false style="width:2px;border:0;outline:0">
</div><input type=hidden name=country></div><label>Name <input name=name></label><button>Submit</button></form><script>
const all = %s, delay = %d;
const q = document.getElementById('q'), control = document.querySelector('.control'), shell = document.querySelector('.shell');
let turn = 0;
function close() { document.getElementById('menu')?.remove(); q.setAttribute('aria-expanded', 'false'); q.removeAttribute('aria-controls'); }
function draw(options) {
  close(); q.setAttribute('aria-expanded', 'true'); q.setAttribute('aria-controls', 'menu');
  const menu = document.createElement('div'); menu.id = 'menu'; menu.setAttribute('role', 'listbox'); menu.style = 'position:absolute;top:38px;background:#fff;width:300px';
  for (const label of options) { const o = document.createElement('div'); o.setAttribute('role', 'option'); o.textContent = label; o.style.height = '20px';
    o.onmousedown = (e) => { e.preventDefault(); }; o.onclick = () => pick(label); menu.append(o); }
  if (!options.length) menu.innerHTML = '<div>No options</div>';
  shell.append(menu);
}
function pick(label) { document.querySelector('.value').textContent = label; document.querySelector('.x-placeholder').style.display = 'none';
  document.querySelector('[name=country]').value = label; q.value = ''; close(); }
function open() { if (delay) draw([]); else draw(all.filter((one) => one.toLowerCase().includes(q.value.toLowerCase()))); }
control.addEventListener('mousedown', open);
q.addEventListener('input', () => { const mine = ++turn; draw([]);
  setTimeout(() => { if (mine === turn) draw(all.filter((one) => one.toLowerCase().includes(q.value.toLowerCase())).slice(0, 5)); }, delay); });
q.addEventListener('blur', () => { q.value = ''; turn++; close(); });
</script>"""


def body_of(site: Site) -> str:
    assert len(site.posts) == 1, site.posts
    return site.posts[0].body


async def test_plain_controls_arrive_as_a_person_would_have_sent_them(browser: PlaywrightBrowser, serve: Serve) -> None:
    page = """<form method=post action=/send><label>Name <input name=name></label><label>Mail <input name=mail type=email></label>
    <label>Letter <textarea name=letter></textarea></label><label>Level <select name=level><option value="">Select…</option><option value=j>Junior</option><option value=s>Senior</option></select></label>
    <fieldset><legend>Visa?</legend><label><input type=radio name=visa value=1>Yes</label><label><input type=radio name=visa value=0>No</label></fieldset>
    <fieldset><legend>Skills</legend><label><input type=checkbox name=s value=go>Go</label><label><input type=checkbox name=s value=c checked>C</label><label><input type=checkbox name=s value=py>Python</label></fieldset>
    <label><input type=checkbox name=terms value=on> I accept the terms</label><label>Years <input type=number name=years></label>
    <label>From <input type=date name=from></label><label>Tongues <select multiple name=t><option>de</option><option>en</option><option>fr</option></select></label><button>Submit</button></form>"""
    site = serve({"/": page, "POST /send": DONE})
    values: dict[str, FieldValue] = {
        "Name": "Zoë", "Mail": "zoe@example.org", "Letter": "Hello\nthere", "Level": "senior", "Visa?": "No", "Skills": ("Python", "Go"),
        "I accept the terms": True, "Years": 7.0, "From": "2026-03-01", "Tongues": ("en", "fr"),
    }  # fmt: skip
    async with browser.open(site.url()) as session:
        result = await send(session, values)
    assert result.state == "confirmed"
    assert body_of(site) == (
        "name=Zo%C3%AB&mail=zoe%40example.org&letter=Hello%0D%0Athere&level=s&visa=0&s=go&s=py&terms=on&years=7&from=2026-03-01&t=en&t=fr"
    )


async def test_a_framework_that_keeps_its_own_state_sees_the_value(browser: PlaywrightBrowser, serve: Serve) -> None:
    site = serve({"/": CONTROLLED, "POST /send": "ok"})
    async with browser.open(site.url()) as session:
        await send(session, {"Name": "Ada", "Town": "London"})
    assert body_of(site) == '{"n":"Ada","t":"London"}'


@pytest.mark.parametrize("delay", [0, 120])
async def test_a_drawn_list_keeps_the_option_that_was_meant(browser: PlaywrightBrowser, serve: Serve, delay: int) -> None:
    site = serve({"/": REACT_LIST % ('["Austria", "Germany", "Guernsey", "Niger", "Nigeria"]', delay), "POST /send": DONE})
    async with browser.open(site.url()) as session:
        page = await session.read()
        assert by_label(page, "Country").options_complete is (delay == 0)
        results = await session.fill(page, entries(page, {"Country": "Niger", "Name": "Ada"}))
        assert [(one.value, one.ok, one.reason) for one in results] == [("Niger", True, ""), ("Ada", True, "")]
        assert (await session.submit(await session.read(), _ignore)).state == "confirmed"
    assert body_of(site) == "country=Niger&name=Ada"


async def _ignore(_method: str, _url: str) -> bool:
    """Lets every request go and remembers none."""
    return True


async def test_a_place_is_taken_by_its_words_when_the_list_writes_more(browser: PlaywrightBrowser, serve: Serve) -> None:
    offered = '["Berlin, State of Berlin, Germany", "Berlin, Connecticut, United States", "Bern, Switzerland"]'
    site = serve(REACT_LIST % (offered, 60))
    async with browser.open(site.url()) as session:
        page = await session.read()
        [result] = await session.fill(page, entries(page, {"Country": "Berlin, Germany"}))
        assert result.value == "Berlin, State of Berlin, Germany"


async def test_a_drawn_list_that_takes_several(browser: PlaywrightBrowser, serve: Serve) -> None:
    page = """<form><label id=l for=q>Skills</label><div class="box is-multi" style="width:300px"><span id=tags></span>
    <input id=q role=combobox aria-autocomplete=list aria-labelledby=l aria-expanded=false style="width:60px"></div><button>Submit</button></form><script>
    const left = ['Go', 'Python', 'Rust'];
    q.onmousedown = () => { m.hidden = false; q.setAttribute('aria-expanded', 'true'); };
    document.querySelector('.box').insertAdjacentHTML('beforeend', '<div id=m role=listbox aria-multiselectable=true hidden></div>'); q.setAttribute('aria-controls', 'm');
    function draw() { m.innerHTML = left.map((x) => '<div role=option>' + x + '</div>').join('');
      for (const o of m.children) o.onclick = () => { left.splice(left.indexOf(o.textContent), 1); tags.insertAdjacentHTML('beforeend', '<div>' + o.textContent + '</div>'); draw(); }; }
    draw(); q.onblur = () => { m.hidden = true; q.setAttribute('aria-expanded', 'false'); };</script>"""
    async with browser.open(serve(page).url()) as session:
        read = await session.read()
        assert (read.fields[0].kind, len(read.fields[0].options or ())) == ("multiselect", 3)
        [result] = await session.fill(read, entries(read, {"Skills": ("Rust", "Go")}))
        assert (result.ok, result.value) == (True, ("Rust", "Go"))


async def test_an_option_that_is_not_there_is_an_answer_not_an_error(browser: PlaywrightBrowser, serve: Serve) -> None:
    site = serve(REACT_LIST % ('["Austria", "Germany"]', 0))
    async with browser.open(site.url()) as session:
        page = await session.read()
        [result] = await session.fill(page, entries(page, {"Country": "Atlantis"}))
        assert (result.ok, result.reason, result.value) == (False, "no such option", None)


@pytest.mark.parametrize(
    "control",
    ["<select name=x><option>A</option></select>", "<input type=radio name=x value=A> A <input type=radio name=x value=B> B"],
)
async def test_no_option_is_taken_in_place_of_another(browser: PlaywrightBrowser, serve: Serve, control: str) -> None:
    site = serve(f"<form><p>Pick</p><div>{control}</div><button>Submit</button></form>")
    async with browser.open(site.url()) as session:
        page = await session.read()
        [result] = await session.fill(page, [Entry(field=page.fields[0], value="C")])
        assert (result.ok, result.reason) == (False, "no such option")


async def test_a_select_only_list_with_a_button(browser: PlaywrightBrowser, serve: Serve) -> None:
    page = """<form><p id=l>Degree*</p><div><button type=button id=b aria-haspopup=listbox aria-labelledby="l b" aria-expanded=false style="width:200px">Select one</button></div><button>Submit</button></form>
    <script>b.onclick = () => { if (document.getElementById('m')) return; b.setAttribute('aria-expanded','true'); b.setAttribute('aria-controls','m');
      document.body.insertAdjacentHTML('beforeend', '<ul role=listbox id=m style="position:absolute">' + ['Bachelor','Master','Doctor'].map(x => '<li role=option>'+x+'</li>').join('') + '</ul>');
      for (const o of m.children) o.onclick = () => { b.textContent = o.textContent; m.remove(); b.setAttribute('aria-expanded','false'); }; };
    </script>"""
    async with browser.open(serve(page).url()) as session:
        read = await session.read()
        field = read.fields[0]
        assert (field.kind, [option.label for option in field.options or ()]) == ("combobox", ["Bachelor", "Master", "Doctor"])
        [result] = await session.fill(read, [Entry(field=field, value="Master")])
        assert (result.ok, result.value) == (True, "Master")


async def test_a_list_that_draws_only_what_is_on_show_is_scrolled(browser: PlaywrightBrowser, serve: Serve) -> None:
    page = """<form><p id=l>Number</p><button type=button id=b aria-haspopup=listbox aria-labelledby=l aria-expanded=false style="width:200px">Select</button><button>Submit</button></form><script>
    b.onclick = () => { if (document.getElementById('m')) return; b.setAttribute('aria-expanded','true'); b.setAttribute('aria-controls','m');
      document.body.insertAdjacentHTML('beforeend', '<div role=listbox id=m style="position:absolute;height:100px;width:200px;overflow-y:auto"><div id=in style="height:6000px;position:relative"></div></div>');
      const draw = () => { const from = Math.floor(m.scrollTop / 20); document.getElementById('in').innerHTML = '';
        for (let i = from; i < Math.min(300, from + 8); i++) { const o = document.createElement('div'); o.setAttribute('role','option'); o.textContent = 'No ' + i;
          o.style = 'position:absolute;height:20px;width:180px;top:' + i * 20 + 'px'; o.onclick = () => { b.textContent = o.textContent; m.remove(); b.setAttribute('aria-expanded','false'); }; document.getElementById('in').append(o); } };
      m.onscroll = draw; draw(); };
    </script>"""
    async with browser.open(serve(page).url()) as session:
        read = await session.read()
        assert read.fields[0].options_complete is False
        [result] = await session.fill(read, [Entry(field=read.fields[0], value="No 37")])
        assert (result.ok, result.value) == (True, "No 37")


async def test_a_file_goes_in_behind_its_button_and_is_believed_when_shown(
    browser: PlaywrightBrowser, serve: Serve, tmp_path: Path
) -> None:
    page = """<form><div><p>Resume*</p><button type=button>Upload</button><input type=file id=f style="display:none"><span id=s></span></div><button>Submit</button></form>
    <script>f.onchange = async () => { const name = f.files[0].name; await fetch('/upload', {method: 'POST', body: 'x'}); f.remove(); s.textContent = name; };</script>"""
    site = serve({"/": page, "POST /upload": "ok"})
    async with browser.open(site.url()) as session:
        read = await session.read()
        resume = document(tmp_path)
        [result] = await session.fill(read, entries(read, {"Resume": resume}))
        assert (result.ok, result.value) == (True, resume)
    assert [one.path for one in site.posts] == ["/upload"]


async def test_a_file_that_changed_since_it_was_approved_is_not_given(
    browser: PlaywrightBrowser, serve: Serve, tmp_path: Path
) -> None:
    resume = document(tmp_path)
    await asyncio.to_thread(Path(resume.file).write_bytes, b"%PDF-1.4 another")
    async with browser.open(serve("<form><label>CV <input type=file></label><button>Submit</button></form>").url()) as session:
        read = await session.read()
        [result] = await session.fill(read, entries(read, {"CV": resume}))
        assert (result.ok, result.reason) == (False, "the file has changed since it was approved")


async def test_yes_no_buttons_sliders_codes_and_rich_text(browser: PlaywrightBrowser, serve: Serve) -> None:
    page = """<form><p>Based in Berlin?</p><div><button type=button class=o>Yes</button><button type=button class=o>No</button></div>
    <p id=lv>Level</p><div role=slider id=sl tabindex=0 aria-labelledby=lv aria-valuemin=0 aria-valuemax=10 aria-valuenow=0 style="width:100px;height:20px"></div>
    <label>Mark <input type=range min=0 max=10 name=m></label>
    <p>Security code</p><div>%s</div><p>Why us?</p><div contenteditable=true id=ce style="height:50px;width:300px"></div><button>Submit</button></form><script>
    for (const b of document.querySelectorAll('.o')) b.onclick = () => { for (const x of document.querySelectorAll('.o')) x.setAttribute('aria-pressed', x === b); };
    sl.onkeydown = (e) => { let v = +sl.getAttribute('aria-valuenow'); if (e.key === 'Home') v = 0; if (e.key === 'ArrowRight') v++; sl.setAttribute('aria-valuenow', v); };
    const boxes = [...document.querySelectorAll('[maxlength]')]; boxes.forEach((box, i) => box.oninput = () => boxes[i + 1]?.focus());
    </script>""" % ("<input maxlength=1 size=1>" * 6)
    async with browser.open(serve(page).url()) as session:
        await fill_all(
            session,
            {"Based in Berlin?": False, "Level": 4.0, "Mark": 7.0, "Security code": "123 456", "Why us?": "Because.\nTruly."},
        )


async def test_fields_that_want_real_keys_get_them(browser: PlaywrightBrowser, serve: Serve) -> None:
    page = """<form><label>Phone <input id=p type=tel></label><button>Submit</button></form><script>
    let typed = ''; p.onkeydown = (e) => { if (e.key.length === 1) typed += e.key; };
    p.onblur = () => { p.value = typed.replace(/(\\d{3})(\\d{3})(\\d+)/, '($1) $2-$3'); };</script>"""
    async with browser.open(serve(page).url()) as session:
        read = await session.read()
        [result] = await session.fill(read, entries(read, {"Phone": "4155550123"}))
        assert (result.ok, result.value) == (True, "(415) 555-0123")


@pytest.mark.parametrize(
    ("control", "held"),
    [
        ("<input type=date>", "2026-03-01"),
        ("<input type=month>", "2026-03"),
        ("<input placeholder='DD/MM/YYYY'>", "01/03/2026"),
        ("<input placeholder='mm/dd/yyyy'>", "03/01/2026"),
        ("<input placeholder='TT.MM.JJJJ'>", "01.03.2026"),
        ("<input placeholder='jj/mm/aaaa'>", "01/03/2026"),
        ("<input placeholder='MM/YYYY'>", "03/2026"),
    ],
)
async def test_a_date_is_written_as_the_page_wants_it(browser: PlaywrightBrowser, serve: Serve, control: str, held: str) -> None:
    async with browser.open(serve(f"<form><label>From {control}</label><button>Submit</button></form>").url()) as session:
        read = await session.read()
        [result] = await session.fill(read, entries(read, {"From": "2026-03-01"}))
        assert (result.ok, result.value) == (True, held)


async def test_a_page_that_draws_itself_anew_at_each_change_is_filled(browser: PlaywrightBrowser, serve: Serve) -> None:
    page = """<div id=root></div><script>const state = {}; function draw() { document.getElementById('root').innerHTML = '<form method=post action=/send>' +
    ['One','Two','Three'].map((l) => '<label>' + l + ' <input name=' + l + ' value="' + (state[l] || '') + '"></label>').join('') + '<button>Submit</button></form>';
    for (const el of document.querySelectorAll('input')) el.onchange = () => { state[el.name] = el.value; draw(); }; } draw();</script>"""
    site = serve({"/": page, "POST /send": DONE})
    async with browser.open(site.url()) as session:
        await send(session, {"One": "1", "Two": "2", "Three": "3"})
    assert body_of(site) == "One=1&Two=2&Three=3"


async def test_questions_that_appear_after_an_answer_are_read(browser: PlaywrightBrowser, serve: Serve) -> None:
    page = """<form><fieldset><legend>Visa?</legend><label><input type=radio name=v value=1>Yes</label><label><input type=radio name=v value=0>No</label></fieldset>
    <div id=more style="display:none"><label>Which one? <input name=which></label></div><button>Submit</button></form>
    <script>document.forms[0].onchange = () => { document.getElementById('more').style.display = document.querySelector('[value="1"]').checked ? 'block' : 'none'; };</script>"""
    async with browser.open(serve(page).url()) as session:
        assert by_label(await session.read(), "Which one?").visible is False
        assert by_label(await fill_all(session, {"Visa?": "Yes"}), "Which one?").visible is True


async def test_bait_and_unseen_fields_are_never_touched(browser: PlaywrightBrowser, serve: Serve) -> None:
    page = "<form method=post action=/send><label>Name <input name=n></label><div style='position:absolute;left:-3000px'><label>Website <input name=website2></label></div><button>Submit</button></form>"
    site = serve({"/": page, "POST /send": DONE})
    async with browser.open(site.url()) as session:
        read = await session.read()
        results = await session.fill(read, entries(read, {"Name": "Ada", "Website": "https://a.example"}))
        assert [(one.ok, one.reason) for one in results] == [(True, ""), (False, "no person can see this field")]
        await session.submit(await session.read(), _ignore)
    assert body_of(site) == "n=Ada&website2="


async def test_a_field_that_changes_what_it_is_given_is_told(browser: PlaywrightBrowser, serve: Serve) -> None:
    page = "<form><label>Name <input id=n></label><button>Submit</button></form><script>n.oninput = () => { n.value = 'fixed'; };</script>"
    async with browser.open(serve(page).url()) as session:
        read = await session.read()
        [result] = await session.fill(read, entries(read, {"Name": "Ada"}))
        assert (result.ok, result.value) == (False, "fixed")
        assert re.search(r"holds 'fixed'", result.reason)


async def test_what_lies_over_the_form_is_moved_out_of_the_way(browser: PlaywrightBrowser, serve: Serve) -> None:
    page = (
        "<div id=cookie-banner style='position:fixed;inset:0;background:#ccc;z-index:9'>We use cookies<button>OK</button></div>"
        "<form method=post action=/send><label>Name <input name=n></label><button>Submit</button></form>"
    )
    site = serve({"/": page, "POST /send": DONE})
    async with browser.open(site.url()) as session:
        assert (await send(session, {"Name": "Ada"})).state == "confirmed"


async def test_fields_in_a_frame_are_filled_and_sent_from_there(browser: PlaywrightBrowser, serve: Serve) -> None:
    site = serve(
        {
            "/": "<h1>Job</h1><iframe src=/form width=600 height=400></iframe>",
            "/form": "<form method=post action=/send><label>Name <input name=n></label><button>Submit</button></form>",
            "POST /send": DONE,
        }
    )
    async with browser.open(site.url()) as session:
        assert (await send(session, {"Name": "Ada"})).state == "confirmed"
    assert body_of(site) == "n=Ada"
