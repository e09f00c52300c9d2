"""What kind of page stands there, in the languages job pages are written in, and what a question is asked with."""

import pytest

from brain.form import FormPage
from tests.browser.site import Serve, Site
from workers.hands.browser.browser import PlaywrightBrowser

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


def account(head: str, mail: str, password: str, act: str) -> str:
    inputs = f"<label>{mail} <input></label><label>{password} <input type=password></label>"
    return f"<h1>{head}</h1><form>{inputs}<button>{act}</button></form>"


async def read(browser: PlaywrightBrowser, site: Site) -> FormPage:
    async with browser.open(site.url()) as session:
        return await session.read()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (account("Anmelden", "E-Mail", "Passwort", "Einloggen"), "sign_in"),
        (account("Connexion", "Courriel", "Mot de passe", "Se connecter"), "sign_in"),
        (account("Crear una cuenta", "Correo", "Contraseña", "Registrarse"), "sign_up"),
        (account("Konto erstellen", "E-Mail", "Passwort", "Registrieren"), "sign_up"),
        ("<h1>Resumen</h1><p>Nombre: Ada</p><form><button>Enviar solicitud</button></form>", "review"),
        ("<h1>Angaben prüfen</h1><p>Name: Ada</p><form><button>Bewerbung absenden</button></form>", "review"),
        ("<h1>Gracias por tu solicitud</h1><p>Te escribiremos.</p>", "confirmation"),
        ("<h1>Bedankt voor je sollicitatie</h1>", "confirmation"),
        ("<p>Cette offre n’est plus disponible.</p>", "closed"),
        ("<p>Esta oferta ya no está disponible.</p>", "closed"),
        ("<h1>Zugriff verweigert</h1>", "blocked"),
        ("<h1>Accès refusé</h1>", "blocked"),
        ("<h1>Ein Fehler ist aufgetreten</h1>", "error"),
        ("<h1>Se ha producido un error</h1>", "error"),
        ("<h1>Pflegekraft gesucht</h1><p>Wir pflegen.</p><button>Jetzt bewerben</button>", "job_post"),
        ("<h1>Cuisinier</h1><p>Une belle table.</p><a href=#>Postuler à cette offre</a>", "job_post"),
    ],
)  # fmt: skip
async def test_page_kinds_in_other_languages(browser: PlaywrightBrowser, serve: Serve, body: str, kind: str) -> None:
    assert (await read(browser, serve(f"<meta charset=utf-8><title>Firma</title>{body}"))).kind == kind


async def test_a_question_tells_every_element_it_is_asked_with(browser: PlaywrightBrowser, serve: Serve) -> None:
    drawn = (
        "<label id=l>Team</label><div style='position:relative;width:200px;height:30px'>"
        "<input role=combobox aria-labelledby=l id=t>"
        "<input required tabindex=-1 aria-hidden=true style='opacity:0;position:absolute;width:100%'></div>"
    )
    choices = "".join(f"<label><input type=radio name=r>{said}</label>" for said in ("Yes", "No"))
    radios = f"<fieldset><legend>Remote?</legend>{choices}</fieldset>"
    name = "<label>Name <input name=n></label>"
    page = await read(browser, serve(f"<form>{drawn}{radios}{name}<button>Send</button></form>"))
    assert [[(one.label, one.name, one.id) for one in field.controls] for field in page.fields] == [
        [("Team", "", "t"), ("Team", "", "")],
        [("Yes", "r", ""), ("No", "r", "")],
        [("Name", "n", "")],
    ]
    assert page.fields[0].required


async def test_a_heading_names_what_stands_in_its_own_box(browser: PlaywrightBrowser, serve: Serve) -> None:
    body = (
        "<h2>Your details</h2><div><h3>Fill in from a résumé</h3><label>Document <input type=file></label></div>"
        "<div><label>Name <input></label></div><fieldset><legend>Home</legend><label>Town <input></label></fieldset>"
    )
    page = await read(browser, serve(f"<meta charset=utf-8><form>{body}<button>Send</button></form>"))
    assert [(field.label, field.section) for field in page.fields] == [
        ("Document", "Fill in from a résumé"),
        ("Name", "Your details"),
        ("Town", "Home"),
    ]
