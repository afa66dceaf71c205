"""Invented people: numbers of an area code that no county holds, with right check characters."""

from datetime import date

from django_otp.oath import TOTP

from tongchou.registry import clock
from tongchou.registry.actions.people import Particulars
from tongchou.registry.documents import check_character
from tongchou.registry.models import Account, SecondFactor


def resident_id(birth: date, order: int) -> str:
    """Return a resident ID of nobody: order odd for a man, even for a woman."""
    body = f"999900{birth:%Y%m%d}{order:03d}"
    return body + check_character(body)


def particulars(order: int = 1, name: str = "王小明", birth: date = date(1961, 4, 2)) -> Particulars:
    return Particulars(name=name, document_kind="resident_id", document=resident_id(birth, order), source="户口簿")


def code_of(account: Account) -> str:
    """Return the code that the authenticator of an account shows now."""
    factor = SecondFactor.objects.get(user=account)
    codes = TOTP(factor.secret(), factor.STEP, 0, factor.DIGITS)
    codes.time = clock.now().timestamp()
    return f"{codes.token():06d}"
