"""From dated tables to the integers one bill is settled under, each with the citation it came from.

A bill's terms depend only on its day, kind, level, place, filing, category, identity, delivery and special regime, so
they are worked out once for each such combination and kept.
"""

from bisect import bisect_right
from typing import NamedTuple

from tongchou.regulations.kinds import Income, Table
from tongchou.regulations.load import Regulation, Snapshot
from tongchou.regulations.rows import OutOfAreaRow, RegimeRow
from tongchou.regulations.schema import PARAMETERS
from tongchou.regulations.shown import shown_row, shown_value
from tongchou.rules.benefit.scope import ScopeTerms
from tongchou.rules.benefit.terms import (
    MODE_LIMIT,
    MODE_LUMP,
    NO_ASSISTANCE,
    NO_CATASTROPHIC,
    NO_EIGHT,
    NO_FEED,
    NO_MATERNITY,
    NO_POOLING,
    REPEAT_FACTORS,
    REPEAT_NONE,
    REPEAT_REDUCTIONS,
    REPEAT_SUMS,
    AssistanceTerms,
    CatastrophicTerms,
    Eight,
    FeedTerms,
    MaternityTerms,
    PoolingTerms,
    Terms,
)
from tongchou.rules.codes import (
    CATEGORIES,
    CHRONIC_1,
    CHRONIC_2,
    DELIVERIES,
    FILINGS_OUT_OF_AREA,
    IDENTITIES,
    INPATIENT,
    KINDS,
    LEVELS,
    LOCAL,
    MATERNITY,
    NEGOTIATED_DRUG,
    OUTPATIENT,
    PLACES,
    REFERRAL,
    RESIDENCE,
    TWO_DISEASE,
    UNFILED,
)
from tongchou.rules.explanation.reference import Reference
from tongchou.rules.money import RATIO, UNLIMITED, share

NO_REGIME = -1
"""Of a bill: no special regime applies."""

Cites = dict[str, tuple[Reference, ...]]


class BillKey(NamedTuple):
    """What a bill's terms depend on besides its day; codes of :mod:`tongchou.rules.codes`."""

    kind: int
    level: int
    place: int
    filing: int
    category: int
    identity: int
    delivery: int
    regime: int


class Resolved(NamedTuple):
    """The terms of one combination, and the parameters behind each step."""

    kind: int
    """The kind settled: a delivery paid as inpatient is an inpatient bill."""
    terms: Terms
    cites: Cites
    interim_is_admission: int
    regime: RegimeRow | None


class Fixed(NamedTuple):
    """What of a period does not depend on the bill: first shares, the identity rank, special regimes."""

    scope: ScopeTerms
    rank: tuple[int, ...]
    cites: Cites
    regimes: tuple[RegimeRow, ...]


class TermsBook:
    """The terms of a regulation, looked up by day and bill."""

    def __init__(self, regulation: Regulation) -> None:
        """Prepare an empty book for a regulation."""
        self.regulation = regulation
        self._starts = [1, *regulation.changes()]
        self._resolved: dict[tuple[int, BillKey], Resolved] = {}
        self._fixed: dict[int, Fixed] = {}

    def period(self, day: int) -> int:
        """Return the number of the period between changes in which a day lies."""
        return bisect_right(self._starts, day) - 1

    def fixed(self, period: int) -> Fixed:
        """Return what holds in a period for every bill; raise NotInForce."""
        found = self._fixed.get(period)
        if found is None:
            found = self._fixed[period] = _fixed(self._snapshot(period))
        return found

    def incentive_rule(self, day: int) -> tuple[int, int]:
        """Return after how many years steps are earned on a day, and whether a break leaves them (0 or 1).

        Where no incentive is in force nobody has earned a step, so none stays.
        """
        snapshot = self._snapshot(self.period(day))
        after = snapshot.get("incentive.continuous_after_years")
        return (0, 0) if after is None else (after, snapshot.get("incentive.keep_earned_steps"))

    def terms(self, period: int, key: BillKey) -> Resolved:
        """Return the terms of a bill; raise NotInForce where the regulation has no answer."""
        found = self._resolved.get((period, key))
        if found is None:
            found = self._resolved[period, key] = Resolver(self._snapshot(period), key).resolve()
        return found

    def _snapshot(self, period: int) -> Snapshot:
        return self.regulation.at(self._starts[period])


