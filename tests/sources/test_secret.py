"""A secret shows nowhere."""

import copy
import pickle
import traceback

import msgspec
import pytest

from akotui.sources.secret import Secret
from tests.secrecy import PASSWORD

CANARY = PASSWORD


class Holder(msgspec.Struct, frozen=True):
    secret: Secret


def test_secret_prints_as_dots() -> None:
    secret = Secret(CANARY)
    shown = [repr(secret), str(secret), f"{secret}", f"{secret:>20}", f"{secret!r}", "%s" % secret, repr([secret])]  # noqa: UP031 - every way of printing
    assert not any(CANARY in text for text in (*shown, repr(Holder(secret))))
    assert secret.reveal() == CANARY


@pytest.mark.parametrize("store", [pickle.dumps, copy.deepcopy, msgspec.json.encode])
def test_secret_cannot_be_stored(store: object) -> None:
    assert callable(store)
    with pytest.raises(TypeError):
        store(Secret(CANARY))


def test_secret_is_absent_from_a_traceback_with_locals() -> None:
    try:
        _fails(Secret(CANARY))
    except RuntimeError as error:
        shown = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
        assert "secret" in shown
        assert CANARY not in shown


def _fails(secret: Secret) -> None:
    raise RuntimeError(f"with {secret}")


def test_secrets_compare_by_value() -> None:
    assert Secret("a") == Secret("a")
    assert Secret("a") != Secret("b")
    assert not Secret("")
