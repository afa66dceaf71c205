"""What the audit costs: a registration with its audit row and digests, in turn with the same act without them.

On SQLite in a temporary folder. The act without an audit names an audit row that is there already.
"""

import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.children import run
from benchmarks.report import table
from benchmarks.timing import race

ROUNDS, CALLS = 25, 40
DAY = date(2026, 3, 2)


def report(_claims: int) -> str:
    """Return what was measured, as Markdown."""
    with tempfile.TemporaryDirectory() as home:
        environment = {
            "DJANGO_SETTINGS_MODULE": "tongchou.config.settings",
            "TONGCHOU_HOME": home,
            "TONGCHOU_DATABASE": f"sqlite:{Path(home) / 'bench.sqlite3'}",
        }
        found = run("audit", environment=environment)
    note = (
        f"A registration on SQLite with all it writes (person, particulars, document, place, event), {ROUNDS} rounds "
        f"of {CALLS}, processor time; waiting for the disk would only lower the share. Share of the "
        f"audit within a round, the median: {found['share']:.1f} % of the act (aim: 15 %)."
    )
    return table("What the audit costs on SQLite", note, ("what", "best µs", "median µs"), found["rows"])


def _measured() -> dict[str, Any]:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from tongchou.registry.actions.areas import open_areas
    from tongchou.registry.actions.people import Particulars, register_person
    from tongchou.registry.documents import check_character
    from tongchou.registry.rights import SYSTEM

    areas = [("510400", "市", False), ("510403", "区", False), ("510403001", "街道", False)]
    area = open_areas(actor=SYSTEM, day=date(2018, 1, 1), areas=areas)[-1]
    numbers = iter(range(1_000_000))

    def register() -> None:
        number = next(numbers)
        body = f"999900{date(1950, 1, 1) + timedelta(days=number // 900):%Y%m%d}{number % 900:03d}"
        stated = Particulars("王小明", "resident_id", body + check_character(body), source="户口簿")
        register_person(actor=SYSTEM, day=DAY, area=area, particulars=stated)

    def audited() -> None:
        for _ in range(CALLS):
            register()

    def bare() -> None:
        with _without_audit():
            for _ in range(CALLS):
                register()

    found = race({"with": audited, "without": bare}, ROUNDS, time.process_time_ns)
    shares = sorted(1 - one / other for one, other in zip(found.spent["without"], found.spent["with"], strict=True))
    rows = [
        (name, f"{found.timing(key).best / CALLS / 1000:.0f}", f"{found.timing(key).median / CALLS / 1000:.0f}")
        for name, key in (("a registration", "with"), ("the same without audit row and digests", "without"))
    ]
    return {"share": 100 * shares[len(shares) // 2], "rows": rows}


@contextmanager
def _without_audit() -> Iterator[None]:
    """Let acts write neither digests nor an audit row; their rows name the first one there is."""
    from tongchou.registry import acting
    from tongchou.registry.acting import Act
    from tongchou.registry.models import AuditRow

    first = AuditRow.objects.order_by("pk").values_list("pk", flat=True)[0]
    made = Act.__init__

    class NoDigests:
        def add(self, rows: object) -> None:
            pass

    def made_bare(self: Act, *given: Any) -> None:
        made(self, *given)
        self.id = first

    class NoRow:
        def save(self, **_: object) -> None:
            pass

    with (
        patch.object(acting, "Digests", NoDigests),
        patch.object(Act, "__init__", made_bare),
        patch.object(Act, "row", lambda _: NoRow()),
    ):
        yield


if __name__ == "__main__":
    print(json.dumps(_measured()))
