"""A reader with a pocket calculator: finds the equations in a sentence and works out each side, exactly.

Knows the figures and the names of amounts in a sum, nothing else of the product.
"""

import re
from fractions import Fraction

from tongchou.rules.explanation.words import PHRASES

NAMES = sorted({word for name in PHRASES for word in PHRASES[name] if "{" not in word}, key=len, reverse=True)
NAME = re.compile(r"(?:(?<=[−+] )|(?<=^)|(?<=[:： ]))(?:" + "|".join(map(re.escape, NAMES)) + r") (?=\d)")
TOKEN = re.compile(r"(?<![\d.])-?\d+(?:\.\d+)?%?|[()+−×=≈]")
SIDE = re.compile(r"[=≈]")


def equations(sentence: str) -> list[tuple[list[str], str]]:
    """Return each equation of a sentence as its sides, and as it stands."""
    plain = NAME.sub("", sentence.replace("（", "(").replace("）", ")"))
    plain = re.sub(r"paid this year |本年已付 ", "", re.sub(r"(\d) paid this year =", r"\1 =", plain))
    found = []
    for stretch in re.findall(r"(?:(?:-?\d+(?:\.\d+)?%?|[()+−×=≈]) ?)+", plain):
        text = stretch.strip()
        if "=" in text:
            sides = [_balanced(side.strip()) for side in SIDE.split(text)]
            found.append((sides, text))
    return found


def _balanced(side: str) -> str:
    while side.count("(") > side.count(")"):
        side = side.replace("(", "", 1)
    while side.count(")") > side.count("("):
        side = side[: side.rindex(")")]
    return side


def values_of(sides: list[str]) -> set[Fraction]:
    """Return what the sides come to, in yuan, each rounded half up to the fen."""
    return {_to_the_fen(_sum(TOKEN.findall(side))) for side in sides}


def _to_the_fen(value: Fraction) -> Fraction:
    sign = -1 if value < 0 else 1
    return sign * Fraction((abs(value) * 200 + 1) // 2, 100)


def _sum(tokens: list[str]) -> Fraction:
    total, sign = Fraction(0), 1
    while tokens and tokens[0] != ")":
        if tokens[0] in ("+", "−"):
            sign = 1 if tokens.pop(0) == "+" else -1
        total += sign * _product(tokens)
    return total


def _product(tokens: list[str]) -> Fraction:
    value = _figure(tokens)
    while tokens and tokens[0] == "×":
        tokens.pop(0)
        value *= _figure(tokens)
    return value


def _figure(tokens: list[str]) -> Fraction:
    token = tokens.pop(0)
    if token == "(":
        value = _sum(tokens)
        tokens.pop(0)
        return value
    if token.endswith("%"):
        return Fraction(token[:-1]) / 100
    return Fraction(token)
