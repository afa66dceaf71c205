"""The terms of basic pooling and maternity, from the dated tables.

Source: 攀枝花市城乡居民医疗保险办法 articles 12 and 19; contract of settlement sections 3 and 12.
"""

from tongchou.regulations.asking import EXEMPT_BY_DIAGNOSIS, EXEMPT_BY_FILING, Asking, eight, reference
from tongchou.regulations.kinds import Income
from tongchou.rules.benefit.terms import (
    MODE_LIMIT,
    MODE_LUMP,
    NO_EIGHT,
    NO_MATERNITY,
    NO_POOLING,
    REPEAT_FACTORS,
    REPEAT_NONE,
    REPEAT_REDUCTIONS,
    REPEAT_SUMS,
    Eight,
    MaternityTerms,
    PoolingTerms,
)
from tongchou.rules.codes import (
    CHRONIC_1,
    CHRONIC_2,
    CIRCUMSTANCES,
    DELIVERIES,
    INPATIENT,
    LOCAL,
    NEGOTIATED_DRUG,
    OUTPATIENT,
    TWO_DISEASE,
)
from tongchou.rules.money import RATIO, UNLIMITED

EXEMPTING = {
    EXEMPT_BY_DIAGNOSIS: "inpatient.deductible_exempt_diagnoses",
    EXEMPT_BY_FILING: "inpatient.deductible_exempt_filings",
}


