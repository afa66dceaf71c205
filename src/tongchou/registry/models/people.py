"""People: one person, one lifelong number; everything said about a person is a dated fact."""

from django.db import models
from stdnum import luhn

from tongchou.registry.codes import TownshipOf
from tongchou.registry.models.areas import Area
from tongchou.registry.models.base import DatedFact, Numbered, Recorded, choices, moment
from tongchou.registry.models.organisations import Organisation
from tongchou.registry.words import both

SEXES = choices((("M", "男", "male"), ("F", "女", "female")))

DOCUMENT_KINDS = choices(
    (
        ("resident_id", "居民身份证（户口簿）", "resident identity card"),
        ("birth_certificate", "出生医学证明", "birth certificate"),
        ("passport", "外国护照", "passport"),
        ("hk_macao_permit", "港澳居民来往内地通行证", "Hong Kong and Macao travel permit"),
        ("taiwan_permit", "台湾居民来往大陆通行证", "Taiwan travel permit"),
        ("hmt_residence", "港澳台居民居住证", "residence permit of Hong Kong, Macao and Taiwan residents"),
        ("foreigner_residence", "外国人永久居留身份证", "foreigner's permanent residence card"),
    )
)

RELATIONS = choices(
    (
        ("head", "户主", "head"),
        ("spouse", "配偶", "spouse"),
        ("child", "子女", "child"),
        ("grandchild", "孙子女、外孙子女", "grandchild"),
        ("parent", "父母", "parent"),
        ("grandparent", "祖父母、外祖父母", "grandparent"),
        ("sibling", "兄弟姐妹", "sibling"),
        ("other", "其他", "other"),
    )
)
"""GB/T 4761, its first digit."""

IDENTITIES = choices(
    (
        ("extreme_poverty", "特困人员", "extreme poverty"),
        ("orphan", "孤儿、事实无人抚养儿童", "orphan"),
        ("low_income", "低保对象", "low income"),
        ("returned_to_poverty", "返贫致贫人口", "returned to poverty"),
        ("monitored", "防止返贫监测对象", "monitored"),
        ("low_income_edge", "低保边缘家庭成员", "low-income edge"),
        ("illness_poverty", "因病致贫重病患者", "poverty through illness"),
        ("severely_disabled", "重度残疾人", "severely disabled"),
    )
)


