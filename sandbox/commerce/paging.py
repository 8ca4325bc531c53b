"""Pages of a list, with Commerce's complaints about pages that are not there."""

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.commerce.errors import InputError


def check_page(page_size: int, current_page: int) -> None:
    """Raises `InputError` for a page size or number below 1."""
    if current_page < 1:
        raise InputError("currentPage value must be greater than 0.")
    if page_size < 1:
        raise InputError("pageSize value must be greater than 0.")


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list of `total` is shown."""

    total: int
    size: int
    number: int

    @classmethod
    def of(cls, total: int, size: int, number: int) -> "Page":
        """The page, or `InputError` where the list ends before it."""
        page = cls(total, size, number)
        if total and number > page.count:
            raise InputError(
                f"currentPage value {number} specified is greater than the {page.count} page(s) available."
            )
        return page

    @property
    def count(self) -> int:
        """How many pages there are."""
        return -(-self.total // self.size)

    @property
    def first(self) -> int:
        """Index of the first item shown."""
        return (self.number - 1) * self.size

    def info(self) -> Mapping[str, int]:
        """The source of `SearchResultPageInfo`."""
        return {"current_page": self.number, "page_size": self.size, "total_pages": self.count}