def reference(snapshot: Snapshot, path: str, key: str = "") -> tuple[Reference, ...]:
    """Return the reference to a value (or one entry of its table); nothing where a default stands."""
    row = snapshot.values.get(path)
    if row is None or row.citation is None:
        return ()
    kind, value = PARAMETERS[path].kind, row.value
    for part in key.split(".") if key else ():
        if isinstance(kind, Table) and isinstance(value, dict) and part in value:
            kind, value = kind.inner_of(value[part]), value[part]
    cited = row.citation
    name = f"{path}[{key}]" if key else path
    return (Reference(name, shown_value(kind, value), row.since(), cited.title, cited.article, cited.status),)


def _fixed(snapshot: Snapshot) -> Fixed:
    first = snapshot.get("scope.first_share")
    mark = snapshot.get("scope.high_value_mark")
    high = snapshot.get("scope.high_value_first_share")
    scope = ScopeTerms(
        first["drug"],
        first["service"],
        first["consumable"],
        UNLIMITED if mark is None else mark,
        0 if high is None else high,
    )
    cites: Cites = {
        "self_first": reference(snapshot, "scope.first_share")
        + reference(snapshot, "scope.high_value_mark")
        + reference(snapshot, "scope.high_value_first_share"),
        "in_scope": reference(snapshot, "scope.catalogue"),
        "cover": reference(snapshot, "waiting.regime"),
        "direct": reference(snapshot, "settlement.direct"),
    }
    for path in PARAMETERS:
        stated = snapshot.values.get(path)
        if path.startswith("exclusion.") and stated is not None and stated.value:
            cites[path] = reference(snapshot, path)
    return Fixed(
        scope,
        tuple(IDENTITIES.index(word) for word in snapshot.get("identity.rank")),
        cites,
        snapshot.get("special_regime.rules"),
    )


def _eight(entries: tuple[int, ...]) -> Eight:
    """Return a list in fixed length, its last entry repeated to the end."""
    filled = entries + (entries[-1],) * (8 - len(entries))
    return filled[0], filled[1], filled[2], filled[3], filled[4], filled[5], filled[6], filled[7]


