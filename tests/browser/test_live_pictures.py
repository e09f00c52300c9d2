"""Pictures for whoever watches: every secret is covered, whatever the page does meanwhile. The proof is in the decoded pixels."""

import io

import pytest
from PIL import Image

from tests.browser.site import Serve
from workers.hands.browser.browser import PlaywrightBrowser
from workers.hands.browser.live import MOST_BYTES, Picture
from workers.hands.browser.options import BrowserOptions
from workers.hands.browser.session import PlaywrightSession

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]
# Whatever is secret is drawn in magenta, which nothing else on these pages is.
STYLE = "<style>body{font:24px sans-serif} .secret{color:#f0f;font-size:40px;font-weight:bold}</style>"
SIGN_IN = f"""{STYLE}<title>Sign in</title><h1>Sign in</h1><form method=post>
<p><label>Email <input name=email type=email></label></p>
<p><label>Password <input class=secret name=secret type=password value=hunter2hunter2></label></p>
<button type=button onclick="const one = document.querySelector('.secret'); one.type = one.type === 'text' ? 'password' : 'text'">
Show</button> <button>Sign in</button></form>"""


def magenta(picture: Picture) -> int:
    """How many pixels are of the secret's colour, as far as a lossy picture keeps it."""
    image = Image.open(io.BytesIO(picture.jpeg)).convert("RGB")
    return sum(r > 150 and b > 150 and g < 110 for r, g, b in image.get_flattened_data())


async def picture_of(session: PlaywrightSession) -> Picture:
    for _ in range(20):
        if (picture := await session.live.picture()) is not None:
            assert len(picture.jpeg) <= MOST_BYTES
            return picture
    raise AssertionError("no picture")


async def unmasked(session: PlaywrightSession) -> Picture:
    jpeg = await session.pages()[0].screenshot(type="jpeg", quality=50)
    return Picture(jpeg, 0, 0, 1.0)


async def test_a_recorded_sequence_of_a_password_page_shows_no_password(browser: PlaywrightBrowser, serve: Serve) -> None:
    async with browser.open(serve(SIGN_IN).url()) as session:
        page = session.pages()[0]
        assert magenta(await unmasked(session)) > 100, "the page draws what the test looks for"
        shown = []
        for turn in range(12):
            if turn % 3 == 1:
                await page.click("text=Show")  # a password that is shown as plain text is one still
            elif turn % 3 == 2:
                await page.evaluate("document.querySelector('p').style.marginTop = `${20 + Math.random() * 200}px`")
            shown.append(magenta(await picture_of(session)))
        assert shown == [0] * 12


async def test_a_password_that_moves_is_in_no_picture(browser: PlaywrightBrowser, serve: Serve) -> None:
    moving = SIGN_IN.replace(
        "</style>", "@keyframes go{to{transform:translateX(500px)}} .secret{animation:go .4s infinite alternate}</style>"
    )
    async with browser.open(serve(moving).url()) as session:
        shown = [magenta(picture) for _ in range(12) if (picture := await session.live.picture()) is not None]
        assert set(shown) <= {0}


async def test_a_password_that_comes_up_and_goes_away_between_pictures_is_covered(
    browser: PlaywrightBrowser, serve: Serve
) -> None:
    blinking = SIGN_IN + "<script>setInterval(() => document.querySelectorAll('p')[1].toggleAttribute('hidden'), 170)</script>"
    async with browser.open(serve(blinking).url()) as session:
        assert [magenta(await picture_of(session)) for _ in range(15)] == [0] * 15


async def test_a_secret_the_page_repeats_in_its_own_words_is_covered(browser: PlaywrightBrowser, serve: Serve) -> None:
    told = f"""{STYLE}<h1>Apply</h1><form><label>Name <input name=name></label></form>
    <p>Your code is <b class=secret><i>44</i><i>17</i><i>93</i></b>.</p><my-box></my-box>
    <script>document.querySelector('my-box').attachShadow({{mode: 'open'}}).innerHTML = '<b style="color:#f0f">441793</b>';
    const state = '441793';</script>"""
    async with browser.open(serve(told).url()) as session:
        session.hide("441793")
        picture = await picture_of(session)
        assert magenta(picture) == 0
        image = Image.open(io.BytesIO(picture.jpeg)).convert("RGB")
        assert sum(r > 200 for r, _, _ in image.get_flattened_data()) > image.width * image.height * 0.9, (
            "the rest of the page is seen"
        )


async def test_secrets_in_inner_frames_are_covered(browser: PlaywrightBrowser, serve: Serve) -> None:
    site = serve({
        "/": f"{STYLE}<h1>Apply</h1><form><label>Name <input name=n></label></form><div style='padding:50px'>"
             "<iframe src=/inner style='border:7px solid;padding:20px;width:700px;height:300px'></iframe></div>",
        "/inner": SIGN_IN,
    })  # fmt: skip
    async with browser.open(site.url()) as session:
        await session.read()
        assert magenta(await unmasked(session)) > 100
        assert magenta(await picture_of(session)) == 0


async def test_what_a_person_types_into_a_password_field_stays_covered_wherever_it_turns_up(
    browser: PlaywrightBrowser, serve: Serve
) -> None:
    echo = SIGN_IN.replace("value=hunter2hunter2", "") + (
        "<p id=echo class=secret></p><script>document.querySelector('.secret').oninput = (e) => {"
        "document.querySelector('#echo').textContent = e.target.value}</script>"
    )
    async with browser.open(serve(echo).url()) as session:
        await picture_of(session)
        await session.live.take("ada")
        box = await session.pages()[0].locator("input.secret").bounding_box()
        assert box
        await session.live.act({"type": "click", "x": box["x"] + 9, "y": box["y"] + 9})
        await session.live.act({"type": "type", "text": "correcthorse"})
        assert magenta(await unmasked(session)) > 100
        assert magenta(await picture_of(session)) == 0
        session.live.give_back()


async def test_every_secret_box_of_a_kept_picture_is_covered_box_by_box(
    browser: PlaywrightBrowser, serve: Serve, options: BrowserOptions
) -> None:
    html = f"""{STYLE}<h1>Apply</h1><form method=post><p><label>Name <input name=name></label></p>
    <p><label>Password <input class=secret type=password name=a value=hunter2hunter2></label></p>
    <p><label>One-time code <input class=secret autocomplete=one-time-code name=b value=441793></label></p>
    <p><label>Passport number <input class=secret name=c value=X1234567></label></p>
    <p><label>Notes <textarea class=secret name=d>it is s3cret-value</textarea></label></p></form>"""
    async with browser.open(serve(html).url()) as session:
        session.hide("s3cret-value")
        boxes = await session.secret_boxes()
        path = await session.screenshot("secrets")
        image = Image.open(options.files_dir / path).convert("RGB")
        assert len(boxes) == 4
        for box in boxes:
            inside = image.crop(
                (int(box["x"]) + 2, int(box["y"]) + 2, int(box["x"] + box["width"]) - 2, int(box["y"] + box["height"]) - 2)
            )
            assert max(max(pixel) for pixel in inside.get_flattened_data()) < 60, box
        assert sum(r > 150 and b > 150 and g < 110 for r, g, b in image.get_flattened_data()) == 0


async def test_what_cannot_be_asked_has_no_picture(browser: PlaywrightBrowser, serve: Serve) -> None:
    async with browser.open(serve(SIGN_IN).url()) as session:
        await picture_of(session)
        await session.pages()[0].close()
        assert await session.live.picture() is None
