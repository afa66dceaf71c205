"""What leaves its limits: ratios under 0% or over 100%, and a waiting over its own limit."""

from collections import defaultdict
from collections.abc import Iterator

from tongchou.regulations.checks.finding import Finding, finding, listed, stated_of, value_of
from tongchou.regulations.checks.together import REPEAT, keyed
from tongchou.regulations.load import Regulation, Snapshot
from tongchou.regulations.rows import OutOfAreaRow
from tongchou.rules.money import RATIO, percent

RATIOS_OF_KINDS = {
    "inpatient": ("inpatient.ratio",),
    "chronic_1": ("chronic_1.ratio", "inpatient.ratio"),
    "outpatient": ("outpatient.ratio",),
    "two_disease": ("two_disease.ratio",),
    "chronic_2": ("chronic_2.ratio",),
    "negotiated_drug": ("negotiated_drug.ratio",),
}
"""Kind of bill → the ratio that points are added to: the first of these that is stated."""


def repeat_once(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Finding]:
    """Find more than one way of repeating the deductible in force."""
    stated = [row for path in REPEAT if (row := stated_of(snapshot, path)) is not None]
    for row in stated[1:]:
        yield finding(
            row,
            "repeat",
            f"与 {stated[0].path} 同日有效，只能有一种；去掉一种",
            f"in force together with {stated[0].path}; only one may be: take one away",
        )


def over_ceiling_once(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Finding]:
    """Find a flag that says nothing where what exceeds the ceiling is paid at a ratio of its own."""
    row = stated_of(snapshot, "catastrophic.include_over_ceiling")
    if row is not None and row.value and snapshot.values.get("catastrophic.over_ceiling_ratio") is not None:
        yield finding(
            row,
            "apart",
            "超限额部分已由 catastrophic.over_ceiling_ratio 单独支付，这里的 yes 不起作用；去掉一项",
            "catastrophic.over_ceiling_ratio pays what exceeds the ceiling apart: yes says nothing here, take one away",
        )


def tilt_once(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Finding]:
    """Find identities whose tilt goes by a share of the burden and by a ratio, of which only the first is looked at."""
    row, ratios = stated_of(snapshot, "tilt.burden_share"), stated_of(snapshot, "tilt.ratio")
    both = [identity for identity in row.value if identity in ratios.value] if row and ratios else []
    if row is not None and both:
        zh, en = listed(both)
        yield finding(
            row,
            "once",
            f"{zh} 同时写在 tilt.ratio，那里的不起作用；去掉一处",
            f"{en} stands in tilt.ratio as well, which then says nothing; take one away",
            about=(en,),
            rests_on=("tilt.ratio",),
        )


def waiting_within(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Finding]:
    """Find a waiting that is longer than the longest that the text allows."""
    row, most = stated_of(snapshot, "waiting.months"), value_of(snapshot, "waiting.max_months")
    if row is not None and most and row.value > most:
        yield finding(
            row,
            "waiting",
            f"{row.value} 个月长于 waiting.max_months 的 {most} 个月；改其中一个",
            f"{row.value} months are more than the {most} of waiting.max_months; mend one of the two",
            rests_on=("waiting.max_months",),
        )


def points_within(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Finding]:
    """Find points outside the pooling area that lead a ratio of the same days under 0% or over 100%."""
    row = stated_of(snapshot, "out_of_area.rules")
    if row is None:
        return
    wrong: dict[str, list[str]] = defaultdict(list)
    for rule in row.value:
        for path, shown in _led_out(rule, snapshot) if rule.mechanism == "points" else ():
            wrong[path].append(shown)
    if wrong:
        text = "; ".join(f"{path}: {', '.join(shown)}" for path, shown in wrong.items())
        yield finding(
            row,
            "points",
            f"points 使比例超出 0%～100%（{text}）；改百分点，或改比例",
            f"points take a ratio out of 0% to 100% ({text}); mend the points, or the ratio",
            rests_on=tuple(wrong),
        )


def _led_out(rule: OutOfAreaRow, snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """Yield (parameter, words) of each ratio that the points of a rule lead out of 0..1."""
    for path in dict.fromkeys(_ratio_path(kind, snapshot) for kind in rule.kinds):
        ratios = stated_of(snapshot, path)
        for (category, level), ratio in keyed(ratios.value, everywhere=True) if ratios is not None else ():
            points = rule.value.get(level, 0)
            led = max(ratio + points, rule.ratio_floor.get(level, ratio + points))
            if not 0 <= led <= RATIO:
                name = f"{category}.{level}" if category else level
                yield path, f"{rule.place}.{rule.filing} {name} {percent(ratio)} {percent(points)}"


def _ratio_path(kind: str, snapshot: Snapshot) -> str:
    paths = RATIOS_OF_KINDS[kind]
    return next((path for path in paths if stated_of(snapshot, path) is not None), paths[-1])


def tilt_within(regulation: Regulation, snapshot: Snapshot, day: int) -> Iterator[Finding]:
    """Find points of a tilted group that lead a band of catastrophic insurance under 0% or over 100%."""
    row, bands = stated_of(snapshot, "catastrophic.tilt_points"), stated_of(snapshot, "catastrophic.bands")
    if row is None or bands is None:
        return
    wrong = [
        f"{identity} {percent(band.ratio + points)}"
        for identity, points in row.value.items()
        for band in bands.value
        if not 0 <= band.ratio + points <= RATIO
    ]
    if wrong:
        zh, en = listed(wrong)
        yield finding(
            row,
            "tilt",
            f"百分点使分段比例超出 0%～100%（{zh}）；改百分点，或改 catastrophic.bands",
            f"points take a band out of 0% to 100% ({en}); mend the points, or catastrophic.bands",
            rests_on=("catastrophic.bands",),
        )
