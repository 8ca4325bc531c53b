"""What is remembered of content: the same bytes are read once, and memory stays bounded."""

from bff.flows.content.preparing import Bounds, Prepared, Preparing
from integrations.cms.entry import Entry
from integrations.cms.remembering import remembering
from integrations.kit.errors import Invalid


class TestRemembering:
    def test_the_same_bytes_are_read_once(self) -> None:
        read: list[bytes] = []
        entry = remembering(read.append)
        entry(b"a")
        entry(b"b")
        entry(b"a")
        assert read == [b"a", b"b"]

    def test_what_is_long_is_read_anew_so_that_memory_is_bounded(self) -> None:
        read: list[bytes] = []
        entry = remembering(read.append)
        entry(b"a" * 10_000)
        entry(b"a" * 10_000)
        assert len(read) == 2


class TestAnEntryIsPreparedOnce:
    def test_for_as_long_as_its_source_remembers_it(self) -> None:
        preparing = Preparing(Bounds())
        told = Entry("k", "t", "T", "en")
        assert preparing.usable(told) is preparing.usable(told)

    def test_by_everybody_who_prepares(self) -> None:
        told = Entry("k", "t", "T", "en", fields={"a": {"b": 1}})
        assert isinstance(Preparing(Bounds(depth=1)).entry(told), Invalid)
        assert isinstance(Preparing(Bounds()).entry(told), Prepared)

    def test_what_cannot_be_used_is_refused_each_time(self) -> None:
        preparing = Preparing(Bounds(depth=2))
        deep = Entry("k", "t", "T", "en", fields={"a": {"b": {"c": 1}}})
        for _ in range(2):
            refused = preparing.entry(deep)
            assert isinstance(refused, Invalid)
            assert "MAX_DEPTH" in refused.message
