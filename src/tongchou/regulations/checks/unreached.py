"""What stands for nobody: entries of kinds and identities that are not paid, rows behind one that comes first.

Asked of pooling areas. An entry that a level above states for all its cities is none of this city's, and one that a
reform leaves behind is none of the reform's.
"""

from collections.abc import Iterator

from tongchou.regulations.area import REFORM, Dated
from tongchou.regulations.checks.days import POOLING_LEVEL
from tongchou.regulations.checks.finding import Finding, finding, listed, stated_of, value_of
from tongchou.regulations.checks.limits import RATIOS_OF_KINDS
from tongchou.regulations.load import Regulation, Snapshot
from tongchou.regulations.rows import ExemptDiagnosis, RegimeRow
from tongchou.rules.codes import IDENTITIES
from tongchou.rules.money import UNLIMITED

FED_BY = ("catastrophic.fed_by", "assistance.fed_by")

ENTITLED = (
    ("assistance.ratio", ("assistance.deductible", "assistance.cap")),
    ("tilt.ratio", ("tilt.deductible", "tilt.cap")),
)
"""The table that says who is entitled, and those that say what for."""

INCENTIVE = (
    "incentive.continuous_after_years",
    "incentive.continuous_step",
    "incentive.zero_claim_step",
    "incentive.ceiling_share",
    "incentive.re_enrolment_reduction",
)
"""What raises or lowers the cap of the catastrophic layer."""

DIAGNOSES = "inpatient.deductible_exempt_diagnoses"


def _own(regulation: Regulation, snapshot: Snapshot, path: str, *others: str) -> Dated | None:
    """Return what the pooling area, or a reform, states of a parameter.

    None where it is not theirs, or where a reform has changed one of the ``others`` alone.
    """
    row = stated_of(snapshot, path)
    if row is None or regulation.area.level != POOLING_LEVEL or row.area not in (regulation.area.code, REFORM):
        return None
    found = (snapshot.values.get(other) for other in others)
    if row.area != REFORM and any(other is not None and other.area == REFORM for other in found):
        return None
    return row


def kinds_stated(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Finding]:
    """Find kinds that feed a layer and that the area does not pay at all."""
    for path in FED_BY:
        row = _own(regulation, snapshot, path)
        idle = [kind for kind in row.value if not _is_stated(snapshot, kind)] if row is not None else []
        if row is not None and idle:
            zh, en = listed(idle)
            ratios = tuple(each for kind in idle for each in RATIOS_OF_KINDS[kind])
            yield finding(
                row,
                "kinds",
                f"{zh} 没有支付比例（{'、'.join(ratios)}），永远用不到；写上比例，或去掉这一项",
                f"{en}: no ratio is stated ({', '.join(ratios)}), so it can never be reached; state it, or take the "
                "entry away",
                about=idle,
                rests_on=(*ratios, path),
            )._replace(also=ratios)


def _is_stated(snapshot: Snapshot, kind: str) -> bool:
    return any(path in snapshot.values for path in RATIOS_OF_KINDS[kind])


def rows_of_stated_kinds(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Finding]:
    """Find out-of-area rules for kinds that the area does not pay at all."""
    row = _own(regulation, snapshot, "out_of_area.rules")
    idle = sorted({kind for rule in row.value for kind in rule.kinds if not _is_stated(snapshot, kind)} if row else ())
    if row is not None and idle:
        zh, en = listed(idle)
        ratios = tuple(each for kind in idle for each in RATIOS_OF_KINDS[kind])
        yield finding(
            row,
            "kinds",
            f"{zh} 没有支付比例（{'、'.join(ratios)}），永远用不到；写上比例，或去掉这一项",
            f"{en}: no ratio is stated ({', '.join(ratios)}), so it can never be reached; state it, or take the "
            "entry away",
            about=idle,
            rests_on=ratios,
        )