class Person(Numbered, Recorded):
    """One person. Name, sex, birth and area repeat what the facts say today, for lists; the facts decide."""

    CHANGEABLE = ("name", "initials", "sex", "birth", "died_on", "area_id", "county_id", "merged_into_id", "version")

    serial = models.BigIntegerField(both("顺序号", "serial number"), unique=True, editable=False)
    name = models.CharField(both("姓名", "name"), max_length=60)
    initials = models.CharField(both("拼音首字母", "initials"), max_length=60, db_index=True, blank=True)
    sex = models.CharField(both("性别", "sex"), max_length=1, choices=SEXES)
    birth = models.DateField(both("出生日期", "birth"))
    died_on = models.DateField(both("死亡日期", "died on"), null=True, blank=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=both("参保地", "area"))
    county = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=both("县（区）", "county"))
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=both("并入", "merged into")
    )
    version = models.IntegerField(both("版本", "version"), default=1)
    """Rises with each act, so that of two people who edit the same page the second is told."""

    class Meta:
        verbose_name = both("参保人", "person")
        verbose_name_plural = both("参保人", "persons")
        ordering = ["serial"]
        indexes = [
            models.Index(fields=["county", "serial"], name="person_county_serial"),
            models.Index(fields=["area", "serial"], name="person_area_serial"),
            models.Index(fields=["name", "birth"], name="person_name_birth"),
            models.Index(TownshipOf("area_id"), "serial", name="person_township_serial"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"

    @property
    def number(self) -> str:
        """The lifelong number: nine digits of serial number and a check digit."""
        return number_of(self.serial)


def number_of(serial: int) -> str:
    """Return the lifelong number of a serial number."""
    digits = f"{serial:09d}"
    return f"{digits}{luhn.calc_check_digit(digits)}"


def serial_of(number: str) -> int | None:
    """Return the serial number of a lifelong number, None where it is none or a digit is wrong."""
    digits = number.strip()
    if len(digits) < 10 or not digits.isascii() or not digits.isdigit() or not luhn.is_valid(digits):
        return None
    return int(digits[:-1])


class PersonFact(DatedFact):
    """Name, sex, birth and death of a person, with the source of the statement."""

    KEY = ("person",)

    person = models.ForeignKey(Person, models.PROTECT, related_name="facts", verbose_name=both("参保人", "person"))
    name = models.CharField(both("姓名", "name"), max_length=60)
    sex = models.CharField(both("性别", "sex"), max_length=1, choices=SEXES)
    birth = models.DateField(both("出生日期", "birth"))
    died_on = models.DateField(both("死亡日期", "died on"), null=True, blank=True)
    source = models.CharField(both("来源", "source"), max_length=120)

    class Meta:
        verbose_name = both("基本信息", "particulars")
        verbose_name_plural = both("基本信息", "particulars")


class IdentityDocument(Numbered, DatedFact):
    """An identity document. Its number is encrypted; the blind index finds it; one number is one person's at a time."""

    KEY = ("person", "kind")
    CHANGEABLE = (*DatedFact.CHANGEABLE, "cipher", "blind")
    """Cipher and blind index change when keys are rotated; authenticated encryption binds them to the row."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="documents", verbose_name=both("参保人", "person"))
    kind = models.CharField(both("证件类型", "kind"), max_length=20, choices=DOCUMENT_KINDS)
    cipher = models.BinaryField(both("密文", "cipher"))
    blind = models.BinaryField(both("盲索引", "blind index"), max_length=32)
    masked = models.CharField(both("证件号码", "number"), max_length=30)

    class Meta:
        verbose_name = both("证件", "identity document")
        verbose_name_plural = both("证件", "identity documents")
        constraints = [
            models.UniqueConstraint(
                fields=["blind"], condition=models.Q(withdrawn_at__isnull=True), name="document_of_one_person"
            ),
        ]


class Residence(DatedFact):
    """Where a person is registered, and where insured."""

    KEY = ("person", "kind")

    person = models.ForeignKey(Person, models.PROTECT, related_name="residences", verbose_name=both("参保人", "person"))
    kind = models.CharField(
        both("种类", "kind"),
        max_length=12,
        choices=choices(
            (("insured", "参保地", "place of insurance"), ("registered", "户籍地", "registered residence"))
        ),
    )
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=both("区划", "area"))
    address = models.CharField(both("地址", "address"), max_length=120, blank=True)

    class Meta:
        verbose_name = both("居住地", "residence")
        verbose_name_plural = both("居住地", "residences")


class Household(Numbered, Recorded):
    """A household; who belongs to it is dated."""

    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=both("区划", "area"))

    class Meta:
        verbose_name = both("户", "household")
        verbose_name_plural = both("户", "households")


class HouseholdMember(DatedFact):
    """A person's place in a household; one household at a time."""

    KEY = ("person",)

    household = models.ForeignKey(
        Household, models.PROTECT, related_name="members", verbose_name=both("户", "household")
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="households", verbose_name=both("参保人", "person"))
    relation = models.CharField(both("与户主关系", "relation to the head"), max_length=12, choices=RELATIONS)

    class Meta:
        verbose_name = both("户成员", "member of a household")
        verbose_name_plural = both("户成员", "members of households")


class Guardianship(DatedFact):
    """Who acts for a minor or for one who can't act."""

    KEY = ("person", "guardian")

    person = models.ForeignKey(Person, models.PROTECT, related_name="guardians", verbose_name=both("被监护人", "ward"))
    guardian = models.ForeignKey(Person, models.PROTECT, related_name="wards", verbose_name=both("监护人", "guardian"))
    relation = models.CharField(
        both("关系", "relation"),
        max_length=12,
        choices=choices(
            (
                ("parent", "父母", "parent"),
                ("grandparent", "祖父母、外祖父母", "grandparent"),
                ("other", "其他", "other"),
            )
        ),
    )
    paper = models.CharField(both("证明材料", "paper"), max_length=120, blank=True)

    class Meta:
        verbose_name = both("监护关系", "guardianship")
        verbose_name_plural = both("监护关系", "guardianships")


class SpecialIdentity(DatedFact):
    """An identity that a department certifies: kind, days, and the paper it stands on."""

    KEY = ("person", "kind")

    person = models.ForeignKey(Person, models.PROTECT, related_name="identities", verbose_name=both("参保人", "person"))
    kind = models.CharField(both("特殊身份", "identity"), max_length=24, choices=IDENTITIES)
    certified_by = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name=both("认定部门", "certified by")
    )
    paper = models.CharField(both("认定文件", "paper"), max_length=120)

    class Meta:
        verbose_name = both("特殊身份", "special identity")
        verbose_name_plural = both("特殊身份", "special identities")


class PersonMerge(Numbered, Recorded):
    """Two numbers of one person: the dropped one leads to the kept one. Undone by a later row."""

    CHANGEABLE = SET_ONCE = ("undone_by_id",)
    ENDED_BY = "undone_by_id"

    kept = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=both("保留", "kept"))
    dropped = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=both("并入", "dropped"))
    day = models.DateField(both("日期", "day"))
    undone_by = models.ForeignKey(
        "registry.AuditRow",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=both("撤销", "undone by"),
    )

    class Meta:
        verbose_name = both("人员合并", "merge of persons")
        verbose_name_plural = both("人员合并", "merges of persons")
        constraints = [
            models.UniqueConstraint(
                fields=["dropped"], condition=models.Q(undone_by__isnull=True), name="dropped_into_one_person"
            ),
            models.CheckConstraint(condition=~models.Q(kept=models.F("dropped")), name="merged_persons_differ"),
        ]


class Unmasking(Numbered, Recorded):
    """Somebody read a whole number: who, when, why. The person can see it."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="unmaskings", verbose_name=both("参保人", "person"))
    document = models.ForeignKey(
        IdentityDocument, models.PROTECT, related_name="+", verbose_name=both("证件", "document")
    )
    reason = models.CharField(both("事由", "reason"), max_length=200)
    at = models.DateTimeField(both("时间", "at"), default=moment)

    class Meta:
        verbose_name = both("查看完整证件号", "unmasking")
        verbose_name_plural = both("查看完整证件号", "unmaskings")
