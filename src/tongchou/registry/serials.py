"""Serial numbers of persons: rising, never given twice."""

from django.db import connection
from django.db.models import Max

from tongchou.registry.models import Person

SEQUENCE = "registry_person_serial"


def next_serials(count: int = 1) -> list[int]:
    """Return serial numbers that nobody has. On SQLite inside the transaction that uses them, which writes alone."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT nextval('{SEQUENCE}') FROM generate_series(1, %s)", [count])
            return [row[0] for row in cursor.fetchall()]
    last = Person.objects.aggregate(last=Max("serial"))["last"] or 0
    return list(range(last + 1, last + 1 + count))
