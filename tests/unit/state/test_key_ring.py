import os
from base64 import b64encode, urlsafe_b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from bff.settings_session import SessionSettings, key_bytes
from bff.state.key_ring import KeyRing, UnreadableError

OLD, NEW = os.urandom(32), os.urandom(32)
PLACE = "session one"


@given(st.binary(max_size=500))
def test_what_was_sealed_opens_in_its_place(plain: bytes) -> None:
    ring = KeyRing([OLD])
    assert ring.open(ring.seal(plain, PLACE), PLACE) == plain


def test_the_same_is_never_sealed_alike_and_is_not_readable() -> None:
    ring = KeyRing([OLD])
    sealed = [ring.seal(b"commerce-token", PLACE) for _ in range(50)]
    assert len(set(sealed)) == 50
    assert not any(b"commerce" in each for each in sealed)


def test_it_does_not_open_in_another_place() -> None:
    ring = KeyRing([OLD])
    with pytest.raises(UnreadableError):
        ring.open(ring.seal(b"token", PLACE), "session two")


def test_it_does_not_open_in_another_environment() -> None:
    with pytest.raises(UnreadableError):
        KeyRing([OLD], "staging").open(KeyRing([OLD]).seal(b"token", PLACE), PLACE)


@given(st.data())
def test_a_changed_byte_is_noticed_wherever_it_is(data: st.DataObject) -> None:
    ring = KeyRing([OLD])
    sealed = bytearray(ring.seal(b"token", PLACE))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(UnreadableError):
        ring.open(bytes(sealed), PLACE)


@given(st.binary(max_size=80))
def test_what_nobody_sealed_does_not_open(junk: bytes) -> None:
    with pytest.raises(UnreadableError):
        KeyRing([OLD]).open(junk, PLACE)


def test_what_is_cut_short_does_not_open() -> None:
    ring = KeyRing([OLD])
    sealed = ring.seal(b"token", PLACE)
    for length in range(len(sealed)):
        with pytest.raises(UnreadableError):
            ring.open(sealed[:length], PLACE)


def test_the_first_key_seals_and_all_open() -> None:
    before, during, after = KeyRing([OLD]), KeyRing([NEW, OLD]), KeyRing([NEW])
    assert during.open(before.seal(b"old", PLACE), PLACE) == b"old"
    assert after.open(during.seal(b"new", PLACE), PLACE) == b"new"
    with pytest.raises(UnreadableError):
        after.open(before.seal(b"old", PLACE), PLACE)


def test_a_process_that_has_the_new_key_only_as_second_reads_what_the_others_write() -> None:
    assert KeyRing([OLD, NEW]).open(KeyRing([NEW, OLD]).seal(b"token", PLACE), PLACE) == b"token"


def test_a_stand_in_is_the_same_each_time_and_needs_our_key() -> None:
    assert KeyRing([OLD]).pseudonym("203.0.113.7") == KeyRing([OLD, NEW]).pseudonym("203.0.113.7")
    assert KeyRing([OLD]).pseudonym("203.0.113.7") != KeyRing([NEW]).pseudonym("203.0.113.7")
    assert KeyRing([OLD]).pseudonym("203.0.113.7") != KeyRing([OLD]).pseudonym("203.0.113.8")


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ([], "BFF_SESSION__KEYS is not set"),
        ([b"short"], "must be 32 bytes"),
        ([OLD, OLD], "stands twice"),
    ],
)
def test_a_ring_without_good_keys_is_not_made(keys: list[bytes], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        KeyRing(keys)


@pytest.mark.parametrize("encode", [b64encode, urlsafe_b64encode])
def test_a_key_is_base64_of_either_kind(encode: type[bytes]) -> None:
    raw = b"\xfb\xff" + os.urandom(30)
    assert key_bytes(SecretStr(encode(raw).decode())) == raw


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b64encode(b"hunter2-hunter2").decode(), "15 bytes long"),
        (b64encode(bytes(range(33))).decode(), "33 bytes long"),
        ("hunter2!", "not base64"),
        ("", "0 bytes long"),
        (b64encode(bytes(32)).decode(), "one byte repeated"),
    ],
)
def test_a_key_of_the_wrong_kind_is_refused_with_the_remedy_and_not_repeated(text: str, problem: str) -> None:
    with pytest.raises(ValidationError, match=problem) as caught:
        SessionSettings(keys=(SecretStr(text),))
    assert "openssl rand -base64 32" in str(caught.value)
    assert not text or text not in str(caught.value)


def test_limits_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(ValidationError, match="idle_seconds must not be more than its absolute_seconds"):
        SessionSettings(idle_seconds=7200, absolute_seconds=3600)


def test_the_cookie_of_an_environment_has_its_name() -> None:
    assert SessionSettings().cookie_name == "__Host-session"
    assert SessionSettings(environment="staging").cookie_name == "__Host-session-staging"


@pytest.mark.parametrize("name", ["session", "__Secure-session", "__Host-", "__Host-a b", "__Host-a;b"])
def test_a_cookie_that_is_not_bound_to_its_host_is_refused(name: str) -> None:
    with pytest.raises(ValidationError):
        SessionSettings(cookie=name)
