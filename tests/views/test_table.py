from akotui.views.table import Row, listed


def test_no_row_is_made_before_it_is_asked_for() -> None:
    asked: list[str] = []

    def row(name: str) -> Row:
        asked.append(name)
        return Row(name, (name,))

    listing = listed([str(number) for number in range(10_000)], row, str)
    assert (len(listing), asked) == (10_000, [])
    assert listing.row(42).key == "42"
    assert asked == ["42"]
