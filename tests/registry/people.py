"""Invented people: numbers of an area code that no county holds, with right check characters."""

from datetime import date

from tongchou.registry.actions.people import Particulars
from tongchou.registry.documents import check_character


def resident_id(birth: date, order: int) -> str:
    """Return a resident ID of nobody: order odd for a man, even for a woman."""
    body = f"999900{birth:%Y%m%d}{order:03d}"
    return body + check_character(body)


def particulars(order: int = 1, name: str = "王小明", birth: date = date(1961, 4, 2)) -> Particulars:
    return Particulars(name=name, document_kind="resident_id", document=resident_id(birth, order), source="户口簿")
