"""What is remembered of content: the same bytes are read once, and memory stays bounded."""

from bff.flows.content.preparing import Bounds, Prepared, Preparing
from bff.flows.content.remembering import remembering
from integrations.cms.entry import Entry, HtmlBlock, RichTextBlock
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


class TestEqualEntriesArePreparedOnce:
    def test_and_are_the_same_object(self) -> None:
        preparing = Preparing(Bounds())
        assert self._prepared(preparing, number=1).entry is self._prepared(preparing, number=1).entry

    def test_but_not_those_whose_json_differs_where_python_sees_them_as_equal(self) -> None:
        preparing = Preparing(Bounds())
        one, true = self._prepared(preparing, number=1), self._prepared(preparing, number=True)
        assert (one.entry.fields["number"] is True, true.entry.fields["number"]) == (False, True)

    def test_nor_those_whose_blocks_hold_the_same_and_are_of_another_type(self) -> None:
        preparing = Preparing(Bounds())
        for block in RichTextBlock("<p>words</p>"), HtmlBlock("<p>words</p>"):
            prepared = preparing.usable(Entry("k", "t", "T", "en", blocks=(block,)))
            assert type(prepared.entry.blocks[0]) is type(block)

    def test_what_cannot_be_used_is_refused_each_time(self) -> None:
        preparing = Preparing(Bounds(depth=2))
        deep = Entry("k", "t", "T", "en", fields={"a": {"b": {"c": 1}}})
        for _ in range(2):
            refused = preparing.entry(deep)
            assert isinstance(refused, Invalid)
            assert "MAX_DEPTH" in refused.message

    def _prepared(self, preparing: Preparing, *, number: object) -> Prepared:
        return preparing.usable(Entry("k", "t", "T", "en", fields={"number": number}))
