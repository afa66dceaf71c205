"""What a reform does not reach, though nothing is wrong: values of a contribution grade that stand above it."""

from tongchou.regulations.faults import Fault
from tongchou.regulations.load import Regulation, day_text


def kept_by_grades(regulation: Regulation) -> list[Fault]:
    """Return a notice for each value of a reform in whose place persons of a grade keep a value of their own."""
    found = []
    area = regulation.area
    for grade, graded in regulation.graded.items():
        own = {path: rows for each in regulation.chain for path, rows in each.grades.get(grade, {}).items()}
        for path, rows in regulation.laid_over.values.items():
            places = {(row.file, row.line) for row in own.get(path, ())}
            for row in rows:
                kept = [
                    each
                    for each in graded.timelines[path]
                    if (each.file, each.line) in places
                    and max(each.first, row.first, area.first) <= min(each.last, row.last, area.last)
                ]
                for each in kept[:1]:
                    day, at = day_text(max(each.first, row.first, area.first)), f"{each.file.name}:{each.line}"
                    found.append(
                        Fault(
                            row.file,
                            row.line,
                            f"{path}：自 {day} 起，{grade} 的人员仍用本档的值（{at}）；也要改的，写进 grades",
                            f"{path}: from {day} on persons of {grade} keep a value of their own ({at}); to change it "
                            "too, state it under grades",
                        )
                    )
    return sorted(found, key=lambda notice: (str(notice.file), notice.line, notice.en))
