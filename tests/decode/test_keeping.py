"""What is written down of an object: all that the decoders read, and nothing that they do not."""

import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from msgspec import inspect

from akotui.decode.broken import Broken
from akotui.decode.keeping import KEPT, kept
from akotui.decode.objects import DECODERS, decode
from akotui.model.facts import Paged
from akotui.model.kinds import Kind
from akotui.sources.directory import open_directory
from tests.secrecy import CANARIES

SECRET = CANARIES["bearer token"]


def paths(found: inspect.Type, above: tuple[str, ...] = ()) -> Iterator[str]:
    """Every field that a wire struct reads, `spec.tls.hosts`."""
    match found:
        case inspect.UnionType():
            for one in found.types:
                yield from paths(one, above)
        case inspect.StructType() if above[-1:] == ("annotations",):
            yield ".".join(above)
        case inspect.StructType():
            for field in found.fields:
                yield from paths(field.type, (*above, field.encode_name))
        case inspect.ListType():
            yield from paths(found.item_type, above)
        case inspect.NoneType():
            pass
        case _:
            yield ".".join(above)


def read_by_decoder(kind: Kind) -> set[str]:
    """Ask msgspec for the shape that the decoder reads."""
    return set(paths(inspect.type_info(DECODERS[kind].wire)))


def said(path: str) -> Iterator[str]:
    above, dot, names = path.rpartition(".")
    yield from (f"{above}{dot}{name}" for name in names.split())


@pytest.mark.parametrize("kind", Kind)
def test_what_is_kept_is_what_the_decoder_reads(kind: Kind) -> None:
    listed = {one for path in KEPT[kind] for one in said(path)}
    of_every_kind = {"metadata.namespace"}  # also read of kinds that have none
    assert read_by_decoder(kind) | of_every_kind == listed | of_every_kind


@pytest.mark.parametrize("state", ["steady", "gateway", "deleted"])
async def test_recorded_objects_mean_the_same_when_they_were_written_down(golden: Path, state: str) -> None:
    looked_at = 0
    for source in open_directory(str(golden / state)):
        async for fact in source.facts():
            if not isinstance(fact, Paged):
                continue
            for raw in fact.items:
                assert decode(fact.kind, kept(fact.kind, raw)) == decode(fact.kind, raw)
                looked_at += 1
    assert looked_at > 100


def test_secrets_in_fields_that_nobody_reads_are_left_out() -> None:
    objects = {
        Kind.ROUTE: {"spec": {"tls": {"key": SECRET, "certificate": SECRET, "termination": "edge"}}},
        Kind.POD: {"spec": {"containers": [{"env": [{"name": "A", "value": SECRET}]}]}},
        Kind.STATEFUL_SET: {"spec": {"template": {"spec": {"containers": [{"name": "ako", "args": [SECRET]}]}}}},
        Kind.INGRESS: {"metadata": {"annotations": {"kubectl.kubernetes.io/last-applied-configuration": SECRET}}},
        Kind.CONFIG_MAP: {"data": {"avi_password": SECRET, "clusterName": "prod"}},
        Kind.VIRTUAL_SERVICE: {"markers": [{"key": "a", "password": SECRET}], "ssl_profile": SECRET},
    }
    for kind, value in objects.items():
        written = kept(kind, json.dumps(value).encode())
        assert SECRET.encode() not in written, kind
    assert b'"clusterName":"prod"' in kept(Kind.CONFIG_MAP, json.dumps(objects[Kind.CONFIG_MAP]).encode())


def test_switch_that_is_named_after_secrets_keeps_its_value() -> None:
    settings = b'{"data":{"useDefaultSecretsOnly":"true"}}'
    assert kept(Kind.CONFIG_MAP, settings) == settings


@pytest.mark.parametrize("raw", [b"nonsense", b'{"metadata":{"name":"\xff"}}', b"[" * 5000, b"[1]", b'"x"', b""])
def test_what_cannot_be_decoded_stays_so(raw: bytes) -> None:
    written = kept(Kind.NAMESPACE, raw)
    assert msgspec.json.decode(written, type=str).startswith("no JSON object: ")
    assert isinstance(decode(Kind.NAMESPACE, written), Broken)
