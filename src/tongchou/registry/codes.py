"""What an area's code tells by itself."""

from django.db.models import CharField, Func


class TownshipOf(Func):
    """The township of an area as the database computes it: the first nine digits of its code.

    An index begins with it (``person_township_serial``), for the list of a township is asked for in the order of
    serials. The digits stand in the statement itself: with parameters in it SQLite would not take it for the index's.
    """

    template = "SUBSTR(%(expressions)s, 1, 9)"
    output_field = CharField()
