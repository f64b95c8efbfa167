"""Settings all tests share."""

import pytest
from hypothesis import HealthCheck, settings

from allocator import language

settings.register_profile("repeatable", deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
settings.load_profile("repeatable")


@pytest.fixture(autouse=True)
def english():
    """Commands that a test runs in this process switch its language: every test begins in English again."""
    language.use("en")
