"""Settings and fixtures all tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from allocator import language

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from xdist.scheduler import WorkStealingScheduling

settings.register_profile("repeatable", deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
settings.load_profile("repeatable")

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config) -> WorkStealingScheduling | None:
    """Neighbouring tests stay in one process, which makes what they share once, and none is idle while others wait.

    Only where no other way to share the tests out was asked for.
    """
    from xdist.scheduler import WorkStealingScheduling

    return WorkStealingScheduling(config) if config.getoption("dist") == "load" else None


@pytest.fixture(autouse=True)
def english():
    """Commands that a test runs in this process switch its language: every test begins in English again."""
    language.use("en")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def first_steps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plan folder of the first steps with its causes, made once. Only to be read: who changes it takes a copy."""
    from plan_folders import SCENARIOS, plan_folder

    return plan_folder(SCENARIOS / "first-steps", tmp_path_factory.mktemp("kế hoạch có dấu") / "plan")