class Resolver:
    """Works out the terms of one combination and notes where each came from."""

    def __init__(self, snapshot: Snapshot, key: BillKey) -> None:
        """Keep the day's values and the bill's words."""
        self.snapshot = snapshot
        self.key = key
        self.level = LEVELS[key.level]
        self.identity = IDENTITIES[key.identity]
        self.category = CATEGORIES[key.category]
        self.regime: RegimeRow | None = None
        if key.regime != NO_REGIME:
            self.regime = snapshot.get("special_regime.rules")[key.regime]
        self.cites: Cites = {}

    def resolve(self) -> Resolved:
        """Return the terms, raising NotInForce where the regulation has no answer."""
        kind = self.key.kind
        mode = ""
        if kind == MATERNITY:
            delivery = DELIVERIES[self.key.delivery]
            mode = self.snapshot.entry("maternity.mode", delivery)
            self.cite("maternity", ("maternity.mode", delivery))
            if mode == "as_inpatient":
                kind = INPATIENT
        if kind == MATERNITY:
            terms = Terms(
                NO_POOLING, NO_POOLING, self.maternity(mode), NO_CATASTROPHIC, NO_FEED, NO_ASSISTANCE, NO_ASSISTANCE
            )
        else:
            pooling = self.pooling(kind, self.key.filing)
            feed = self.feed(kind)
            referral = pooling
            if feed.unfiled_loses_difference and self.key.place != LOCAL and self.key.filing == UNFILED:
                referral = Resolver(self.snapshot, self.key).pooling(kind, REFERRAL)
            terms = Terms(
                pooling,
                referral,
                NO_MATERNITY,
                self.catastrophic(kind),
                feed,
                self.assistance("assistance", feed.fed),
                self.assistance("tilt", feed.fed),
            )
        if self.regime is not None:
            self.cites["special_regime"] = reference(self.snapshot, "special_regime.rules")
        interim = int(kind == INPATIENT and self.snapshot.get("inpatient.interim") == "new_admission")
        return Resolved(kind, terms, self.cites, interim, self.regime)

    def waived(self, what: str) -> bool:
        """Return whether a special regime waives something for this bill."""
        return self.regime is not None and what in self.regime.waive

    def by_level(self, path: str) -> tuple[int, str]:
        """Return the entry for this bill's level, by category where the area tells them apart, and its key."""
        table = self.snapshot.get(path, self.level)
        if self.category in table:
            inner = table[self.category]
            if self.level in inner:
                return inner[self.level], f"{self.category}.{self.level}"
            return self.snapshot.entry(path, f"{self.category}.{self.level}"), ""
        return self.snapshot.entry(path, self.level), self.level

    def cite(self, step: str, *names: tuple[str, str]) -> None:
        """Note the parameters behind a step."""
        found = self.cites.get(step, ())
        for path, key in names:
            found += reference(self.snapshot, path, key)
        self.cites[step] = found

    def cite_row(self, step: str, row: OutOfAreaRow) -> None:
        """Note the one out-of-area rule behind a step."""
        found = reference(self.snapshot, "out_of_area.rules")[0]
        shown = found._replace(name=f"{found.name}[{row.place}.{row.filing}]", value=shown_row(row))
        self.cites[step] = (*self.cites.get(step, ()), shown)

    def row(self, kind: int, filing: int) -> OutOfAreaRow | None:
        """Return the out-of-area rule for this bill, None where the local rule holds."""
        if self.key.place == LOCAL or filing == RESIDENCE or self.waived("filing"):
            return None
        for row in self.snapshot.get("out_of_area.rules"):
            same = row.place == PLACES[self.key.place] and row.filing == FILINGS_OUT_OF_AREA[filing]
            if same and KINDS[kind] in row.kinds:
                return row
        return None

    def pooling(self, kind: int, filing: int) -> PoolingTerms:
        """Return the terms of the basic layer for a kind of bill under a filing."""
        terms = NO_POOLING
        if kind in (INPATIENT, CHRONIC_1):
            terms = self.inpatient(kind, filing)
        elif kind == NEGOTIATED_DRUG:
            terms = terms._replace(ratio=self.snapshot.entry("negotiated_drug.ratio", self.level))
            self.cite("ratio", ("negotiated_drug.ratio", self.level))
        elif kind == OUTPATIENT:
            terms = self.outpatient()
        elif kind == TWO_DISEASE:
            terms = terms._replace(
                ratio=self.snapshot.entry("two_disease.ratio", self.level),
                cap_hypertension=self.snapshot.entry("two_disease.yearly_cap", "hypertension"),
                cap_diabetes=self.snapshot.entry("two_disease.yearly_cap", "diabetes"),
                cap_both=self.snapshot.entry("two_disease.yearly_cap", "both"),
            )
            self.cite("ratio", ("two_disease.ratio", self.level))
            self.cite("ceiling", ("two_disease.yearly_cap", ""))
        elif kind == CHRONIC_2:
            terms = terms._replace(
                ratio=self.snapshot.entry("chronic_2.ratio", self.level),
                cap_first_disease=self.snapshot.get("chronic_2.first_cap"),
                cap_each_further=self.snapshot.get("chronic_2.each_further"),
                most_diseases=self.snapshot.get("chronic_2.most_diseases"),
            )
            self.cite("ratio", ("chronic_2.ratio", self.level))
            self.cite(
                "ceiling", ("chronic_2.first_cap", ""), ("chronic_2.each_further", ""), ("chronic_2.most_diseases", "")
            )
        if kind in (INPATIENT, CHRONIC_1, NEGOTIATED_DRUG):
            ceiling = UNLIMITED if self.waived("ceiling") else self.snapshot.get("inpatient.ceiling")
            on_cost = int(self.snapshot.get("inpatient.ceiling_on") == "cost")
            terms = terms._replace(ceiling=ceiling, ceiling_on_cost=on_cost)
            self.cite("ceiling", ("inpatient.ceiling", ""), ("inpatient.ceiling_on", ""))
        return self.outside(terms, kind, filing)

    def inpatient(self, kind: int, filing: int) -> PoolingTerms:
        """Return deductible, repeat rule and ratio of an inpatient or chronic class I bill."""
        snapshot = self.snapshot
        deductible, key = self.by_level("inpatient.deductible")
        own_sum = False
        row = self.row(kind, filing)
        if row is not None and row.deductible:
            if self.level not in row.deductible:
                self.snapshot.entry("out_of_area.rules", self.level)
            deductible, own_sum = row.deductible[self.level], True
            self.cite_row("deductible", row)
        else:
            self.cite("deductible", ("inpatient.deductible", key))
        ratio, key = self.by_level("inpatient.ratio")
        self.cite("ratio", ("inpatient.ratio", key))
        exempt = self.waived("deductible") or self.identity in snapshot.get("inpatient.deductible_exempt")
        if self.waived("deductible"):
            self.cite("exempt", ("special_regime.rules", ""))
        elif exempt:
            self.cite("exempt", ("inpatient.deductible_exempt", ""))
        mode, entries, floor = REPEAT_NONE, NO_EIGHT, 0
        if kind == INPATIENT:
            mode, entries, floor = self.repeat(own_sum)
        total = snapshot.get("inpatient.yearly_deductible_total")
        if total is not None:
            self.cite("deductible_total", ("inpatient.yearly_deductible_total", ""))
        if kind == INPATIENT:
            self.cite("transfer", ("inpatient.transfer", ""))
        return NO_POOLING._replace(
            deductible=deductible,
            exempt=int(exempt),
            repeat_mode=mode,
            repeat=entries,
            repeat_floor=floor,
            yearly_deductible_total=UNLIMITED if total is None else total,
            transfer_pays_difference=int(snapshot.get("inpatient.transfer") == "difference"),
            ratio=ratio,
        )

    def repeat(self, own_sum: bool) -> tuple[int, Eight, int]:
        """Return mode, entries and floor of the repeat rule; sums by level do not touch an out-of-area deductible."""
        snapshot = self.snapshot
        floor = snapshot.get("inpatient.repeat_floor").get(self.level, 0)
        for mode, path in (
            (REPEAT_FACTORS, "inpatient.repeat_factors"),
            (REPEAT_REDUCTIONS, "inpatient.repeat_reductions"),
        ):
            entries = snapshot.get(path)
            if entries is not None:
                self.cite("repeat", (path, ""))
                return mode, _eight(entries), floor
        sums = snapshot.get("inpatient.repeat_sums")
        if sums is not None and not own_sum:
            self.cite("repeat", ("inpatient.repeat_sums", self.level))
            return REPEAT_SUMS, _eight(self.snapshot.entry("inpatient.repeat_sums", self.level)), floor
        return REPEAT_NONE, NO_EIGHT, 0

    def outpatient(self) -> PoolingTerms:
        """Return the terms of ordinary outpatient care."""
        paid_here = self.level in self.snapshot.get("outpatient.institutions")
        self.cite("outpatient", ("outpatient.institutions", ""))
        if not paid_here:
            return NO_POOLING._replace(paid_here=0)
        self.cite("deductible", ("outpatient.yearly_deductible", ""))
        self.cite("ratio", ("outpatient.ratio", self.level))
        self.cite("ceiling", ("outpatient.yearly_cap", ""))
        return NO_POOLING._replace(
            ratio=self.snapshot.entry("outpatient.ratio", self.level),
            yearly_deductible=self.snapshot.get("outpatient.yearly_deductible"),
            yearly_cap=self.snapshot.get("outpatient.yearly_cap"),
        )

    def outside(self, terms: PoolingTerms, kind: int, filing: int) -> PoolingTerms:
        """Apply the out-of-area rule's one mechanism: points, factor or own share."""
        row = self.row(kind, filing)
        if row is None:
            return terms
        if self.level not in row.value:
            self.snapshot.entry("out_of_area.rules", self.level)
        self.cite_row("out_of_area", row)
        value = row.value[self.level]
        if row.mechanism == "points":
            return terms._replace(ratio=min(RATIO, max(0, terms.ratio + value)))
        if row.mechanism == "factor":
            return terms._replace(factor=value)
        return terms._replace(own_share=value)

    def maternity(self, mode: str) -> MaternityTerms:
        """Return the lump or limit of this delivery."""
        delivery = DELIVERIES[self.key.delivery]
        by_level = self.snapshot.entry("maternity.sum", delivery)
        if self.level not in by_level:
            self.snapshot.entry("maternity.sum", f"{delivery}.{self.level}")
        self.cite("maternity", ("maternity.sum", f"{delivery}.{self.level}"), ("maternity.extra_baby", ""))
        institution = self.snapshot.get("maternity.excess_borne_by") == "institution"
        self.cite("maternity", ("maternity.excess_borne_by", ""))
        return MaternityTerms(
            MODE_LUMP if mode == "lump" else MODE_LIMIT,
            by_level[self.level],
            self.snapshot.get("maternity.extra_baby"),
            int(institution),
        )

    def sum_of(self, value: int | Income) -> int:
        """Return a sum in fen, a share of the income per head worked out."""
        if isinstance(value, Income):
            return value.of(self.snapshot.get("income.per_head"))
        return value

    def catastrophic(self, kind: int) -> CatastrophicTerms:
        """Return threshold, bands and cap for this identity."""
        snapshot = self.snapshot
        if KINDS[kind] not in snapshot.get("catastrophic.fed_by"):
            return NO_CATASTROPHIC
        self.cite("catastrophic_fed", ("catastrophic.fed_by", ""), ("catastrophic.include_over_ceiling", ""))
        threshold = self.sum_of(snapshot.get("catastrophic.threshold"))
        self.cite("catastrophic", ("catastrophic.threshold", ""), ("catastrophic.bands", ""), ("catastrophic.cap", ""))
        factor = snapshot.get("catastrophic.tilt_threshold_factor").get(self.identity)
        points = snapshot.get("catastrophic.tilt_points").get(self.identity, 0)
        cap = snapshot.get("catastrophic.tilt_cap").get(self.identity, snapshot.get("catastrophic.cap"))
        for path in ("tilt_threshold_factor", "tilt_points", "tilt_cap"):
            if self.identity in snapshot.get(f"catastrophic.{path}"):
                self.cite("catastrophic", (f"catastrophic.{path}", self.identity))
        if factor is not None:
            threshold = share(threshold, factor)
        start = 0 if snapshot.get("catastrophic.band_basis") == "absolute" else threshold
        bands = snapshot.get("catastrophic.bands")
        limits = tuple(min(UNLIMITED, start + band.up_to) for band in bands)
        ratios = tuple(band.ratio + points for band in bands)
        idle = 8 - len(bands)
        step = snapshot.get("incentive.continuous_step")
        if step is not None and cap < UNLIMITED:
            paths = ("continuous_after_years", "continuous_step", "zero_claim_step", "ceiling_share")
            self.cite("incentive", *((f"incentive.{path}", "") for path in paths))
        return CatastrophicTerms(
            1,
            snapshot.get("catastrophic.include_self_first"),
            snapshot.get("catastrophic.include_over_ceiling"),
            threshold,
            _eight(limits + (UNLIMITED,) * idle),
            _eight(ratios + (0,) * idle),
            cap,
            snapshot.get("incentive.continuous_after_years") or 0,
            step or 0,
            snapshot.get("incentive.zero_claim_step") or 0,
            snapshot.get("incentive.ceiling_share") or 0,
        )

    def feed(self, kind: int) -> FeedTerms:
        """Return what of a bill of this kind feeds medical assistance."""
        snapshot = self.snapshot
        if KINDS[kind] not in snapshot.get("assistance.fed_by"):
            return NO_FEED
        self.cite("assistance_fed", ("assistance.fed_by", ""), ("assistance.include_over_ceiling", ""))
        unfiled = snapshot.get("assistance.unfiled")
        if self.key.place != LOCAL and self.key.filing == UNFILED:
            self.cite("assistance_unfiled", ("assistance.unfiled", ""))
        return FeedTerms(
            1,
            snapshot.get("assistance.include_self_first"),
            snapshot.get("assistance.include_over_ceiling"),
            int(unfiled != "excluded" or self.waived("filing")),
            int(unfiled == "difference" and not self.waived("filing")),
        )

    def assistance(self, layer: str, fed: int) -> AssistanceTerms:
        """Return deductible, ratio and cap of assistance or tilt for this identity."""
        if not fed or self.identity not in self.snapshot.get(f"{layer}.ratio"):
            return NO_ASSISTANCE
        paths = (f"{layer}.deductible", f"{layer}.ratio", f"{layer}.cap")
        deductible = self.sum_of(self.snapshot.entry(paths[0], self.identity))
        self.cite(layer, *((path, self.identity) for path in paths))
        if isinstance(self.snapshot.entry(paths[0], self.identity), Income):
            self.cite(layer, ("income.per_head", ""))
        return AssistanceTerms(
            1, deductible, self.snapshot.entry(paths[1], self.identity), self.snapshot.entry(paths[2], self.identity)
        )
