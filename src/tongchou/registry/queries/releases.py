"""Which release of the regulation holds, and whether each is as it was published.

In force on a day is, of the releases that were published and not taken back by the moment asked about, the one with
the highest number among those whose first day is that day or an earlier one. Each release rests on the one before it
and leaves the days before its own first day as they were (``actions/releases.py`` sees to it), so the latest one says
all that the earlier ones say: a special regime released in December for December is not lost on the first of January
to next year's rules that were released in November. What has no release in force can't be settled; a day before the
first release has none, and there is no gap after it.

A day that was settled is settled under what was in force at that moment, and the settlement keeps the version: asked
with ``known`` the answer stays the same for ever.
"""

from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from tongchou.registry.models import Area, RegulationDraft, RegulationRelease, ReleaseRevocation
from tongchou.registry.queries.audit import as_written
from tongchou.registry.refusals import Refused
from tongchou.regulations.area import NO_REFORM
from tongchou.regulations.canonical import UnreadableText, fingerprint, read_canonical
from tongchou.regulations.faults import FaultyRegulation, UnknownRegulation
from tongchou.regulations.load import Regulation, find_folder, read_regulation
from tongchou.regulations.resolve import TermsBook


class NoReleaseInForce(Refused):
    """No release of an area holds on a day; nothing is settled without one."""

    def __init__(self, area: str, day: date) -> None:
        """Say for which area and day."""
        super().__init__(
            f"统筹区 {area} 在 {day} 没有生效的政策参数，不能结算（办法第三条：政策由市级统一）；"
            "请市级政策岗起草，经复核后发布",
            f"no release of the regulation of {area} is in force on {day}, so nothing is settled (measure, article 3: "
            "rules are uniform and the city's); have its policy officer draft one and a second person publish it",
            where="day",
        )


class TamperedRelease(Refused):
    """A release is not as it was published; nothing is settled under it."""

    def __init__(self, name: str, zh: str, en: str) -> None:
        """Say which release and what does not fit."""
        super().__init__(
            f"政策参数发布 {name} {zh}，不予使用；请停止结算，保留现场并核对经办记录（tongchou release verify）",
            f"release {name} of the regulation {en}, and is not used; stop settling, leave everything as it is and "
            "verify (tongchou release verify)",
            where="release",
        )


class Published(NamedTuple):
    """A release without its text."""

    id: int
    area: str
    number: int
    version: str
    fingerprint: str
    in_force_from: date
    published_at: datetime
    retroactive: bool

    @property
    def name(self) -> str:
        """Area and number."""
        return f"{self.area}-{self.number}"


class InForce(NamedTuple):
    """A release that holds, ready to settle under."""

    release: Published
    book: TermsBook

    @property
    def regulation(self) -> Regulation:
        """The regulation released."""
        return self.book.regulation


class Drift(NamedTuple):
    """Shipped files are no longer what was drafted or released from them."""

    zh: str
    en: str
    version: str
    """The version that the files have now; empty where they can't be read."""


def release_in_force(area: str, day: date, known: datetime | None = None) -> InForce:
    """Return what holds in an area on a day, as known at a moment (now where none is given).

    Raises NoReleaseInForce, and TamperedRelease where a row is not as it was published.
    """
    for release in reversed(standing(area, known)):
        if release.in_force_from <= day:
            return _verified(release)
    raise NoReleaseInForce(area, day)


def book_in_force(area: str, day: date, known: datetime | None = None) -> TermsBook:
    """Return the terms to settle by in an area on a day. Raises as :func:`release_in_force`."""
    return release_in_force(area, day, known).book


def release_of_version(area: str, version: str) -> InForce:
    """Return the release by which an old settlement was made, whether it still stands or not. Raises Refused."""
    for release in reversed(_published(area)):
        if release.version == version:
            return _verified(release)
    raise Refused(f"没有版本 {version} 的发布", f"there is no release of version {version}", where="version")


def latest_release(area: str) -> Published | None:
    """Return the release that the next one rests on: the last that stands, whatever its first day."""
    return next(iter(reversed(standing(area))), None)