def entries_entitled(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Finding]:
    """Find sums for identities that are not entitled; one fault for all tables of a layer."""
    for entitled, tables in ENTITLED:
        there = value_of(snapshot, entitled)
        if there is None or entitled not in snapshot.values:
            continue
        idle: dict[str, list[str]] = {}
        first: Dated | None = None
        for path in tables:
            row = _own(regulation, snapshot, path, entitled)
            if row is None or (set(row.value) == set(IDENTITIES) and len(set(row.value.values())) == 1):
                continue
            for identity in row.value:
                limited = path == "tilt.cap" and identity in value_of(snapshot, "tilt.burden_share")
                if identity not in there and not limited:
                    idle.setdefault(identity, []).append(path)
                    first = first or row
        if first is not None:
            zh, en = listed(idle)
            paths = list(dict.fromkeys(path for each in idle.values() for path in each))
            more_zh, more_en = _likewise(paths[1:])
            yield finding(
                first,
                "entitled",
                f"身份 {zh} 不在 {entitled} 之内，永远用不到{more_zh}；写上比例，或去掉这一项",
                f"{en}: not in {entitled}, so it can never be reached{more_en}; state the ratio, or take the entry "
                "away",
                about=idle,
                rests_on=(entitled, *tables),
            )


def _likewise(paths: list[str]) -> tuple[str, str]:
    """Return words for further parameters of which the same holds; nothing for none."""
    zh, en = listed(paths)
    return (f"（{zh} 同）", f" ({en} likewise)") if paths else ("", "")


def payers_of_aid(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Finding]:
    """Find payers of an enrolment aid that nobody gets."""
    aids = ("enrolment_aid.ratio", "enrolment_aid.fixed")
    row = _own(regulation, snapshot, "enrolment_aid.payer", *aids)
    if row is None or any(each.not_available for path in aids if (each := snapshot.values.get(path)) is not None):
        return
    aided = {identity for path in aids for identity in snapshot.get(path)}
    idle = [identity for identity in row.value if identity not in aided]
    if idle:
        zh, en = listed(idle)
        yield finding(
            row,
            "aided",
            f"身份 {zh} 没有资助（{'、'.join(aids)}），永远用不到；写上资助，或去掉这一项",
            f"{en}: no aid is stated ({', '.join(aids)}), so it can never be reached; state the aid, or take the entry "
            "away",
            about=idle,
            rests_on=aids,
        )


def assistance_fed(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Finding]:
    """Find ratios and caps of assistance by kind, for kinds that do not feed it and identities not entitled to it."""
    fed, entitled = value_of(snapshot, "assistance.fed_by"), value_of(snapshot, "assistance.ratio")
    if fed is None or entitled is None:
        return
    others = ("assistance.fed_by", "assistance.ratio", "assistance.outpatient_kinds", "assistance.outpatient_cap")
    row = _own(regulation, snapshot, "assistance.kind_ratio", *others)
    if row is not None:
        kinds = [kind for kind in row.value if kind not in fed]
        idle = [*kinds, *(f"{kind}.{who}" for kind in row.value for who in row.value[kind] if who not in entitled)]
        yield from _not_fed(row, idle, "assistance.fed_by" if kinds else "assistance.ratio")
    kinds = value_of(snapshot, "assistance.outpatient_kinds")
    row = _own(regulation, snapshot, "assistance.outpatient_kinds", *others)
    if row is not None and kinds is not None:
        yield from _not_fed(row, [kind for kind in kinds if kind not in fed], "assistance.fed_by")
    row = _own(regulation, snapshot, "assistance.outpatient_cap", *others)
    if row is not None and kinds is not None and not set(kinds) & set(fed):
        yield from _not_fed(row, list(kinds), "assistance.fed_by")


def _not_fed(row: Dated, idle: list[str], missing_in: str) -> Iterator[Finding]:
    if idle:
        zh, en = listed(idle)
        yield finding(
            row,
            "fed",
            f"{zh} 不在 {missing_in} 之内，永远用不到；列入，或去掉这一项",
            f"{en}: not in {missing_in}, so it can never be reached; list it there, or take the entry away",
            about=idle,
            rests_on=(missing_in, "assistance.fed_by", "assistance.outpatient_kinds"),
        )


