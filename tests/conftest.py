"""What every test shares: the two tiers of property tests, and what happens where the machine lacks a tool."""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.application import set_up

pytest_plugins = ["tests.databases"]

# The application has tests that do not fit the two tiers yet: TONGCHOU_TEST_APPLICATION=1 runs them.
APPLICATION = ("api", "config", "console", "operation", "registry", "web")
collect_ignore = [] if os.environ.get("TONGCHOU_TEST_APPLICATION") == "1" else list(APPLICATION)

set_up(Path(tempfile.mkdtemp(prefix="tongchou-test-")))

# A shared or slow machine must not turn a right answer into a failure: no deadlines in either tier.
settings.register_profile(
    "fast",
    max_examples=30,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
# A change is judged by the same examples every time; new ones are looked for by runs with TONGCHOU_TEST_FUZZ=1.
settings.register_profile(
    "full",
    max_examples=300,
    derandomize=os.environ.get("TONGCHOU_TEST_FUZZ", "") != "1",
    database=None,
    print_blob=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("TONGCHOU_TEST_TIER", "fast"))


def require(tool: str, available: bool) -> None:
    """Skip the test where a tool of the machine is missing, or fail it where TONGCHOU_REQUIRE asks for the tool.

    TONGCHOU_REQUIRE is "all" (as in .ci/run) or a list of tools separated by commas.
    """
    if available:
        return
    demanded = os.environ.get("TONGCHOU_REQUIRE", "").split(",")
    if "all" in demanded or tool in demanded:
        pytest.fail(f"{tool} is missing, and TONGCHOU_REQUIRE asks for it")
    pytest.skip(f"{tool} is missing")
