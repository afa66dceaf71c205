"""A city at work by chance: every act of the registry, right and wrong inputs, many actors, while time passes."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from tests.registry.conftest import NOON, PASSWORD
from tests.registry.people import resident_id
from tongchou.registry import clock
from tongchou.registry.acting import ChangedMeanwhile
from tongchou.registry.actions import access, areas, families, organisations, people, proposals
from tongchou.registry.actions.keys import encrypt_anew
from tongchou.registry.actions.people import Particulars
from tongchou.registry.actions.successions import follow_succession
from tongchou.registry.models import (
    AccessToken,
    Account,
    Appointment,
    Area,
    AreaSuccession,
    Guardianship,
    Household,
    HouseholdMember,
    IdentityDocument,
    Organisation,
    Person,
    PersonMerge,
    Proposal,
    Staff,
)
from tongchou.registry.models.people import IDENTITIES, RELATIONS
from tongchou.registry.refusals import Refused
from tongchou.registry.rights import SYSTEM, Actor, NotAllowed, actor_of, posts

Row = TypeVar("Row", bound=Model)

REFUSALS = (Refused, NotAllowed, ChangedMeanwhile)
"""How an act may end besides well; anything else is a fault of the act."""

SURNAMES, GIVEN = "王李张刘陈杨赵黄", ("伟", "芳", "娜", "小明", "晓明", "秀英", "敏", "", "x1", "阿依古丽·买买提")


class Nothing(Exception):
    """There is nothing yet that the act could be done to."""


@dataclass
class Play:
    """One course of chance."""

    dice: random.Random
    accounts: list[Account]
    moment: datetime = NOON
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)

    def step(self) -> None:
        """Let some time pass, and do one act; it happens or is refused in words."""
        self.moment += timedelta(seconds=self.dice.choice((0, 1, 60, 3_600, 86_400)))
        act = self.dice.choice(ACTS)
        with clock.clock_at(self.moment):
            try:
                act(self)
            except REFUSALS as refused:
                self.outcomes[act.__name__, type(refused).__name__] += 1
            except Nothing:
                self.outcomes[act.__name__, "nothing"] += 1
            else:
                self.outcomes[act.__name__, "done"] += 1

    def chance(self, percent: int) -> bool:
        """Return True in so many of a hundred cases."""
        return self.dice.randrange(100) < percent

    def actor(self) -> Actor:
        """Return somebody; often the one who may do most."""
        if self.chance(40):
            return SYSTEM
        return actor_of(self.dice.choice(self.accounts), clock.today())

    def day(self) -> date:
        """Return today, mostly; else a day before or after."""
        return clock.today() + timedelta(days=self.dice.choice((0, 0, 0, 0, -1, -40, 1, 30)))

    def one(self, rows: "QuerySet[Row]") -> Row:
        """Return one of some rows."""
        count = rows.count()
        if count == 0:
            raise Nothing
        return rows.order_by("pk")[self.dice.randrange(count)]

    def person(self) -> Person:
        """Return somebody registered."""
        return self.one(Person.objects.select_related("area__county", "merged_into"))

    def area(self) -> Area:
        """Return an area."""
        return self.one(Area.objects.select_related("county", "parent"))

    def name(self) -> str:
        """Return a name, at times none."""
        return self.dice.choice(SURNAMES) + self.dice.choice(GIVEN)

    def birth(self) -> date:
        """Return a day of birth; few, so that numbers meet."""
        return date(1960, 1, 1) + timedelta(days=self.dice.randrange(60) * 400)

    def number(self) -> str:
        """Return a resident ID, at times a wrong one."""
        number = resident_id(self.birth(), self.dice.randrange(1, 8))
        return number if self.chance(90) else number[:-1] + self.dice.choice("0123456789X")

    def text(self) -> str:
        """Return a reason, at times none."""
        return self.dice.choice(("", "户口簿", "公安证明〔2026〕3号", "核对原件", "反斜杠\\与\x1f"))


def register(play: Play) -> None:
    kind = play.dice.choice(("resident_id", "resident_id", "resident_id", "passport", "birth_certificate"))
    if kind == "resident_id":
        stated = Particulars(play.name(), kind, play.number(), source=play.text(), address=play.text())
    else:
        number = f"E{play.dice.randrange(100_000_000, 100_000_500)}"
        sex = play.dice.choice(("M", "F", ""))
        stated = Particulars(play.name(), kind, number, sex=sex, birth=play.birth(), source=play.text())
    people.register_person(actor=play.actor(), day=play.day(), area=play.area(), particulars=stated)


def change(play: Play) -> None:
    person = play.person()
    people.change_particulars(
        actor=play.actor(),
        day=play.day(),
        person=person,
        version=person.version - play.dice.choice((0, 0, 0, 1)),
        name=play.name(),
        sex=play.dice.choice("MF"),
        birth=play.birth(),
        died_on=play.dice.choice((None, None, date(1970, 1, 1), date(2026, 1, 1))),
        source=play.text(),
    )


def move(play: Play) -> None:
    person = play.person()
    people.move_person(
        actor=play.actor(),
        day=play.day(),
        person=person,
        version=person.version - play.dice.choice((0, 0, 0, 1)),
        area=play.area(),
        address=play.text(),
    )


def show_moves(play: Play) -> None:
    people.show_moves(actor=play.actor(), day=clock.today())


def document(play: Play) -> None:
    kind = play.dice.choice(("resident_id", "passport"))
    number = play.number() if kind == "resident_id" else f"E{play.dice.randrange(100_000_000, 100_000_500)}"
    people.add_document(actor=play.actor(), day=play.day(), person=play.person(), kind=kind, number=number)


def unmask(play: Play) -> None:
    held = play.one(IdentityDocument.objects.select_related("person__area"))
    people.unmask(actor=play.actor(), day=play.day(), document=held, reason=play.text())


def household(play: Play) -> None:
    families.open_household(actor=play.actor(), day=play.day(), head=play.person())


def join(play: Play) -> None:
    relation = play.dice.choice([code for code, _ in RELATIONS])
    families.join_household(
        actor=play.actor(),
        day=play.day(),
        household=play.one(Household.objects.select_related("area")),
        person=play.person(),
        relation=relation,
    )


def leave(play: Play) -> None:
    member = play.one(HouseholdMember.objects.known())
    families.leave_household(actor=play.actor(), day=play.day(), member=member)


def guardian(play: Play) -> None:
    families.name_guardian(
        actor=play.actor(),
        day=play.day(),
        person=play.person(),
        guardian=play.person(),
        relation="parent",
        paper=play.text(),
    )


def no_guardian(play: Play) -> None:
    held = play.one(Guardianship.objects.known())
    families.end_guardianship(actor=play.actor(), day=play.day(), guardianship=held)


def identity(play: Play) -> None:
    first = play.day()
    families.propose_identity(
        actor=play.actor(),
        day=clock.today(),
        person=play.person(),
        kind=play.dice.choice([code for code, _ in IDENTITIES]),
        first=first,
        until=play.dice.choice((None, first + timedelta(days=play.dice.randrange(-3, 90)))),
        certified_by=play.one(Organisation.objects.all()),
        paper=play.text(),
    )


def merge(play: Play) -> None:
    families.propose_merge(
        actor=play.actor(), day=clock.today(), kept=play.person(), dropped=play.person(), reason=play.text()
    )


def unmerge(play: Play) -> None:
    held = play.one(PersonMerge.objects.select_related("kept__area__county", "dropped__area__county"))
    families.propose_unmerge(actor=play.actor(), day=clock.today(), merge=held, reason=play.text())


def decide(play: Play) -> None:
    waiting = Proposal.objects.filter(decision__isnull=True) if play.chance(90) else Proposal.objects.all()
    proposals.decide(
        actor=play.actor(),
        day=clock.today(),
        proposal=play.one(waiting.select_related("area")),
        approve=play.chance(80),
        opinion=play.text(),
    )


def take_back(play: Play) -> None:
    held = play.one(Proposal.objects.select_related("area"))
    proposals.take_back(actor=play.actor(), day=clock.today(), proposal=held, reason=play.text())


def appointment(play: Play) -> None:
    code = play.dice.choice([*posts(), "no_post"])
    fitting = code in posts() and play.chance(80)
    organisations_, areas_ = Organisation.objects.all(), Area.objects.select_related("county")
    if fitting:
        organisations_ = organisations_.filter(kind__in=posts()[code].kinds)
        areas_ = areas_.filter(level__in=posts()[code].levels)
    wanted: dict[str, Any] = {
        "staff": play.one(Staff.objects.all()),
        "organisation": play.one(organisations_),
        "post": code,
        "area": play.one(areas_),
        "until": play.dice.choice((None, clock.today() + timedelta(days=play.dice.randrange(-3, 60)))),
    }
    act = play.dice.choice((organisations.appoint, organisations.propose_appointment))
    act(actor=play.actor(), day=play.day(), **wanted)


def no_appointment(play: Play) -> None:
    held = play.one(Appointment.objects.known().select_related("area"))
    if play.chance(10):
        organisations.end_appointment(actor=play.actor(), day=play.day(), appointment=held, reason=play.text())


def away(play: Play) -> None:
    first = play.day()
    organisations.take_leave(
        actor=play.actor(),
        day=clock.today(),
        staff=play.one(Staff.objects.all()),
        kind="leave",
        first=first,
        until=first + timedelta(days=play.dice.randrange(-1, 20)),
        stand_in=play.dice.choice((None, play.one(Staff.objects.all()))),
    )


def newcomer(play: Play) -> None:
    number = f"N{play.dice.randrange(300)}"
    staff = organisations.take_on(actor=play.actor(), day=play.day(), number=number, name=play.name())
    account = organisations.open_account(
        actor=SYSTEM, day=play.day(), staff=staff, username=number.lower(), password=play.dice.choice((PASSWORD, "1"))
    )
    play.accounts.append(account)


def password(play: Play) -> None:
    account = play.one(Account.objects.all())
    organisations.set_password(actor=play.actor(), day=play.day(), account=account, password=PASSWORD + "x")


def language(play: Play) -> None:
    account = play.one(Account.objects.all())
    organisations.choose_language(actor=play.actor(), day=play.day(), account=account, language="en")


def close_account(play: Play) -> None:
    account = play.one(Account.objects.filter(username__startswith="n"))
    organisations.close_account(actor=play.actor(), day=play.day(), account=account, reason=play.text())


def organisation(play: Play) -> None:
    organisations.open_organisation(
        actor=play.actor(),
        day=play.day(),
        kind=play.dice.choice(("agency", "school", "police")),
        name=play.text(),
        area=play.area(),
        credit_code=play.dice.choice(("", "91110000600037341L", "1")),
    )


def new_area(play: Play) -> None:
    above = play.dice.choice(("510403", "510421", "510403001", "510421100", "510499"))
    code = above + f"{play.dice.randrange(1, 30):03d}"
    areas.open_area(actor=play.actor(), day=play.day(), code=code, name=play.text())


def rename_area(play: Play) -> None:
    areas.change_area(
        actor=play.actor(),
        day=play.day(),
        area=play.area(),
        name=play.dice.choice((None, "新名", "旧名")),
        expanded_power=play.dice.choice((None, True, False)),
    )


def close_area(play: Play) -> None:
    areas.close_area(actor=play.actor(), day=play.day(), area=play.area())


def succeed(play: Play) -> None:
    before, after = [play.area() for _ in range(play.dice.choice((1, 2)))], [play.area()]
    kind = play.dice.choice(("rename", "merge", "split"))
    # rare, or no area would be left
    if play.chance(20):
        areas.succeed_areas(
            actor=play.actor(), day=play.day(), kind=kind, before=before, after=after, paper=play.text()
        )


def follow(play: Play) -> None:
    succession = play.one(AreaSuccession.objects.select_related("before__county"))
    follow_succession(actor=play.actor(), day=play.day(), before=succession.before)


def rotate(play: Play) -> None:
    encrypt_anew(actor=play.actor(), day=play.day())


def token(play: Play) -> None:
    account = play.one(Account.objects.select_related("staff"))
    own = actor_of(account, clock.today())
    actor = own if play.chance(60) else play.actor()
    access.issue_token(actor=actor, day=play.day(), account=account, hours=play.dice.choice((0, 1, 720)))


def no_token(play: Play) -> None:
    held = play.one(AccessToken.objects.all())
    access.revoke_token(actor=play.actor(), day=play.day(), token=held, reason=play.text())


ACTS: list[Callable[[Play], None]] = [
    *[register] * 8,
    *[change, move, document, join, identity, merge, appointment] * 2,
    *[decide] * 8,
    show_moves,
    unmask,
    household,
    leave,
    guardian,
    no_guardian,
    unmerge,
    take_back,
    no_appointment,
    away,
    newcomer,
    password,
    language,
    close_account,
    organisation,
    new_area,
    rename_area,
    close_area,
    succeed,
    follow,
    rotate,
    token,
    no_token,
]
"""Every act, the usual ones more often."""
