"""Tables of Markdown, and figures as they stand in them."""

from collections.abc import Iterable, Sequence


def table(title: str, note: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a section with a table; the first column is text, the others are figures."""
    lines = [f"## {title}", ""]
    if note:
        lines += [note, ""]
    lines += ["| " + " | ".join(heads) + " |", "|---|" + "--:|" * (len(heads) - 1)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)


def grouped(number: int) -> str:
    """Return a whole number with its thousands apart: 5000000 is 5,000,000."""
    return f"{number:,}"


def millions(count: int, nanoseconds: int) -> str:
    """Return how many millions of things were done a second."""
    return f"{count * 1000 / nanoseconds:.1f}"


def share(part: int, whole: int) -> str:
    """Return a part as per cent of the whole, with as many places as it needs to be seen."""
    return f"{100 * part / whole:.4g} %"
