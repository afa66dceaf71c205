"""How many examples a property is tried on in the fast tier and in the full one (`./test full`)."""

import os

from hypothesis import settings

FULL = os.environ.get("TONGCHOU_TEST_TIER") == "full"
TIMES = 20


def examples(fast: int) -> settings:
    """Settings for so many examples in the fast tier, twenty times as many in the full one."""
    return settings(max_examples=fast * TIMES if FULL else fast)
