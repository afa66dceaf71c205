"""Acts on people: registered, changed, moved, their documents; each with its source."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F

from tongchou.registry import clock
from tongchou.registry.acting import Act, ChangedMeanwhile, acting
from tongchou.registry.documents import Number, WrongNumber, read_number
from tongchou.registry.initials import initials_of
from tongchou.registry.models import (
    Area,
    AreaFact,
    IdentityDocument,
    Person,
    PersonFact,
    Residence,
    Unmasking,
)
from tongchou.registry.models.people import SEXES
from tongchou.registry.refusals import Refused
from tongchou.registry.rights import Actor, NotAllowed
from tongchou.registry.secrets import key_ring, masked_number
from tongchou.registry.serials import next_serials

LONGEST_NAME = 50


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is stated of a person at registration."""

    name: str
    document_kind: str
    document: str
    sex: str = ""
    """M or F; told by a resident ID, so it may be left out with one."""
    birth: date | None = None
    address: str = ""
    source: str = ""


class AlreadyRegistered(Refused):
    """The number of the document is another person's, whose lifelong number this names."""

    def __init__(self, person: Person) -> None:
        """Keep the person."""
        self.person = person
        super().__init__(
            f"该证件号码已登记为 {person.number}，请核对是否同一人；是则直接办理变更，不再登记",
            f"the document is registered as {person.number}; if it is the same person, change that registration",
            where="document",
        )


def register_person(*, actor: Actor, day: date, area: Area, particulars: Particulars) -> Person:
    """Register a person with one lifelong number. Raises Refused, AlreadyRegistered, NotAllowed.

    Of any number of registrations of one document at once, one makes the person and the others are told its number.
    """
    name, number, sex, birth = checked_particulars(particulars, day)
    blind = key_ring().blind(number.kind, number.number)
    try:
        with acting(actor, "person.register", day=day, area=area) as act:
            _refuse_missing_area(area, day)
            _refuse_registered(blind)
            person = act.write(
                Person(
                    serial=next_serials()[0],
                    name=name,
                    initials=initials_of(name),
                    sex=sex,
                    birth=birth,
                    area=area,
                    county_id=area.county_id or area.code,
                )
            )
            act.subject = f"person:{person.pk}"
            act.content = {"number": person.number, "source": particulars.source, "document_kind": number.kind}
            act.write(
                PersonFact(person=person, name=name, sex=sex, birth=birth, source=particulars.source, valid_from=birth)
            )
            _write_document(act, person, number, birth)
            act.write(Residence(person=person, kind="insured", area=area, address=particulars.address, valid_from=day))
            act.tell("person.registered", f"person:{person.pk}", {"person": person.pk, "area": area.code})
    except IntegrityError as wrong:
        # another connection was first
        with transaction.atomic():
            _refuse_registered(blind)
        raise wrong
    return person


def change_particulars(
    *,
    actor: Actor,
    day: date,
    person: Person,
    version: int,
    name: str,
    sex: str,
    birth: date,
    died_on: date | None = None,
    source: str,
) -> PersonFact:
    """State name, sex, birth or death anew; what was stated before stays for whoever asks.

    Raises Refused, NotAllowed, and ChangedMeanwhile where somebody else was first.
    """
    refuse_merged(person)
    if sex not in dict(SEXES):
        raise Refused("没有填性别", "the sex is missing", where="sex")
    if birth > day:
        raise Refused("出生日期在办理日之后", "the birth is after the business day", where="birth")
    if died_on is not None and died_on > day:
        raise Refused("死亡日期在办理日之后", "the death is after the business day", where="died_on")
    if not source.strip():
        raise Refused("没有写变更依据", "the source of the change is missing", where="source")
    if died_on is not None and died_on < birth:
        raise Refused("死亡日期早于出生日期", "death is before birth", where="died_on")
    with acting(actor, "person.change", day=day, area=person.area) as act:
        act.subject = f"person:{person.pk}"
        act.content = {"source": source}
        clean = clean_name(name)
        fact = PersonFact(
            person=person, name=clean, sex=sex, birth=birth, died_on=died_on, source=source.strip(), valid_from=birth
        )
        for known in PersonFact.objects.known().filter(person=person):
            act.withdraw(known)
        act.write(fact)
        _show(person, version, name=clean, initials=initials_of(clean), sex=sex, birth=birth, died_on=died_on)
        act.tell("person.changed", f"person:{person.pk}:{person.version}", {"person": person.pk})
    return fact


