"""Worked cases are shown by their own names."""

from tests.regulations.shipped import Broken
from tongchou.cases.coverage import Article
from tongchou.cases.golden import Golden


def pytest_make_parametrize_id(val):
    """Return the name of a worked case or an article as it stands; pytest would write Chinese as escapes."""
    if isinstance(val, Golden | Broken):
        return val.identifier
    if isinstance(val, Article):
        return f"{val.document} {val.article}"
    return None
