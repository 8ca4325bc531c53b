"""Settings come from the environment or the file, and what is wrong with them is told to the one who must act."""

import os
from ipaddress import ip_network
from pathlib import Path

import pytest

from bff.settings import Settings, load_settings
from bff.settings_problems import SettingsError

URL = "https://shop.example"


@pytest.fixture(autouse=True)
def empty_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No setting of the machine's, no file."""
    for name in list(os.environ):
        if name.startswith("BFF_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def load(monkeypatch: pytest.MonkeyPatch, **variables: str) -> Settings:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    return load_settings()


def problems(monkeypatch: pytest.MonkeyPatch, **variables: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as refused:
        load(monkeypatch, **variables)
    return refused.value.problems


def test_commerces_address_is_all_that_must_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(monkeypatch, BFF_COMMERCE__URL=URL).commerce.graphql_url == f"{URL}/graphql"


def test_what_is_missing_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    [problem] = problems(monkeypatch)
    assert problem.startswith("BFF_COMMERCE__URL is not set. It is the base address of Commerce")
    assert problem.endswith("`make demo` runs without one.")


def test_what_is_missing_is_named_where_its_section_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    [problem] = problems(monkeypatch, BFF_COMMERCE__ATTEMPTS="2")
    assert problem.startswith("BFF_COMMERCE__URL is not set.")


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(monkeypatch, BFF_COMMERCE__URL=URL, BFF_STOREFRONT__URL="").storefront.url is None


def test_lists_are_written_with_commas_or_as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(
        monkeypatch,
        BFF_COMMERCE__URL=URL,
        BFF_HTTP__TRUSTED_PROXIES="10.0.0.0/8, fd00::/8,192.0.2.1",
        BFF_HTTP__ALLOWED_ORIGINS='["https://a.example", "https://b.example:8443"]',
    )
    assert settings.http.trusted_proxies == (
        ip_network("10.0.0.0/8"),
        ip_network("fd00::/8"),
        ip_network("192.0.2.1/32"),
    )
    assert settings.http.allowed_origins == ("https://a.example", "https://b.example:8443")


def test_tables_are_written_as_json_or_by_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(
        monkeypatch,
        BFF_COMMERCE__URL=URL,
        BFF_RENAMES='{"Service": "BffService"}',
        BFF_STOREFRONT__STORES__DE="/de",
    )
    assert settings.renames == {"Service": "BffService"}
    assert settings.storefront.stores == {"de": "/de"}


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("bff.toml").write_text('[commerce]\nurl = "https://file.example"\nattempts = 2\n')
    assert load(monkeypatch).commerce.url == "https://file.example"
    settings = load(monkeypatch, BFF_COMMERCE__URL=URL)
    assert (settings.commerce.url, settings.commerce.attempts) == (URL, 2)


def test_the_file_may_stand_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "other.toml"
    file.write_text(f'[commerce]\nurl = "{URL}"\n[log]\nlevel = "error"\n')
    assert load(monkeypatch, BFF_CONFIG=str(file)).log.level == "error"


def test_a_file_that_is_named_and_missing_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    assert problems(monkeypatch, BFF_CONFIG="gone.toml") == ("BFF_CONFIG names gone.toml, and there is no such file.",)


def test_a_file_that_is_no_toml_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("bff.toml").write_text("[commerce\n")
    [problem] = problems(monkeypatch)
    assert problem.startswith("bff.toml is not TOML:")


def test_a_mistyped_variable_stops_the_start_and_the_nearest_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    [problem] = problems(monkeypatch, BFF_COMMERCE__URL=URL, BFF_GRAPHQL__INTROSPECTON="false")
    assert problem == "BFF_GRAPHQL__INTROSPECTON is not a setting. Did you mean BFF_GRAPHQL__INTROSPECTION?"


def test_a_mistyped_entry_of_the_file_stops_the_start_too(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("bff.toml").write_text('[commerce]\nulr = "x"\n[nonsense_beyond_all]\na = 1\n')
    assert problems(monkeypatch, BFF_COMMERCE__URL=URL) == (
        "commerce.ulr in the settings file is not a setting. Did you mean commerce.url?",
        "nonsense_beyond_all in the settings file is not a setting. docs/settings.md lists them all.",
    )


def test_all_problems_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    told = problems(monkeypatch, BFF_HTTP__MAX_BODY_BYTES="many", BFF_LOG__FORMAT="xml", BFF_LOG__LEVLE="info")
    assert [problem.split()[0] for problem in told] == [
        "BFF_LOG__LEVLE",
        "BFF_COMMERCE__URL",
        "BFF_HTTP__MAX_BODY_BYTES",
        "BFF_LOG__FORMAT",
    ]


def test_what_kubernetes_sets_for_a_service_of_our_name_is_no_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(
        monkeypatch,
        BFF_COMMERCE__URL=URL,
        BFF_SERVICE_HOST="10.0.0.1",
        BFF_SERVICE_PORT_HTTP="8000",
        BFF_PORT="tcp://10.0.0.1:8000",
        BFF_PORT_8000_TCP_ADDR="10.0.0.1",
        BFF_REDIS_SERVICE_HOST="10.0.0.2",
    )
    assert settings.commerce.url == URL


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BFF_COMMERCE__URL", "ftp://hunter2"),
        ("BFF_REDIS__URL", "http://user:hunter2@redis"),
        ("BFF_HTTP__TRUSTED_PROXIES", "hunter2"),
        ("BFF_HTTP__ALLOWED_ORIGINS", "https://hunter2.example/path"),
        ("BFF_HTTP__ALLOWED_ORIGINS", "*"),
        ("BFF_STOREFRONT__URL", "hunter2"),
        ("BFF_RENAMES", '{"hunter2'),
        ("BFF_GRAPHQL__MAX_DEPTH", "hunter2"),
        ("BFF_GRAPHQL__MAX_DEPTH", "0"),
        ("BFF_HEALTH__REQUIRES", "redis,hunter2"),
    ],
)
def test_a_wrong_value_is_told_by_its_name_and_never_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv("BFF_COMMERCE__URL", URL)
    told = problems(monkeypatch, **{name: value})
    assert {problem.split()[0] for problem in told} == {name}
    assert "hunter2" not in "".join(told)


def test_no_secret_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch, BFF_COMMERCE__URL=URL, BFF_REDIS__URL="redis://user:hunter2@redis/0")
    assert "hunter2" not in repr(settings) + str(settings) + settings.model_dump_json()
