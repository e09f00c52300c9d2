"""Where news may go: chosen services, no server of the own network that is not listed, nothing in the clear, no secret shown."""

import pytest

from brain.errors import InvalidInput
from jobhunter.address import AddressPolicy
from world_model.notification_addresses import check_address

LISTED = AddressPolicy(frozenset({"http://127.0.0.1:2525", "http://127.0.0.1:8090"}))
NONE = AddressPolicy()
SLACK = "T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ"


@pytest.mark.parametrize(
    "url",
    [
        *("json://127.0.0.1", "jsons://host.example", "xml://host.example", "form://host.example", "apprise://host.example/x"),
        *(
            "dbus://",
            "syslog://",
            "file:///etc/passwd",
            "windows://",
            "macosx://",
            "gnome://",
            "exec://rm",
            "mqtt://host.example/t",
        ),
        *("http://127.0.0.1/x", "https://host.example/hook", "https://hooks.slack.com:8443/services/" + SLACK),
        *("", "ntfys://", "no address", "ntfys://host.example/t\nx", "ntfys://" + "h" * 3000),
        *("ntfys://host.example/t?attach=file:///etc/passwd", "ntfys://host.example/t?attach=http://127.0.0.1/"),
        *("ntfys://host.example/t?+X-Header=1", "ntfys://host.example/t?verify=no", "ntfys://host.example/t?click=javascript:x"),
        *("matrixs://u:p@host.example/#room?attach=file:///etc/passwd", "mailtos://u:p@host.example?pgp=yes"),
        *("ntfy://ntfy.sh/topic", "mailto://u:p@host.example?smtp=1.1.1.1", "gotify://1.1.1.1/AbCdefghijkl012"),
    ],
)
def test_an_address_that_is_none_of_the_chosen_ones_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_address(url, LISTED)
    assert refused.value.code in ("notification_address", "url_not_allowed")
    assert "u:p@" not in f"{refused.value} {refused.value.document()}"


@pytest.mark.parametrize(
    "url",
    [
        *("ntfys://127.0.0.1/t", "ntfy://127.0.0.1:8091/t", "gotifys://2130706433/AbCdefghijkl012", "ntfys://[::1]/t"),
        *(
            "mailto://u:p@127.0.0.1:25?to=a@b.test",
            "mailtos://u:p@host.example?smtp=127.0.0.1",
            "signals://10.0.0.1/14155550123/1415",
        ),
        *("ntfys://169.254.169.254/t", "matrixs://u:p@192.168.1.1/#room", "mailtos://u:p@1.1.1.1:6379?to=a@b.test"),
    ],
)
def test_a_private_server_is_refused_unless_it_is_listed(url: str) -> None:
    with pytest.raises(InvalidInput):
        check_address(url, LISTED)


def test_a_listed_server_may_be_told_in_the_clear() -> None:
    mail, web = (check_address(url, LISTED) for url in ("mailto://u:p@127.0.0.1:2525?from=a@b.test", "ntfy://127.0.0.1:8090/t"))
    assert [(a.host, a.port, a.encrypted) for a in (mail, web)] == [("127.0.0.1", 2525, False), ("127.0.0.1", 8090, False)]
    with pytest.raises(InvalidInput):
        check_address(mail.url, NONE)


@pytest.mark.parametrize(
    ("url", "secret"),
    [
        (f"slack://{SLACK}/#general", "TIiajkdnlazkcOXrIdevi7FQ"),
        (f"https://hooks.slack.com/services/{SLACK}", "TIiajkdnlazkcOXrIdevi7FQ"),
        ("tgram://123456789:abcdefg_hijklmnop/12315544", "abcdefg_hijklmnop"),
        ("discord://4174216298/JHMHI8qBe7bk2ZwO5U711o3dV_js", "JHMHI8qBe7bk2ZwO5U711o3dV_js"),
        ("mailto://u:hidden-word@127.0.0.1:2525?from=a@b.test", "hidden-word"),
    ],
)
def test_an_address_is_shown_without_its_secret(url: str, secret: str) -> None:
    address = check_address(url, LISTED)
    assert address.url == url
    assert secret not in address.shown