def move_person(*, actor: Actor, day: date, person: Person, version: int, area: Area, address: str = "") -> Residence:
    """Move a person's place of insurance from a day on. Within one's own areas; between counties it takes both.

    Lists show it from that day on (``show_moves`` brings moves of a day to come there). Raises Refused, NotAllowed,
    ChangedMeanwhile.
    """
    refuse_merged(person)
    if not actor.may("person.change", area):
        raise NotAllowed("person.change", area.code)
    with acting(actor, "person.change", day=day, area=person.area) as act:
        _refuse_missing_area(area, day)
        act.subject = f"person:{person.pk}"
        act.content = {"from": person.area_id, "to": area.code}
        fact = act.restate(Residence(person=person, kind="insured", area=area, address=address, valid_from=day))
        if day <= clock.today():
            _show(person, version, area_id=area.code, county_id=area.county_id or area.code)
        else:
            _show(person, version)
        act.tell("person.moved", f"person:{person.pk}:{act.id}", {"person": person.pk, "to": area.code})
    return fact


def show_moves(*, actor: Actor, day: date, limit: int = 500) -> int:
    """Let lists and rights follow the moves that came into force by a day; return how many people moved.

    A daily job calls it until it returns 0. Raises Refused for a day to come, NotAllowed.
    """
    if day > clock.today():
        raise Refused(f"{day} 还没有到", f"{day} is yet to come", where="day")
    with acting(actor, "system.keep", day=day) as act:
        due = (
            Residence.objects.as_of(day)
            .filter(kind="insured", valid_from__lte=day)
            .exclude(person__area_id=F("area_id"))
            .select_related("area")
            .order_by("person_id")[:limit]
        )
        moved = list(due)
        for home in moved:
            county = home.area.county_id or home.area_id
            Person.objects.filter(pk=home.person_id).update(
                area_id=home.area_id, county_id=county, version=F("version") + 1
            )
        act.subject = "moves"
        act.content = {"people": len(moved)}
    return len(moved)


def add_document(*, actor: Actor, day: date, person: Person, kind: str, number: str) -> IdentityDocument:
    """Add a document to a person, or replace the one of the same kind. Raises Refused, AlreadyRegistered."""
    refuse_merged(person)
    read = _read(kind, number, day)
    if read.birth is not None and read.birth != person.birth:
        raise Refused(
            f"证件上的出生日期 {read.birth} 与登记的 {person.birth} 不符，请先核对并变更基本信息",
            f"the document tells {read.birth} as birth, {person.birth} is registered; settle that first",
            where="document",
        )
    blind = key_ring().blind(read.kind, read.number)
    try:
        with acting(actor, "person.change", day=day, area=person.area) as act:
            act.subject = f"person:{person.pk}"
            act.content = {"document_kind": kind}
            # locked, so that of two acts on the same person at once the second sees what the first wrote
            refuse_merged(
                Person.objects.select_for_update(of=("self",)).select_related("merged_into").get(pk=person.pk)
            )
            _refuse_registered(blind)
            for known in IdentityDocument.objects.known().filter(person=person, kind=kind):
                act.withdraw(known)
            return _write_document(act, person, read, day)
    except IntegrityError as wrong:
        with transaction.atomic():
            _refuse_registered(blind)
        raise wrong


