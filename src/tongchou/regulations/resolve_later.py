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
from tongchou.rules.codes import KINDS, LOCAL, NEGOTIATED_DRUG, UNFILED
from tongchou.rules.money import UNLIMITED, share


class LaterLayers(Asking):
    """Works out what the later layers pay a bill under."""

    def catastrophic(self, kind: int) -> CatastrophicTerms:
        """Return threshold, bands and cap for this identity."""
        snapshot = self.snapshot
        of_rest = snapshot.get("negotiated_drug.catastrophic_ratio") if kind == NEGOTIATED_DRUG else None
        if of_rest is not None:
            return self.of_rest(of_rest)
        if KINDS[kind] not in snapshot.get("catastrophic.fed_by"):
            return NO_CATASTROPHIC
        self.cite("catastrophic_fed", ("catastrophic.fed_by", ""), ("catastrophic.include_over_ceiling", ""))
        threshold = self.sum_of(snapshot.get("catastrophic.threshold"))
        self.cite("catastrophic", ("catastrophic.threshold", ""), ("catastrophic.bands", ""), ("catastrophic.cap", ""))
        if isinstance(snapshot.get("catastrophic.threshold"), Income):
            self.cite("catastrophic", ("income.per_head", ""))
        factor = snapshot.get("catastrophic.tilt_threshold_factor").get(self.identity)
        points = snapshot.get("catastrophic.tilt_points").get(self.identity, 0)
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
        return self.capped()._replace(
            threshold=threshold,
            limits=eight(limits + (UNLIMITED,) * idle),
            ratios=eight(ratios + (0,) * idle),
        )

    def of_rest(self, ratio: int) -> CatastrophicTerms:
        """Return the terms of a bill that is paid a share of what pooling leaves, outside the bands."""
        self.cite("catastrophic", ("negotiated_drug.catastrophic_ratio", ""), ("catastrophic.cap", ""))
        if self.identity in self.snapshot.get("catastrophic.tilt_cap"):
            self.cite("catastrophic", ("catastrophic.tilt_cap", self.identity))
        return self.capped()._replace(rest_apart=1, rest_ratio=ratio)

    def capped(self) -> CatastrophicTerms:
        """Return what holds of the layer whatever the bands: what feeds it, its cap and what moves the cap."""
        snapshot = self.snapshot
        cap = snapshot.get("catastrophic.tilt_cap").get(self.identity, snapshot.get("catastrophic.cap"))
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
        return NO_CATASTROPHIC._replace(
            fed=1,
            include_self_first=snapshot.get("catastrophic.include_self_first"),
            include_over_ceiling=snapshot.get("catastrophic.include_over_ceiling"),
            cap=cap,
            continuous_after_years=snapshot.get("incentive.continuous_after_years") or 0,
            continuous_step=step or 0,
            zero_claim_step=snapshot.get("incentive.zero_claim_step") or 0,
            ceiling_share=snapshot.get("incentive.ceiling_share") or 0,
            over_ceiling_apart=int(apart is not None),
            over_ceiling_ratio=apart or 0,
            re_enrolment_reduction=reduction if cap < UNLIMITED else 0,
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
        if layer == "tilt":
            self.cite("tilt_payer", ("tilt.payer", ""))
            shares = self.snapshot.get("tilt.burden_share")
            if fed and self.identity in shares:
                return self.burden_share(shares[self.identity])
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
        return AssistanceTerms(1, deductible, self.snapshot.entry(paths[1], self.identity), self.sum_of(cap), 0, -1)

    def burden_share(self, most: int) -> AssistanceTerms:
        """Return the terms of tilt for an identity that bears no more than a share of the in-scope cost."""
        cap = self.snapshot.entry("tilt.cap", self.identity)
        self.cite("tilt", ("tilt.burden_share", self.identity), ("tilt.cap", self.identity))
        if isinstance(cap, Income):
            self.cite("tilt", ("income.per_head", ""))
        return NO_ASSISTANCE._replace(entitled=1, cap=self.sum_of(cap), burden_share=most)
