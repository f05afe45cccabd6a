from akotui.analysis.findings import ObjectRef
from akotui.views.code_points import spelled
from akotui.views.why import explain
from tests.build import MOMENT
from tests.build_estate import estate, finding


def test_letters_that_only_look_like_ascii_are_named_once() -> None:
    assert spelled(("p\u0430yment\u0430", "web", "a\xa0b", "e\u0301")) == (
        "characters that are not ASCII:",
        "  \u0430 U+0430 CYRILLIC SMALL LETTER A",
        "  \xa0 U+00A0 NO-BREAK SPACE",
        "  ◌\u0301 U+0301 COMBINING ACUTE ACCENT",
    )


def test_ascii_and_our_own_signs_need_no_spelling() -> None:
    assert spelled(("web", "✗ shop → cart … ␛ \ufffd")) == ()


def test_many_letters_are_counted() -> None:
    assert spelled(("".join(map(chr, range(0x4E00, 0x4E20))),))[-1] == "  … and 12 more"


def test_detail_of_a_name_with_a_foreign_letter_spells_it() -> None:
    why = explain(finding(objects=(ObjectRef("Namespace", "p\u0430yments"),)), estate(), MOMENT)
    assert why is not None
    assert why.more[-1] == "  \u0430 U+0430 CYRILLIC SMALL LETTER A"
