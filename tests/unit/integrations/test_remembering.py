"""What is remembered of content: the same bytes are read once, and memory stays bounded."""

from collections.abc import Mapping, Sequence

from bff.flows.content.preparing import Bounds, Prepared, Preparing
from integrations.cms.entry import Entry
from integrations.cms.remembering import RememberedAnswers, remembering
from integrations.kit.errors import Invalid

ENTRY = Entry(key="about", type="page", title="About", locale="en")


class Answers:
    """Counts what is read anew, as bytes that a source told."""

    def __init__(self, found: Entry | Invalid = ENTRY) -> None:
        self.read = list[bytes]()
        self.found = found

    def __call__(self, said: bytes, keys: Sequence[str]) -> Mapping[str, Entry | Invalid]:
        self.read.append(said)
        return dict.fromkeys(keys, self.found)


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


class TestRememberedAnswers:
    def test_the_same_answer_to_the_same_question_is_read_once(self) -> None:
        reading = Answers()
        answers = RememberedAnswers(reading)
        first = answers.entries(b"all of it", ["about"])
        assert answers.entries(b"all of it", ["about"])["about"] is first["about"]
        assert answers.entries(b"all of it", ["about", "contact"]).keys() == {"about", "contact"}
        answers.entries(b"something else", ["about"])
        assert reading.read == [b"all of it", b"all of it", b"something else"]

    def test_an_answer_with_an_error_in_it_is_read_anew_so_that_no_error_is_raised_for_two(self) -> None:
        reading = Answers(Invalid("cms", "It is not understood."))
        answers = RememberedAnswers(reading)
        for _ in range(2):
            answers.entries(b"all of it", ["about"])
        assert len(reading.read) == 2

    def test_neither_a_long_answer_nor_many_of_them_fill_the_memory(self) -> None:
        reading = Answers()
        answers = RememberedAnswers(reading)
        for _ in range(2):
            answers.entries(b"x" * 32_769, ["about"])
        assert len(reading.read) == 2
        for number in range(257):
            answers.entries(b"%d" % number, ["about"])
        reading.read.clear()
        answers.entries(b"256", ["about"])
        answers.entries(b"0", ["about"])
        assert reading.read == [b"0"], "the oldest is forgotten"
