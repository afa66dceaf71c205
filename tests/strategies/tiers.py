"""How many examples a property is tried on in the fast tier and in the full one (`./test full`)."""

import os

from hypothesis import settings

FULL = os.environ.get("TONGCHOU_TEST_TIER") == "full"
TIMES = int(os.environ.get("TONGCHOU_TEST_TIMES", "4"))
"""Of the full tier; a longer night of fuzzing sets it higher."""


def examples(fast: int) -> settings:
    """Settings for so many examples in the fast tier, TIMES as many in the full one."""
    return settings(max_examples=fast * TIMES if FULL else fast)
