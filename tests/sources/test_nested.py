import json

from hypothesis import given
from hypothesis import strategies as st

from akotui.model.kinds import Kind
from akotui.sources.kubernetes_wire import Answer, page
from akotui.sources.nested import without_items

_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(_json, max_size=4), st.booleans())
def test_every_list_comes_apart_into_its_items(items: list[object], spaced: bool) -> None:  # noqa: FBT001 - hypothesis
    metadata = {"items": "[", "x": [1, [2]]}
    separators = None if spaced else (",", ":")
    body = json.dumps({"metadata": metadata, "items": items, "kind": "XList"}, separators=separators).encode()
    rest, found = without_items(body)
    assert json.loads(rest) == {"metadata": metadata, "items": [], "kind": "XList"}
    assert [json.loads(item) for item in found] == items


def test_object_that_is_nested_too_deep_costs_only_itself() -> None:
    deep = b'{"metadata":{"name":"deep","namespace":"shop"},"spec":' + b"[" * 5000 + b"]" * 5000 + b"}"
    items = [b'{"metadata":{"name":"a"}}', deep, b'{"metadata":{"name":"b"}}']
    body = b'{"kind":"IngressList","metadata":{"resourceVersion":"7"},"items":[' + b", ".join(items) + b"]}"
    found = page(Answer(200, body), Kind.INGRESS)
    assert (found.items, found.resource_version) == (tuple(items), "7")


def test_body_without_items_stays_as_it_is() -> None:
    assert without_items(b'{"a": [1]}') == (b'{"a": [1]}', [])
    assert without_items(b"[[[") == (b"[[[", [])
