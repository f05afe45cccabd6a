from dataclasses import dataclass

from akotui.analysis.manual import HEADINGS, sections, summary


@dataclass(frozen=True)
class Page:
    page: str


PAGE = Page(
    """Something is wrong.

What it finds:
    The wrong thing,
    on two lines.

Example:
    kubectl:
      indented
What to do:
    Mend it.
"""
)


def test_first_line_is_the_summary() -> None:
    assert summary(PAGE) == "Something is wrong."


def test_sections_keep_their_order_and_lose_their_indentation() -> None:
    assert sections(PAGE) == {
        "What it finds": "The wrong thing,\non two lines.",
        "Example": "kubectl:\n  indented",
        "What to do": "Mend it.",
    }
    assert tuple(sections(PAGE)) == ("What it finds", "Example", "What to do")


def test_heading_needs_a_line_of_its_own_and_a_colon() -> None:
    assert not sections(Page("One.\n\nExample\n    What to do: this.\n"))


def test_page_without_text_has_no_sections() -> None:
    assert (summary(Page("")), sections(Page(""))) == ("", {})
    assert "How sure" in HEADINGS
