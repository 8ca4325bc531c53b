"""`bff doctor` says what is wrong where editors' content comes from."""

from collections.abc import Iterator

import pytest

from sandbox.content.app import create_app as create_content
from sandbox.content.settings import Settings as ContentSettings
from tests.services.http.test_doctor import findings
from tests.services.processes import free_port
from tests.services.sign_on.serving import served

KEY = "a-key-of-thirty-two-characters-or-more"


@pytest.fixture(scope="module")
def editors() -> Iterator[str]:
    port = free_port()
    with served(create_content(ContentSettings(port=port)), port):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def reading(settings: dict[str, str], editors: str) -> dict[str, str]:
    """Those of a service that shows what these editors write."""
    return {
        **settings,
        "BFF_SANDBOX": "true",
        "BFF_HTTP__URL": "https://api.shop.example",
        "BFF_STOREFRONT__URL": "https://shop.example",
        "BFF_CONTENT__SOURCE": "fake",
        "BFF_CONTENT__PREVIEW_KEYS": f'["{KEY}"]',
        "BFF_CMS__FAKE__URL": editors,
    }


def test_a_source_that_answers_and_shows_drafts_is_told(reading: dict[str, str]) -> None:
    found = findings(reading)[1]
    assert found["content of fake"] == ("ok", "It answers and takes our credentials.")
    assert found["previews"] == ("ok", "It answers and takes our credentials.")
    assert found["content's changes"] == ("ok", "Webhooks are taken at /webhooks/cms/fake.")


def test_credentials_that_are_not_taken_fail_each_for_itself(reading: dict[str, str]) -> None:
    code, found = findings({**reading, "BFF_CMS__FAKE__DRAFTS_KEY": "of-last-year"})
    assert (code, found["content of fake"][0], found["previews"][0]) == (1, "ok", "fail")
    assert "BFF_CMS__FAKE__" in found["previews"][1]
    assert "of-last-year" not in str(found)


def test_a_source_that_is_not_reached_fails(reading: dict[str, str]) -> None:
    code, found = findings({**reading, "BFF_CMS__FAKE__URL": f"http://127.0.0.1:{free_port()}"})
    assert (code, found["content of fake"][0]) == (1, "fail")


def test_a_source_that_is_not_set_up_says_what_is_missing(reading: dict[str, str]) -> None:
    code, found = findings({**reading, "BFF_CONTENT__SOURCE": "wagtail"})
    assert (code, found["content of wagtail"][0]) == (1, "fail")
    assert "BFF_CMS__WAGTAIL__URL" in found["content of wagtail"][1]


def test_the_sandboxs_editors_are_no_source_of_a_shop(reading: dict[str, str]) -> None:
    code, found = findings({**reading, "BFF_SANDBOX": "false"})
    assert (code, found["content of fake"][0]) == (1, "fail")


def test_commerces_own_pages_have_no_drafts_and_tell_of_no_change(reading: dict[str, str]) -> None:
    found = findings({**reading, "BFF_CONTENT__SOURCE": "commerce"})[1]
    assert found["content of commerce"][0] == "ok"
    assert found["previews"][0] == "warn"
    assert found["content's changes"][0] == "warn"
    assert "300 seconds" in found["content's changes"][1]


def test_where_no_source_is_set_nothing_is_said_of_content(settings: dict[str, str]) -> None:
    assert not [subject for subject in findings(settings)[1] if "content" in subject]
