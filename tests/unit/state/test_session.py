from datetime import UTC, datetime
from hashlib import sha256

import pytest
from redis.crc import key_slot

from bff.state import keys
from bff.state.session import Presentation, Session, SessionId
from bff.state.session_records import lock_key, record_key


def test_an_id_has_256_bits_and_reads_back() -> None:
    ids = {SessionId.new().text for _ in range(1000)}
    assert len(ids) == 1000
    assert {len(text) for text in ids} == {43}
    for text in ids:
        assert SessionId.read(text) == SessionId(text)


@pytest.mark.parametrize(
    "text",
    ["", "a", "A" * 42, "A" * 44, "A" * 42 + "=", "A" * 42 + "+", "A" * 42 + "é", " " + "A" * 42, "A" * 43 + "\n"],
)
def test_what_cannot_be_an_id_is_none(text: str) -> None:
    assert SessionId.read(text) is None


def test_an_id_has_one_spelling() -> None:
    """The last of 43 characters holds 4 bits: others would decode to the same bytes."""
    assert SessionId.read("A" * 43) is not None
    assert SessionId.read("A" * 42 + "B") is None


def test_an_id_is_known_in_redis_by_its_digest_and_never_shown() -> None:
    session_id = SessionId.new()
    assert record_key(session_id.digest) == f"bff:session:{{{sha256(session_id.text.encode()).hexdigest()}}}"
    assert session_id.text not in f"{session_id!r} {session_id}"


def test_all_keys_of_a_session_stand_in_one_slot_and_sessions_spread() -> None:
    digests = [SessionId.new().digest for _ in range(50)]
    for digest in digests:
        assert key_slot(record_key(digest).encode()) == key_slot(lock_key(digest).encode())
    assert len({key_slot(record_key(digest).encode()) for digest in digests}) > 25


def test_parts_of_a_name_do_not_run_together() -> None:
    assert len({keys.digest("ab", "c"), keys.digest("a", "bc"), keys.digest("abc"), keys.digest('a","bc')}) == 4
    assert keys.digest(1) != keys.digest("1")


def test_a_session_that_is_printed_tells_no_secret_and_no_person() -> None:
    moment = datetime(2026, 11, 2, tzinfo=UTC)
    session = Session(
        presentation=Presentation.COOKIE,
        created_at=moment,
        last_seen_at=moment,
        expires_at=moment,
        device_handle="handle",
        website_id=1,
        customer_id=2,
        cart_id="SECRET-cart",
        cart_merge={"left": "SECRET-merge"},
        commerce_token="SECRET-token",
        commerce_token_ends_at=moment,
        subject="SECRET-subject",
        sid="SECRET-sid",
        id_token="SECRET-id-token",
    )
    assert "SECRET" not in repr(session)
