"""Imports every screen of this floor, so that its pages and lists are known; rooms above do the same for theirs."""

import tongchou.web.account
import tongchou.web.find
import tongchou.web.home
import tongchou.web.registry  # noqa: F401
