"""Options, profiles and fixtures of all tests."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).parent.parent

# Shared machines are slow at times, which says nothing about the code; and CI should fail on the same examples twice.
UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("here", UNTIMED)
settings.register_profile("ci", UNTIMED, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


# Registries that somebody has imported on this machine must not change what is built here; workers inherit it.
os.environ["JOREI_DATA"] = str(ROOT / ".pytest_cache" / "no-registries")

# Thousands of broken files would each start LibreOffice for a second; the tests that mean it switch it on.
os.environ["JOREI_OFFICE"] = "off"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--regenerate",
        "--update-cases",
        action="store_true",
        help="rewrite expected outputs, cases and samples instead of comparing",
    )


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--regenerate") and getattr(config.option, "numprocesses", None):
        raise pytest.UsageError("--regenerate writes files that tests share: run it with -n 0")


@pytest.fixture(scope="session")
def regenerate(request: pytest.FixtureRequest) -> bool:
    """Whether expected outputs are to be rewritten; review the difference before it is committed."""
    return bool(request.config.getoption("--regenerate"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of raw/, made once."""
    import jorei

    folder = tmp_path_factory.mktemp("built") / "raw"
    jorei.build(ROOT / "raw", folder)
    return folder


@pytest.fixture(scope="session")
def sample(root: Path, regenerate: bool, request: pytest.FixtureRequest) -> Path:
    """corpus/sample/, made anew when outputs are to be rewritten."""
    folder = root / "corpus" / "sample"
    if regenerate:
        fresh = request.getfixturevalue("built")
        shutil.rmtree(folder, ignore_errors=True)
        # what the next build of these inputs could take over is of no use to a reader
        shutil.copytree(fresh, folder, ignore=shutil.ignore_patterns(".inputs"))
    return folder
