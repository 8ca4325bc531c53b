"""What a test can do to it, and how it is started."""

from datetime import datetime

import pytest

from sandbox.identity.__main__ import main, read_settings
from sandbox.identity.settings import Settings
from tests.contract.sandbox_identity.conftest import Identity
from tests.services.processes import fetch, free_port, process, until


def test_a_fault_is_set_counted_and_cleared(identity: Identity) -> None:
    identity.control("faults", {"kind": "unavailable", "endpoint": "keys", "count": 1})
    assert [identity.client.get("/keys").status_code for _ in range(2)] == [503, 200]
    assert identity.client.get("/_sandbox/faults").json()[0]["met"] == 2
    assert identity.client.delete("/_sandbox/faults").json() == []


@pytest.mark.parametrize("kind", ["garbage", "redirect", "latency"])
def test_answers_go_wrong_in_several_ways(identity: Identity, kind: str) -> None:
    good = identity.client.get("/keys")
    identity.control("faults", [{"kind": kind, "endpoint": "keys", "seconds": 0.01}])
    bad = identity.client.get("/keys")
    assert (bad.content == good.content) is (kind == "latency")
    assert (bad.status_code == 302) is (kind == "redirect")


def test_an_unknown_fault_is_told_so(identity: Identity) -> None:
    response = identity.client.post("/_sandbox/faults", json={"kind": "flood"})
    assert response.status_code == 400
    assert "kind" in response.json()["errors"][0]


def test_keys_rotate_and_old_ones_stay_until_they_are_forgotten(identity: Identity) -> None:
    def published() -> list[str]:
        return [key["kid"] for key in identity.client.get("/keys").json()["keys"]]

    first = published()
    second = identity.control("rotate-keys")["kid"]
    assert published() == [second, *first]
    third = identity.control("rotate-keys?forget=true")["kid"]
    assert published() == [third]
    assert all("d" not in key for key in identity.client.get("/keys").json()["keys"])


def test_the_clock_is_stopped_moved_and_let_go(identity: Identity) -> None:
    assert identity.control("clock", {"now": "2026-03-02T09:00:00Z"})["now"] == "2026-03-02T09:00:00+00:00"
    assert identity.control("clock", {"advance_seconds": 60})["now"] == "2026-03-02T09:01:00+00:00"
    assert datetime.fromisoformat(identity.control("clock", {"now": None})["now"]) > datetime.fromisoformat(
        "2026-03-02T09:01:00+00:00"
    )


def test_somebody_is_signed_out_without_a_browser_and_the_clients_are_told(identity: Identity) -> None:
    identity.control("faults", {"kind": "unavailable", "endpoint": "backchannel"})
    identity.code()
    assert identity.client.delete("/_sandbox/sessions?subject=fernhollow-2").json() == []
    ended = identity.client.delete("/_sandbox/sessions").json()
    assert [(session["sub"], session["clients"]) for session in ended] == [("fernhollow-1", ["storefront"])]
    told = identity.client.get("/_sandbox/logouts").json()
    assert [(each["client_id"], each["sid"], "status" in each) for each in told] == [
        ("storefront", ended[0]["sid"], False)
    ]


def test_after_a_reset_nobody_is_signed_on(identity: Identity) -> None:
    identity.code()
    identity.control("reset")
    assert identity.client.get("/_sandbox/sessions").json() == []


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "shop.example", "::"])
def test_it_listens_on_loopback_alone(host: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--host", host]) == 2
    assert "--allow-any-host" in capsys.readouterr().err
    assert read_settings(["--host", host, "--allow-any-host"]).host == host


def test_the_command_line_says_where_the_shop_is() -> None:
    settings = read_settings(["--storefront", "http://localhost:8080/", "--provider-name", "id", "--port", "8009"])
    client = settings.clients[0]
    assert settings.address == "http://127.0.0.1:8009"
    assert client.redirect_uris == ("http://localhost:8080/auth/id/callback",)
    assert client.backchannel_logout_uri == "http://localhost:8080/auth/id/backchannel-logout"


def test_further_clients_are_given_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    settings = read_settings(["--client", '{"client_id": "other", "redirect_uris": ["http://localhost:9/cb"]}'])
    assert [client.client_id for client in settings.clients] == ["storefront", "other"]
    assert main(["--client", '{"client_id": "other"}']) == 2
    assert "redirect_uris" in capsys.readouterr().err


def test_it_runs_as_a_process_of_its_own() -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with process("--port", str(port), settings={}, python=("-m", "sandbox.identity")):
        until(lambda: fetch(f"{address}/.well-known/openid-configuration")[0] == 200)
        assert fetch(f"{address}/.well-known/openid-configuration")[1]["issuer"] == address


def test_a_clock_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        Settings(now=datetime(2026, 1, 5))
