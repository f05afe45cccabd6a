from akotui.views.table import Query, Row, choose

NAMES = ("shop", "payments", "WEB")


def made(names: tuple[str, ...], text: str = "") -> tuple[list[str], tuple[Row, ...]]:
    asked: list[str] = []

    def row(name: str) -> Row:
        asked.append(name)
        return Row(name, (name, f"of {name}"))

    listing = choose(names, row, str, Query(text))
    assert len(listing) == len(listing.keys)
    return asked, listing.rows()


def test_rows_keep_the_order_of_the_subjects() -> None:
    assert [row.key for row in made(NAMES)[1]] == ["shop", "payments", "WEB"]


def test_filter_finds_text_in_any_cell_whatever_its_case() -> None:
    assert [row.key for row in made(NAMES, "Of We")[1]] == ["WEB"]


def test_filter_reads_brackets_and_dots_as_they_stand() -> None:
    assert made(("a[b]", "axb"), "[b]")[1][0].key == "a[b]"
    assert made(("a.c", "abc"), "a.c")[1] == (Row("a.c", ("a.c", "of a.c")),)


def test_no_row_is_made_before_it_is_asked_for() -> None:
    asked: list[str] = []

    def row(name: str) -> Row:
        asked.append(name)
        return Row(name, (name,))

    listing = choose([str(number) for number in range(10_000)], row, str, Query())
    assert (len(listing), asked) == (10_000, [])
    assert listing.row(42).key == "42"
    assert asked == ["42"]