class BasicLayer(Asking):
    """Works out what the basic layer pays a bill under."""

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
                yearly_deductible=self.snapshot.get("chronic_2.yearly_deductible"),
                cap_first_disease=self.first_cap(),
                cap_each_further=self.snapshot.get("chronic_2.each_further"),
                most_diseases=self.snapshot.get("chronic_2.most_diseases"),
            )
            self.cite("deductible", ("chronic_2.yearly_deductible", ""))
            self.cite("ratio", ("chronic_2.ratio", self.level))
            self.cite("ceiling", ("chronic_2.each_further", ""), ("chronic_2.most_diseases", ""))
        if kind in (INPATIENT, CHRONIC_1, NEGOTIATED_DRUG):
            ceiling = UNLIMITED if self.waived("ceiling") else self.sum_of(self.snapshot.get("inpatient.ceiling"))
            on_cost = int(self.snapshot.get("inpatient.ceiling_on") == "cost")
            terms = terms._replace(ceiling=ceiling, ceiling_on_cost=on_cost)
            self.cite("ceiling", ("inpatient.ceiling", ""), ("inpatient.ceiling_on", ""))
            if isinstance(self.snapshot.get("inpatient.ceiling"), Income):
                self.cite("ceiling", ("income.per_head", ""))
        if kind == CHRONIC_1:
            self.cite_as_inpatient()
        return self.outside(terms, kind, filing)

    def inpatient(self, kind: int, filing: int) -> PoolingTerms:
        """Return deductible, repeat rule and ratio of an inpatient or chronic class I bill."""
        snapshot = self.snapshot
        sums, ratios = "inpatient.deductible", "inpatient.ratio"
        if kind == CHRONIC_1:
            sums = sums if snapshot.get("chronic_1.deductible") is None else "chronic_1.deductible"
            ratios = ratios if snapshot.get("chronic_1.ratio") is None else "chronic_1.ratio"
        deductible, key = self.by_level(sums)
        own_sum = False
        row = self.row(kind, filing)
        if row is not None and row.deductible:
            if self.level not in row.deductible:
                self.snapshot.entry("out_of_area.rules", self.level)
            deductible, own_sum = row.deductible[self.level], True
            self.cite_row("deductible", row)
        else:
            self.cite("deductible", (sums, key))
        ratio, key = self.by_level(ratios)
        self.cite("ratio", (ratios, key))
        exempt_from = self.key.exempt_from_admission if kind == INPATIENT else 0
        if exempt_from:
            ground = "diagnoses" if self.key.exempt_from_diagnosis else "ages"
            self.cite("exempt_from", (f"inpatient.deductible_exempt_{ground}", ""))
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
            exempt=int(self.exempt(kind)),
            exempt_from_admission=exempt_from,
            repeat_mode=mode,
            repeat=entries,
            repeat_floor=floor,
            yearly_deductible_total=UNLIMITED if total is None else total,
            transfer_pays_difference=int(snapshot.get("inpatient.transfer") == "difference"),
            ratio=ratio,
        )

    def cite_as_inpatient(self) -> None:
        """Cite before each inpatient parameter why it holds for chronic class I, which has an article of its own."""
        found = reference(self.snapshot, "chronic_1.as_inpatient")
        for step, cited in self.cites.items():
            if cited and cited[0].name.startswith("inpatient."):
                self.cites[step] = found + cited

    def exempt(self, kind: int) -> bool:
        """Return whether nothing is due as a deductible: a special regime, the identity, the diagnosis, a filing."""
        if self.waived("deductible"):
            reason = "special_regime.rules"
        elif self.identity in self.snapshot.get("inpatient.deductible_exempt"):
            reason = "inpatient.deductible_exempt"
        elif kind == INPATIENT and self.key.exempt_by:
            reason = EXEMPTING[self.key.exempt_by]
        else:
            return False
        self.cite("exempt", (reason, ""))
        return True

    def first_cap(self) -> int:
        """Return the yearly cap of the first class-II disease: a sum of its own where it is the only one filed."""
        if self.key.chronic_2_disease:
            self.cite("ceiling", ("chronic_2.disease_cap", self.key.chronic_2_disease))
            return int(self.snapshot.entry("chronic_2.disease_cap", self.key.chronic_2_disease))
        self.cite("ceiling", ("chronic_2.first_cap", ""))
        return int(self.snapshot.get("chronic_2.first_cap"))

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
                return mode, eight(entries), floor
        sums = snapshot.get("inpatient.repeat_sums")
        if sums is not None and not own_sum:
            self.cite("repeat", ("inpatient.repeat_sums", self.level))
            return REPEAT_SUMS, eight(self.snapshot.entry("inpatient.repeat_sums", self.level)), floor
        return REPEAT_NONE, NO_EIGHT, 0

    def outpatient(self) -> PoolingTerms:
        """Return the terms of ordinary outpatient care."""
        paid_here = self.level in self.snapshot.get("outpatient.institutions")
        self.cite("outpatient", ("outpatient.institutions", ""))
        if not paid_here:
            return NO_POOLING._replace(paid_here=0)
        self.cite("deductible", ("outpatient.yearly_deductible", self.level))
        self.cite("ratio", ("outpatient.ratio", self.level))
        self.cite("ceiling", ("outpatient.yearly_cap", ""))
        ratio = self.snapshot.entry("outpatient.ratio", self.level)
        added = self.snapshot.get("outpatient.added_points")
        for circumstance in self.key.circumstances:
            word = CIRCUMSTANCES[circumstance]
            if word in added:
                ratio += added[word]
                self.cite("ratio", ("outpatient.added_points", word))
        return NO_POOLING._replace(
            ratio=min(RATIO, max(0, ratio)),
            yearly_deductible=self.snapshot.entry("outpatient.yearly_deductible", self.level),
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
            floor = min(row.ratio_floor.get(self.level, 0), terms.ratio)
            return terms._replace(ratio=min(RATIO, max(floor, terms.ratio + value)))
        if row.mechanism == "factor":
            return terms._replace(factor=value)
        return terms._replace(own_share=value)

    def maternity(self, mode: str) -> MaternityTerms:
        """Return the lump, the limit or the ratio of this delivery."""
        delivery = DELIVERIES[self.key.delivery]
        if mode == "ratio":
            ratio = self.snapshot.entry("maternity.ratio", self.level)
            self.cite("maternity", ("maternity.ratio", self.level))
            if delivery not in self.snapshot.get("maternity.sum"):
                return NO_MATERNITY._replace(base=UNLIMITED, ratio=ratio)
        else:
            ratio = RATIO
        base = self.delivery_sum(delivery, self.level)
        outside = self.snapshot.get("maternity.outside_level")
        if outside is not None and self.key.place != LOCAL:
            base = min(base, self.delivery_sum(delivery, outside))
            self.cite("maternity", ("maternity.outside_level", ""))
        self.cite("maternity", ("maternity.extra_baby", ""))
        institution = self.snapshot.get("maternity.excess_borne_by") == "institution"
        self.cite("maternity", ("maternity.excess_borne_by", ""))
        return MaternityTerms(
            MODE_LUMP if mode == "lump" else MODE_LIMIT,
            base,
            self.snapshot.get("maternity.extra_baby"),
            int(institution),
            ratio,
        )

    def delivery_sum(self, delivery: str, level: str) -> int:
        """Return the sum of a delivery at a level."""
        by_level = self.snapshot.entry("maternity.sum", delivery)
        if level not in by_level:
            self.snapshot.entry("maternity.sum", f"{delivery}.{level}")
        self.cite("maternity", ("maternity.sum", f"{delivery}.{level}"))
        return int(by_level[level])
