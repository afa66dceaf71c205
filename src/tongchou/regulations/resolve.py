"""From dated tables to the integers one bill is settled under, each with the citation it came from.

A bill's terms depend only on its day, kind, level, place, filing, category, identity, delivery, special regime and what
exempts it, so they are worked out once for each such combination and kept.
"""

from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from tongchou.regulations.asking import (
    EXEMPT_BY_DIAGNOSIS,
    EXEMPT_BY_FILING,
    EXEMPT_BY_NOTHING,
    NO_REGIME,
    BillKey,
    Cites,
    reference,
)
from tongchou.regulations.load import Regulation, Snapshot
from tongchou.regulations.resolve_basic import BasicLayer
from tongchou.regulations.resolve_later import LaterLayers
from tongchou.regulations.rows import ASSISTANCE_MONEY, RESIDENT_FUND, AgeSpan, ExemptDiagnosis, RegimeRow
from tongchou.regulations.schema import PARAMETERS
from tongchou.rules.benefit.facts import is_tilt_place, is_unfiled_outside
from tongchou.rules.benefit.scope import ScopeTerms
from tongchou.rules.benefit.terms import (
    NO_ASSISTANCE,
    NO_CATASTROPHIC,
    NO_FEED,
    NO_MATERNITY,
    NO_POOLING,
    Terms,
)
from tongchou.rules.codes import (
    DELIVERIES,
    IDENTITIES,
    INPATIENT,
    LOCAL,
    MATERNITY,
    NEGOTIATED_DRUG,
    REFERRAL,
    TWO_DISEASE,
    UNFILED,
)
from tongchou.rules.money import UNLIMITED


class Resolved(NamedTuple):
    """The terms of one combination, and the parameters behind each step."""

    kind: int
    """The kind settled: a delivery paid as inpatient is an inpatient bill."""
    terms: Terms
    cites: Cites
    interim_is_admission: int
    interim_days: int
    """After how many days a later part of a stay is an admission of its own; 0: never."""
    regime: RegimeRow | None
    tilt_payer: str = ASSISTANCE_MONEY
    """Who pays tilt assistance."""

    @property
    def payer(self) -> str:
        """Who pays the basic layer."""
        return RESIDENT_FUND if self.regime is None else self.regime.payer

    def waives(self, what: str) -> bool:
        """Return whether a special regime waives something for this bill."""
        return self.regime is not None and what in self.regime.waive

    @property
    def counts_as_filed(self) -> bool:
        """Whether a special regime stands for the filing that the kind of bill needs.

        Not of the two diseases: there the cap goes by which of them is filed, and nobody would know.
        """
        return self.waives("filing") and self.kind != TWO_DISEASE

    def unfiled_outside(self, place: int, filing: int) -> int:
        """Return whether the bill counts as care outside the pooling area without a filing."""
        return 0 if self.waives("filing") else is_unfiled_outside(place, filing)

    def tilt_place(self, place: int, filing: int) -> int:
        """Return whether tilt assistance reaches the place; a waived filing makes it count as local."""
        return 1 if self.waives("filing") else is_tilt_place(place, filing)


