"""``python -m benchmarks [PART] [--claims N]``: measures, prints each table and writes docs/benchmarks.md.

Only a whole run of the usual size writes the document; parts and other sizes are printed alone.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

from benchmarks import audit, children, columns, files, one_bill, peers, reforms, registry
from benchmarks.machine import describe

DOCUMENT = Path(__file__).parent.parent / "docs" / "benchmarks.md"

CLAIMS = 5_000_000
"""A city of a million residents."""

HEAD = """# Benchmarks

Written by `./run bench`; never asserted in a test. What is compared runs in turn within each round, so that a slow
minute of the machine meets all of it; the best and the median of the rounds are given. A claim is one encounter of
invented persons (`benchmarks/claims.py`).

"""

Section = Callable[[int], str]

PARTS: dict[str, tuple[Section, ...]] = {
    "one_bill": (lambda _: one_bill.report(),),
    "columns": (columns.fold, columns.layers, columns.growth, children.memory, children.start),
    "files": (files.report,),
    "reforms": (reforms.report,),
    "peers": (peers.report,),
    "audit": (audit.report,),
    "registry": (registry.report,),
}


def main() -> None:
    """Measure what was asked for, print it, and write it down after a whole run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("part", nargs="?", default="all", choices=[*PARTS, "all"])
    parser.add_argument("--claims", type=int, default=CLAIMS, metavar="N", help=f"how many claims ({CLAIMS:,})")
    asked = parser.parse_args()
    machine = describe()
    print(machine)
    sections = []
    for name, measurements in PARTS.items():
        if asked.part not in (name, "all"):
            continue
        for measure in measurements:
            sections.append(measure(asked.claims))
            print(f"\n{sections[-1]}", flush=True)
    if asked.part == "all" and asked.claims == CLAIMS:
        DOCUMENT.write_text(HEAD + machine + "\n\n" + "\n\n".join(sections) + "\n", encoding="utf-8")


main()