def unmask(*, actor: Actor, day: date, document: IdentityDocument, reason: str) -> str:
    """Return a whole document number to somebody who says why; the person can see who looked. Raises Refused."""
    if len(reason.strip()) < 4:
        raise Refused("请写明查看事由（至少 4 个字）", "say why the whole number is needed", where="reason")
    with acting(actor, "person.unmask", day=day, area=document.person.area, reason=reason.strip()) as act:
        act.subject = f"person:{document.person_id}"
        act.write(Unmasking(person_id=document.person_id, document=document, reason=reason.strip(), at=act.at))
        return key_ring().decrypt(bytes(document.cipher), document.pk)


def clean_name(name: str) -> str:
    """Return a name without outer spaces, with one form of the point between its parts; raise Refused if it is none."""
    clean = " ".join(name.split()).replace("・", "·").replace("•", "·").replace("．", "·")
    if not clean:
        raise Refused("没有填姓名", "the name is missing", where="name")
    if len(clean) > LONGEST_NAME:
        raise Refused(f"姓名超过 {LONGEST_NAME} 字", f"the name is over {LONGEST_NAME} characters", where="name")
    if any(character.isdigit() or character in '<>{}[]@#$%^&*=+|\\/;:"!?_~`' for character in clean):
        raise Refused("姓名中有数字或符号", "there is a digit or a sign in the name", where="name")
    return clean


def checked_particulars(particulars: Particulars, day: date) -> tuple[str, Number, str, date]:
    """Return name, number, sex and birth; raise Refused where something is missing or contradicts the document."""
    name = clean_name(particulars.name)
    number = _read(particulars.document_kind, particulars.document, day)
    sex, birth = number.sex or particulars.sex, number.birth or particulars.birth
    if sex not in dict(SEXES):
        raise Refused("没有填性别", "the sex is missing", where="sex")
    if birth is None:
        raise Refused("没有填出生日期", "the birth is missing", where="birth")
    if birth > day:
        raise Refused("出生日期在办理日之后", "the birth is after the business day", where="birth")
    if particulars.sex and particulars.sex != sex:
        raise Refused("性别与证件号码不符", "the sex differs from the document", where="sex")
    if particulars.birth and particulars.birth != birth:
        raise Refused("出生日期与证件号码不符", "the birth differs from the document", where="birth")
    return name, number, sex, birth


def _read(kind: str, number: str, day: date) -> Number:
    try:
        return read_number(kind, number, day)
    except WrongNumber as wrong:
        raise Refused(wrong.zh, wrong.en, where="document") from wrong


def _refuse_registered(blind: bytes) -> None:
    held = IdentityDocument.objects.known().filter(blind=blind).select_related("person__merged_into").first()
    if held is not None:
        raise AlreadyRegistered(held.person.merged_into or held.person)


def _refuse_missing_area(area: Area, day: date) -> None:
    if not AreaFact.objects.as_of(day).filter(area=area).exists():
        raise Refused(f"区划 {area.code} 在 {day} 不存在", f"area {area.code} does not exist on {day}", where="area")


def refuse_merged(person: Person) -> None:
    """Raise Refused where a number was merged: what is done to it belongs to the kept one."""
    if person.merged_into is not None:
        raise Refused(
            f"该人员编号已并入 {person.merged_into.number}，请在那里办理",
            f"the number was merged into {person.merged_into.number}; go there",
        )


def _write_document(act: Act, person: Person, number: Number, first: date) -> IdentityDocument:
    ring = key_ring()
    document = IdentityDocument(
        person=person,
        kind=number.kind,
        masked=masked_number(number.number),
        blind=ring.blind(number.kind, number.number),
        valid_from=first,
    )
    document.cipher = ring.encrypt(number.number, document.pk)
    return act.write(document)


def _show(person: Person, version: int, **columns: object) -> None:
    """Set what lists show of a person; raise ChangedMeanwhile where somebody else was first."""
    changed = Person.objects.filter(pk=person.pk, version=version).update(version=version + 1, **columns)
    if changed != 1:
        raise ChangedMeanwhile
    person.refresh_from_db()
