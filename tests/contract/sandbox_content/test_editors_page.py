"""The page on which an editor works."""

import time
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import OctKey

from sandbox.content.app import create_app
from sandbox.content.settings import Settings
from tests.contract.listening import listening
from tests.contract.sandbox_content.conftest import SETTINGS, Editors

ABOUT = {"key": "about", "locale": "en"}


async def test_a_title_is_a_draft_until_it_is_published(editors: Editors) -> None:
    await editors.http.post("/title", data={**ABOUT, "title": "All about us"})
    assert await editors.titles("about") == {"about": "About us"}
    assert await editors.titles("about", key=SETTINGS.drafts_key) == {"about": "All about us"}
    assert "about (en) - a draft" in (await editors.http.get("/")).text
    await editors.http.post("/publish", data=ABOUT)
    assert await editors.titles("about") == {"about": "All about us"}


async def test_what_was_just_edited_is_the_newest(editors: Editors) -> None:
    before = editors.world.published["about", "en"]["updated_at"]
    await editors.http.post("/title", data={**ABOUT, "title": "All about us"})
    draft = editors.world.drafts["about", "en"]["updated_at"]
    await editors.http.post("/publish", data=ABOUT)
    assert before < draft < editors.world.published["about", "en"]["updated_at"]


async def test_what_an_editor_writes_is_text_on_the_page(editors: Editors) -> None:
    await editors.http.post("/title", data={**ABOUT, "title": '"><script>alert(1)</script>'})
    assert "<script>" not in (await editors.http.get("/")).text


async def test_preview_leads_to_the_service_with_a_link_of_its_own_each_time(editors: Editors) -> None:
    claims = []
    for _ in range(2):
        answer = await editors.http.post("/preview", data={"path": "/stories/clay"})
        assert answer.status_code == 303
        link = urlsplit(answer.headers["location"])
        assert f"{link.scheme}://{link.netloc}{link.path}" == SETTINGS.preview_url
        (token,) = parse_qs(link.query)["token"]
        claims.append(jwt.decode(token, OctKey.import_key(SETTINGS.preview_key), algorithms=["HS256"]).claims)
    first, second = claims
    assert (first["aud"], first["path"]) == ("storefront-preview", "/stories/clay")
    assert first["exp"] - first["iat"] == 300
    assert abs(first["iat"] - time.time()) < 60
    assert len(first["jti"]) >= 22
    assert first["jti"] != second["jti"]


async def test_without_a_service_there_is_nothing_to_look_into(editors: Editors) -> None:
    async with listening(lambda _: create_app(Settings())) as url:
        assert (await editors.http.post(f"{url}/preview", data={"path": "/"})).status_code == 404


async def test_an_entry_that_is_gone_is_not_written_anew(editors: Editors) -> None:
    answer = await editors.http.post("/title", data={"key": "gone", "locale": "en", "title": "Gone"})
    assert answer.status_code == 404
    assert await editors.titles("gone", key=SETTINGS.drafts_key) == {}
