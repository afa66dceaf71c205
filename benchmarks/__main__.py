"""Run every benchmark, print it and write docs/benchmarks.md."""

from pathlib import Path

from benchmarks import one_bill
from benchmarks.machine import describe

DOCUMENT = Path(__file__).parent.parent / "docs" / "benchmarks.md"

HEAD = """# Benchmarks

Written by `./run bench`; never asserted in a test. Times are per call, the best and the median of several rounds, in
microseconds of one core. The reference beside each figure ran in the same process, minutes apart at most.

"""


def main() -> None:
    """Measure and write."""
    text = HEAD + describe() + "\n\n" + one_bill.report() + "\n"
    DOCUMENT.write_text(text, encoding="utf-8")
    print(text)


main()
