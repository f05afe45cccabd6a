import pytest

from tests.politeness import spare


@pytest.fixture
def asked_by_hand() -> None:
    """For tests that speak to a simulated server themselves, to see what it does: what they ask is not akotui's."""
    spare("the test speaks to the server itself")