def standing(area: str, known: datetime | None = None) -> list[Published]:
    """Return the releases of an area that stood at a moment, by number. Raises TamperedRelease where one is missing."""
    found = _published(area)
    for expected, release in enumerate(found, 1):
        if release.number != expected:
            raise TamperedRelease(f"{area}-{expected}", "被删除", "was removed")
    taken_back = {
        revocation.release_id: revocation for revocation in ReleaseRevocation.objects.filter(release__area_id=area)
    }
    for release in found:
        if release.id in taken_back and not as_written(taken_back[release.id]):
            raise TamperedRelease(release.name, "的撤销不是任何业务办理的", "was taken back by no act")
    return [
        release
        for release in found
        if (known is None or release.published_at <= known)
        and not (release.id in taken_back and (known is None or taken_back[release.id].at <= known))
    ]


def regulation_of(row: RegulationDraft | RegulationRelease) -> Regulation:
    """Return the regulation of a draft or a release, read back from its text. Raises TamperedRelease."""
    name = str(row) if isinstance(row, RegulationRelease) else f"草案 draft {row.pk}"
    if not as_written(row):
        raise TamperedRelease(name, "被改动，与经办记录不符", "was changed and differs from its audit row")
    return _read_back(name, row.text, row.version, row.fingerprint)


def drift(row: RegulationDraft | RegulationRelease) -> Drift | None:
    """Return how the shipped files of an area differ from what was drafted or released from them; None if they don't.

    An overlay is left out of it: it stands in no file. Settling goes on by what is released; a changed file is
    refused where a draft made from it is to be approved, and told here.
    """
    regulation = regulation_of(row)
    drafted = Regulation(regulation.chain) if regulation.laid_over != NO_REFORM else regulation
    try:
        shipped = read_regulation(find_folder(regulation.area.code))
    except (UnknownRegulation, FaultyRegulation) as wrong:
        return Drift(f"随附文件读不出来：{wrong}", f"the shipped files can't be read: {wrong}", "")
    if fingerprint(shipped) == fingerprint(drafted):
        return None
    if shipped.version == drafted.version:
        return Drift(
            "随附文件的说明、文件清单或上下限已改，数值未改",
            "notes, papers or bounds of the shipped files have changed, no value has",
            shipped.version,
        )
    return Drift(
        f"随附文件已改：现为 {shipped.version[7:19]}，此处为 {drafted.version[7:19]}；要使用须重新起草并发布",
        f"the shipped files have changed: {shipped.version[7:19]} now, {drafted.version[7:19]} here; to use them, "
        "draft and release them",
        shipped.version,
    )


class Unsound(NamedTuple):
    """A draft or release that is not as it was written."""

    name: str
    zh: str
    en: str


def verify_releases(area: str = "") -> Iterator[Unsound]:
    """Yield every release, revocation and draft that is not as it was written, of one area or of all."""
    areas = [area] if area else Area.objects.filter(level="city").values_list("code", flat=True)
    for code in areas:
        try:
            standing(code)
        except TamperedRelease as wrong:
            yield Unsound(code, wrong.zh, wrong.en)
    for model in (RegulationRelease, RegulationDraft):
        rows = model.objects.filter(**({"area_id": area} if area else {})).order_by("id")
        for row in rows.iterator(20):
            try:
                regulation_of(row)
            except TamperedRelease as wrong:
                yield Unsound(str(row), wrong.zh, wrong.en)


def _published(area: str) -> list[Published]:
    rows = RegulationRelease.objects.filter(area_id=area).order_by("number")
    columns = ("id", "area_id", "number", "version", "fingerprint", "in_force_from", "published_at", "retroactive")
    return [Published(*row) for row in rows.values_list(*columns)]


@lru_cache(maxsize=16)
def _verified(release: Published) -> InForce:
    """Return a release read back and held against its audit row.

    It is kept by all that its row says, so a row that says anything else is looked at again.
    """
    row = RegulationRelease.objects.get(pk=release.id)
    return InForce(release, TermsBook(regulation_of(row)))


def _read_back(name: str, text: str, version: str, whole: str) -> Regulation:
    try:
        regulation = read_canonical(text)
    except UnreadableText as wrong:
        raise TamperedRelease(name, "全文无法还原", "can't be read back from its text") from wrong
    if regulation.version != version or fingerprint(regulation) != whole:
        raise TamperedRelease(name, "全文与版本不符", "has a text that is not of its version")
    return regulation
