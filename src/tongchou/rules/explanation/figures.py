"""Sums as a reader redoes them by hand: products, slices of bands, and how a stated sum is reached.

A product is written exactly, and where it is no whole fen the rounded amount follows: ``= 80.2425 ≈ 80.24``.
"""

from tongchou.rules.benefit.terms import CatastrophicTerms
from tongchou.rules.explanation.reference import Reference
from tongchou.rules.money import RATIO, half_up, parse_decimal, parse_yuan, percent, yuan

OF_INCOME = " of income"

JOINT = "; "
"""Between two equations of which the second begins with what the first comes to."""


def exact(product: int, ratios: int = 1) -> str:
    """Return a product of fen and some ratios in yuan, with as many decimals as it has: 802425 is "0.802425"."""
    whole, rest = divmod(product, RATIO**ratios)
    return yuan(whole) + (f"{rest:0{4 * ratios}d}".rstrip("0") if rest else "")


def rounded(product: int, ratios: int = 1) -> str:
    """Return a product of fen and some ratios in yuan, and where it is no whole fen what it is rounded to."""
    text = exact(product, ratios)
    return f"{text} ≈ {yuan(half_up(product, RATIO**ratios))}" if product % RATIO**ratios else text


def product(amount: int, ratio: int) -> str:
    """Return ``1000.00 × 60% = 600.00``."""
    return f"{yuan(amount)} × {percent(ratio)} = {rounded(amount * ratio)}"


def excess(amount: int, deductible: int, ratio: int) -> str:
    """Return ``(5000.00 − 3000.00) × 70% = 1400.00``, or 0.00 where the amount is not above the deductible."""
    if amount <= deductible:
        return yuan(0)
    return f"({yuan(amount)} − {yuan(deductible)}) × {percent(ratio)} = {rounded((amount - deductible) * ratio)}"


def slices(burden: int, terms: CatastrophicTerms, points: int) -> str:
    """Return every band that a yearly burden reaches, its slice and what the slices are worth together.

    ``points`` is the part of each ratio that a tilted identity adds; it is written apart.
    """
    lower, whole = terms.threshold, 0
    factors, worths = [], []
    for limit, ratio in zip(terms.limits, terms.ratios, strict=True):
        if burden <= lower:
            break
        upper = min(burden, limit)
        if upper > lower:
            shown = f"({percent(ratio - points)} + {percent(points)})" if points else percent(ratio)
            factors.append(f"({yuan(upper)} − {yuan(lower)}) × {shown}")
            worths.append(exact((upper - lower) * ratio))
            whole += (upper - lower) * ratio
            lower = upper
    if not factors:
        return yuan(0)
    if len(factors) == 1:
        return f"{factors[0]} = {rounded(whole)}"
    return f"{' + '.join(factors)} = {' + '.join(worths)} = {rounded(whole)}"


def named(cited: tuple[Reference, ...], name: str) -> Reference | None:
    """Return the reference to a parameter, or to an entry of its table; None where it is not among those cited."""
    for found in cited:
        if found.name.startswith(name) and found.name[len(name) : len(name) + 1] in ("", "["):
            return found
    return None


def stated_sum(cited: tuple[Reference, ...], name: str, factor: str, result: int) -> str:
    """Return how a sum of the regulation is reached: ``25% × 40000.00 × 50% = 5000.00``, or the sum alone.

    A sum may be a share of the income per head, and a tilted identity may take a ``factor`` of it.
    """
    found, share = named(cited, name), named(cited, factor) if factor else None
    text = yuan(result) if found is None else found.value
    income = named(cited, "income.per_head") if text.endswith(OF_INCOME) else None
    if income is not None:
        # a share of the income is rounded to the fen before a factor is taken of it
        ratio = ratio_of(text.removesuffix(OF_INCOME))
        text = f"{text.removesuffix(OF_INCOME)} × {income.value} = {rounded(ratio * parse_yuan(income.value))}"
        base = half_up(ratio * parse_yuan(income.value), RATIO)
    elif share is not None and found is not None:
        base = parse_yuan(found.value)
    else:
        return yuan(result)
    if share is not None:
        apart = "" if income is None else f"{text}{JOINT}"
        text = f"{apart}{yuan(base)} × {share.value} = {rounded(base * ratio_of(share.value))}"
    return text


def led_to(cited: tuple[Reference, ...], ratio: int) -> str:
    """Return how a ratio is reached from the one that a table states: ``(75% − 5%)``, or the ratio alone."""
    stated = next((found for found in cited if ".ratio[" in found.name), None)
    base = ratio if stated is None else ratio_of(stated.value)
    if base == ratio:
        return percent(ratio)
    return f"({percent(base)} {'+' if ratio > base else '−'} {percent(abs(ratio - base))})"


def ratio_of(text: str) -> int:
    """Return a ratio as it is shown (``33.33%``) over RATIO."""
    return parse_decimal(text.removesuffix("%"), 2)


def points_of(cited: tuple[Reference, ...], name: str) -> int:
    """Return the points over RATIO that a reference states, 0 where it is not cited."""
    found = named(cited, name)
    return 0 if found is None else ratio_of(found.value)