def incentive_capped(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Finding]:
    """Find what raises or lowers the cap of catastrophic insurance where it has none; one fault for all of it."""
    if value_of(snapshot, "catastrophic.cap") != UNLIMITED:
        return
    rows = [row for path in INCENTIVE if (row := _own(regulation, snapshot, path, "catastrophic.cap")) is not None]
    if rows:
        zh, en = _likewise([row.path for row in rows[1:]])
        yield finding(
            rows[0],
            "capped",
            f"catastrophic.cap 为 none，没有限额可提高，永远用不到{zh}；写明限额，或去掉这一项",
            f"catastrophic.cap is none, so there is no cap to change and it can never be reached{en}; state a cap, or "
            "take it away",
            rests_on=("catastrophic.cap",),
        )


def codes_behind(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Finding]:
    """Find beginnings of codes that begin with another one of their list."""
    row = stated_of(snapshot, DIAGNOSES)
    idle = _diagnoses_behind(row.value) if row is not None else []
    if row is not None and idle:
        yield _come_first(row, idle)
    row = stated_of(snapshot, "special_regime.rules")
    for rule in row.value if row is not None else ():
        idle = _behind(rule.diagnoses)
        if row is not None and idle:
            yield _come_first(row, [(f"{rule.name} {code}", other) for code, other in idle])


def _behind(codes: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return (code, the other) for each code that begins with another of the list."""
    return [
        (code, other)
        for number, code in enumerate(codes)
        for other in [each for place, each in enumerate(codes) if place != number and code.startswith(each)][:1]
        if code != other or codes.index(code) < number
    ]


def _diagnoses_behind(rows: tuple[ExemptDiagnosis, ...]) -> list[tuple[str, str]]:
    """Return (code, the other) for each diagnosis that another exempts no later in the year."""
    return [
        (row.diagnosis, other[0].diagnosis)
        for row in rows
        if (
            other := [
                each
                for each in rows
                if each != row
                and row.diagnosis.startswith(each.diagnosis)
                and each.from_admission <= row.from_admission
            ]
        )
    ]


def _come_first(row: Dated, idle: list[tuple[str, str]]) -> Finding:
    zh = "、".join(f"{each} 已在 {other} 之内" for each, other in idle)
    en = ", ".join(f"{each} lies within {other}" for each, other in idle)
    return finding(
        row,
        "behind",
        f"{zh}，永远用不到；去掉这一项",
        f"{en} and can never be reached; take the entry away",
        about=[each for each, _ in idle],
    )


def regimes_behind(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Finding]:
    """Find special rules, or diagnoses of one, that an earlier rule always answers."""
    row = stated_of(snapshot, "special_regime.rules")
    if row is None:
        return
    idle: list[tuple[str, str]] = []
    for number, rule in enumerate(row.value):
        earlier = row.value[:number]
        codes = rule.diagnoses or ("",)
        hidden = {code: name for code in codes for name in [_answers(earlier, rule, code)] if name}
        if len(hidden) == len(codes):
            idle.append((rule.name, next(iter(hidden.values()))))
        else:
            idle += [(f"{rule.name} {code}", name) for code, name in hidden.items()]
    if idle:
        yield _come_first(row, idle)


def _answers(earlier: tuple[RegimeRow, ...], rule: RegimeRow, code: str) -> str:
    """Return the name of an earlier rule that answers each bill of a diagnosis of this rule; empty where none does."""
    for other in earlier:
        diagnosed = not other.diagnoses or bool(code and code.startswith(other.diagnoses))
        provided = not other.institutions or (rule.institutions and set(rule.institutions) <= set(other.institutions))
        if diagnosed and provided:
            return other.name
    return ""


def ages_behind(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Finding]:
    """Find spans of ages that lie within another one which exempts from no later admission on."""
    row = stated_of(snapshot, "inpatient.deductible_exempt_ages")
    spans = row.value if row is not None else ()
    idle = []
    for number, span in enumerate(spans):
        for place, other in enumerate(spans):
            within = other.from_age <= span.from_age and span.to_age <= other.to_age
            first = other != span or place < number
            if place != number and within and other.from_admission <= span.from_admission and first:
                idle.append((str(number + 1), str(place + 1)))
                break
    if row is not None and idle:
        zh = "、".join(f"第 {each} 行已在第 {other} 行之内" for each, other in idle)
        en = ", ".join(f"row {each} lies within row {other}" for each, other in idle)
        yield finding(
            row,
            "behind",
            f"{zh}，永远用不到；去掉这一行",
            f"{en} and can never be reached; take the row away",
            about=[each for each, _ in idle],
        )
