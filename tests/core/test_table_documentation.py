"""The comments beside a table's fields are its documentation."""

from dataclasses import dataclass

from principal.core.tables import Column, Table, documented


@dataclass(frozen=True, slots=True)
class Samples:
    """Rows of this test."""

    # This comment stands above a field and belongs to none.
    plain: str
    beside: int  # how many
    wrapped: str | None = "#"  # the first half, with a # in it,
    # and the second

    def plain_again(self) -> str:
        return self.plain  # no column


def test_a_column_means_what_the_comment_beside_it_says() -> None:
    columns = tuple(Column(name, "VARCHAR", False) for name in ("plain", "beside", "wrapped"))
    assert documented(Table("known", "samples", (), columns, Samples)) == {
        "plain": "",
        "beside": "how many",
        "wrapped": "the first half, with a # in it, and the second",
    }
