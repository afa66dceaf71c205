"""The terms of catastrophic insurance, medical assistance and tilt, from the dated tables.

Source: 攀枝花市城乡居民医疗保险办法 articles 4 and 24; contract of settlement sections 4, 5 and 12.
"""

from tongchou.regulations.asking import Asking, eight
from tongchou.regulations.kinds import Income
from tongchou.rules.benefit.terms import (
    NO_ASSISTANCE,
    NO_CATASTROPHIC,
    NO_FEED,
    AssistanceTerms,
    CatastrophicTerms,
    FeedTerms,
)
from tongchou.rules.codes import KINDS, LOCAL, UNFILED
from tongchou.rules.money import UNLIMITED, share


class LaterLayers(Asking):
    """Works out what the later layers pay a bill under."""

    def catastrophic(self, kind: int) -> CatastrophicTerms:
        """Return threshold, bands and cap for this identity."""
        snapshot = self.snapshot
        if KINDS[kind] not in snapshot.get("catastrophic.fed_by"):
            return NO_CATASTROPHIC
        self.cite("catastrophic_fed", ("catastrophic.fed_by", ""), ("catastrophic.include_over_ceiling", ""))
        threshold = self.sum_of(snapshot.get("catastrophic.threshold"))
        self.cite("catastrophic", ("catastrophic.threshold", ""), ("catastrophic.bands", ""), ("catastrophic.cap", ""))
        if isinstance(snapshot.get("catastrophic.threshold"), Income):
            self.cite("catastrophic", ("income.per_head", ""))
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
        apart = snapshot.get("catastrophic.over_ceiling_ratio")
        if apart is not None:
            self.cite("catastrophic", ("catastrophic.over_ceiling_ratio", ""))
        reduction = snapshot.get("incentive.re_enrolment_reduction") or 0
        if reduction and cap < UNLIMITED:
            self.cite("re_enrolment", ("incentive.re_enrolment_reduction", ""))
        step = snapshot.get("incentive.continuous_step")
        if step is not None and cap < UNLIMITED:
            paths = ("continuous_after_years", "continuous_step", "zero_claim_step", "ceiling_share")
            self.cite("incentive", *((f"incentive.{path}", "") for path in paths))
        return CatastrophicTerms(
            1,
            snapshot.get("catastrophic.include_self_first"),
            snapshot.get("catastrophic.include_over_ceiling"),
            threshold,
            eight(limits + (UNLIMITED,) * idle),
            eight(ratios + (0,) * idle),
            cap,
            snapshot.get("incentive.continuous_after_years") or 0,
            step or 0,
            snapshot.get("incentive.zero_claim_step") or 0,
            snapshot.get("incentive.ceiling_share") or 0,
            int(apart is not None),
            apart or 0,
            reduction if cap < UNLIMITED else 0,
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

    def assistance_of_kind(self, kind: int, fed: int) -> AssistanceTerms:
        """Return the terms of assistance, with the ratio and the cap that a kind of bill has of its own."""
        terms = self.assistance("assistance", fed)
        if not terms.entitled:
            return terms
        word = KINDS[kind]
        ratios = self.snapshot.get("assistance.kind_ratio").get(word, {})
        if self.identity in ratios:
            self.cite("assistance", ("assistance.kind_ratio", f"{word}.{self.identity}"))
            terms = terms._replace(ratio=ratios[self.identity])
        caps = self.snapshot.get("assistance.outpatient_cap")
        if self.identity in caps and word in self.snapshot.get("assistance.outpatient_kinds"):
            self.cite("assistance", ("assistance.outpatient_cap", self.identity))
            if isinstance(caps[self.identity], Income):
                self.cite("assistance", ("income.per_head", ""))
            terms = terms._replace(cap=self.sum_of(caps[self.identity]), outpatient_cap=1)
        return terms

    def assistance(self, layer: str, fed: int) -> AssistanceTerms:
        """Return deductible, ratio and cap of assistance or tilt for this identity."""
        if not fed or self.identity not in self.snapshot.get(f"{layer}.ratio"):
            return NO_ASSISTANCE
        paths = (f"{layer}.deductible", f"{layer}.ratio", f"{layer}.cap")
        deductible = self.sum_of(self.snapshot.entry(paths[0], self.identity))
        self.cite(layer, *((path, self.identity) for path in paths))
        if isinstance(self.snapshot.entry(paths[0], self.identity), Income):
            self.cite(layer, ("income.per_head", ""))
        cap = self.snapshot.entry(paths[2], self.identity)
        if isinstance(cap, Income):
            self.cite(layer, ("income.per_head", ""))
        return AssistanceTerms(1, deductible, self.snapshot.entry(paths[1], self.identity), self.sum_of(cap), 0)
