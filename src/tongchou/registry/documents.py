"""Document numbers: brought into one form, checked, and what they tell of birth and sex.

Resident ID: GB 11643 (18 digits, the last ISO 7064 MOD 11-2; 15 digits of before 1999 are completed). Travel permits
and residence cards: the forms of their issuing rules.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

FORMS: dict[str, tuple[re.Pattern[str], str, str]] = {
    "birth_certificate": (re.compile(r"[A-Z]\d{9}", re.ASCII), "一个字母和 9 位数字", "a letter and 9 digits"),
    "passport": (re.compile(r"[A-Z0-9]{5,15}", re.ASCII), "5 至 15 位字母或数字", "5 to 15 letters or digits"),
    "hk_macao_permit": (re.compile(r"[HM]\d{8}(?:\d{2})?", re.ASCII), "H 或 M 和 8 位数字", "H or M and 8 digits"),
    "taiwan_permit": (re.compile(r"\d{8}(?:\d{2}[A-Z]?)?", re.ASCII), "8 位数字", "8 digits"),
    "hmt_residence": (
        re.compile(r"8[123]0000\d{11}[\dX]", re.ASCII),
        "81、82 或 83 开头的 18 位",
        "18 characters from 81, 82 or 83",
    ),
    "foreigner_residence": (
        re.compile(r"(?:[A-Z]{3}\d{12}|9\d{16}[\dX])", re.ASCII),
        "3 个字母和 12 位数字，或 9 开头的 18 位",
        "3 letters and 12 digits, or 18 characters from 9",
    ),
}
"""Kind → form of its number, told in both languages."""

OLDEST = 120
"""Years beyond which a birth is taken for a slip."""

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"


@dataclass(frozen=True, slots=True)
class Number:
    """A document number in its one form, and what it tells."""

    kind: str
    number: str
    birth: date | None = None
    sex: str = ""


class WrongNumber(Exception):
    """A number is none of its kind; the text says why and what to do."""

    def __init__(self, zh: str, en: str) -> None:
        """Keep both texts."""
        self.zh, self.en = zh, en
        super().__init__(f"{zh} | {en}")


def read_number(kind: str, text: str, day: date) -> Number:
    """Return the number of a document in its one form; raise WrongNumber where it is none, with the reason.

    ``day`` is the business day: a birth after it, or more than 120 years before it, is refused.
    """
    number = re.sub(r"[\s\-—·]", "", unicodedata.normalize("NFKC", text)).upper()
    if not number:
        raise WrongNumber("没有填证件号码", "the number is missing")
    if kind == "resident_id":
        return _resident(number, day)
    if kind not in FORMS:
        raise WrongNumber(f"没有证件类型 {kind}", f"there is no document kind {kind}")
    form, zh, en = FORMS[kind]
    if not form.fullmatch(number):
        raise WrongNumber(f"该类证件号码应为{zh}", f"a number of this kind is {en}")
    if kind in ("hmt_residence", "foreigner_residence") and len(number) == 18:
        return _with_birth(kind, number, day)
    return Number(kind, number)


def check_character(body: str) -> str:
    """Return the 18th character of a number's first 17 digits (ISO 7064 MOD 11-2)."""
    return CHECKS[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def _resident(number: str, day: date) -> Number:
    if re.fullmatch(r"[0-9]{15}", number):
        body = f"{number[:6]}19{number[6:]}"
        number = body + check_character(body)
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise WrongNumber(
            f"身份证号应为 18 位，末位可为 X，现有 {len(number)} 位",
            f"a resident ID has 18 characters, the last a digit or X; here are {len(number)}",
        )
    return _with_birth("resident_id", number, day)


def _with_birth(kind: str, number: str, day: date) -> Number:
    if check_character(number[:17]) != number[17]:
        raise WrongNumber(
            "校验位不符，号码中有错、漏或颠倒的数字，请对照证件逐位核对",
            "the check character does not fit: a digit is wrong, missing or swapped; compare it with the document",
        )
    try:
        birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise WrongNumber(
            f"第 7 至 14 位 {number[6:14]} 不是日期", f"characters 7 to 14, {number[6:14]}, are no date"
        ) from None
    if birth > day:
        raise WrongNumber(f"出生日期 {birth} 在办理日之后", f"the birth, {birth}, is after the business day")
    if day.year - birth.year > OLDEST:
        raise WrongNumber(f"出生日期 {birth} 距今超过 {OLDEST} 年", f"the birth, {birth}, is over {OLDEST} years ago")
    return Number(kind, number, birth, "M" if int(number[16]) % 2 else "F")


def known_area(number: str) -> bool:
    """Return whether the first six digits of a resident ID stand in the history of GB/T 2260."""
    try:
        ric.get_birth_place(number)
    except ValidationError:
        return False
    return True


def read_credit_code(text: str) -> str:
    """Return a unified social credit code in its one form; raise WrongNumber where it is none."""
    try:
        return str(uscc.validate(unicodedata.normalize("NFKC", text)))
    except ValidationError as wrong:
        raise WrongNumber(
            "统一社会信用代码不符（18 位，末位为校验位）",
            "no unified social credit code (18 characters, the last a check)",
        ) from wrong