class Fixed(NamedTuple):
    """What of a period does not depend on the bill: first shares, the identity rank, special regimes."""

    scope: ScopeTerms
    rank: tuple[int, ...]
    exempt_ages: tuple[AgeSpan, ...]
    exempt_diagnoses: tuple[ExemptDiagnosis, ...]
    exempt_filings: tuple[str, ...]
    disease_caps: frozenset[str]
    """Class-II diseases with a yearly cap of their own."""
    negotiated: ScopeTerms | None
    """First shares of a bill of negotiated drugs, where they differ."""
    cites: Cites
    regimes: tuple[RegimeRow, ...]

    def first_shares(self, kind: int) -> ScopeTerms:
        """Return the first shares of a kind of bill."""
        return self.scope if self.negotiated is None or kind != NEGOTIATED_DRUG else self.negotiated

    def regime_of(self, diagnosis: str, provider: str) -> int:
        """Return the number of the special regime that a bill's diagnosis and institution fall under."""
        for number, row in enumerate(self.regimes):
            diagnosed = not row.diagnoses or diagnosis.startswith(row.diagnoses)
            if diagnosis and diagnosed and (not row.institutions or provider in row.institutions):
                return number
        return NO_REGIME

    def exempt_by(self, diagnosis: str, filings: Iterable[str]) -> int:
        """Return what of an admission, besides the identity and the age, exempts it from the inpatient deductible."""
        if any(row.from_admission == 1 and row.holds(diagnosis) for row in self.exempt_diagnoses):
            return EXEMPT_BY_DIAGNOSIS
        if self.exempt_filings and any(kind in self.exempt_filings for kind in filings):
            return EXEMPT_BY_FILING
        return EXEMPT_BY_NOTHING

    def exempt_from_admission(self, age: int, diagnosis: str) -> tuple[int, int]:
        """Return from which admission on age or diagnosis exempts (0: from none), and 1 where it is the diagnosis.

        A diagnosis that exempts from the first admission on is asked for before.
        """
        of_age = min((span.from_admission for span in self.exempt_ages if span.holds(age)), default=0)
        later = (row for row in self.exempt_diagnoses if row.from_admission > 1 and row.holds(diagnosis))
        of_diagnosis = min((row.from_admission for row in later), default=0)
        if of_diagnosis and (not of_age or of_diagnosis < of_age):
            return of_diagnosis, 1
        return of_age, 0


class TermsBook:
    """The terms of a regulation, looked up by day and bill."""

    def __init__(self, regulation: Regulation) -> None:
        """Prepare an empty book for a regulation, and one for each grade that it tells apart."""
        self.regulation = regulation
        self._starts = [1, *regulation.changes()]
        self._resolved: dict[tuple[int, BillKey], Resolved] = {}
        self._fixed: dict[int, Fixed] = {}
        self._graded = {grade: TermsBook(graded) for grade, graded in regulation.graded.items()}

    def of_grade(self, grade: str) -> "TermsBook":
        """Return the book for persons of a contribution grade: this one where the grade changes nothing."""
        return self._graded.get(grade, self)

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
    of_negotiated = snapshot.get("negotiated_drug.first_share")
    high_value = reference(snapshot, "scope.high_value_mark") + reference(snapshot, "scope.high_value_first_share")
    cites: Cites = {
        "self_first": reference(snapshot, "scope.first_share") + high_value,
        "negotiated_first": reference(snapshot, "negotiated_drug.first_share"),
        "in_scope": reference(snapshot, "scope.catalogue"),
        "cover": reference(snapshot, "waiting.regime") + reference(snapshot, "waiting.grace_break_months"),
        "direct": reference(snapshot, "settlement.direct"),
    }
    for path in PARAMETERS:
        stated = snapshot.values.get(path)
        if path.startswith("exclusion.") and stated is not None and stated.value:
            cites[path] = reference(snapshot, path)
    return Fixed(
        scope,
        tuple(IDENTITIES.index(word) for word in snapshot.get("identity.rank")),
        snapshot.get("inpatient.deductible_exempt_ages"),
        snapshot.get("inpatient.deductible_exempt_diagnoses"),
        snapshot.get("inpatient.deductible_exempt_filings"),
        frozenset(snapshot.get("chronic_2.disease_cap")),
        None if of_negotiated is None else scope._replace(drug=of_negotiated),
        cites,
        snapshot.get("special_regime.rules"),
    )


class Resolver(BasicLayer, LaterLayers):
    """Works out the terms of one combination and notes where each came from."""

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
                self.assistance_of_kind(kind, feed.fed),
                self.assistance("tilt", feed.fed),
            )
        if self.regime is not None:
            self.cites["special_regime"] = reference(self.snapshot, "special_regime.rules")
        interim = int(kind == INPATIENT and self.snapshot.get("inpatient.interim") == "new_admission")
        days = self.snapshot.get("inpatient.interim_days") if kind == INPATIENT else None
        if days is not None and not interim:
            self.cite("long_stay", ("inpatient.interim_days", ""))
        return Resolved(kind, terms, self.cites, interim, days or 0, self.regime, self.snapshot.get("tilt.payer"))
