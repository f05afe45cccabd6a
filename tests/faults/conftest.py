"""What the tests of sources use, for the faults of sources."""

from tests.sources.conftest import cluster, hurry

__all__ = ["cluster", "hurry"]
