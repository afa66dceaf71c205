"""The area tree: city, counties, townships and streets, villages and communities, schools.

Codes are GB/T 2260 (six digits) and GB/T 10114 below them (nine and twelve digits); a school has its county's code and
``S`` with five digits. A code is an area for ever; its name and marks are dated, and mergers and splits say what
followed what.
"""

from django.db import models

from tongchou.registry.models.base import DatedFact, Recorded, choices
from tongchou.registry.words import both

CITY, COUNTY, TOWNSHIP, VILLAGE, SCHOOL = "city", "county", "township", "village", "school"

LEVELS = choices(
    (
        (CITY, "市", "city"),
        (COUNTY, "县（区）", "county"),
        (TOWNSHIP, "乡镇（街道）", "township or street"),
        (VILLAGE, "村（社区）", "village or community"),
        (SCHOOL, "学校", "school"),
    )
)

SUCCESSIONS = choices((("rename", "更码", "new code"), ("merge", "合并", "merger"), ("split", "拆分", "split")))


class Area(Recorded):
    """A place of the pool by its code."""

    code = models.CharField(both("区划代码", "code"), max_length=12, primary_key=True)
    level = models.CharField(both("级别", "level"), max_length=10, choices=LEVELS)
    county = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=both("县（区）", "county")
    )
    """Itself for a county, none for the city."""
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=both("上级", "parent")
    )

    class Meta:
        verbose_name = both("区划", "area")
        verbose_name_plural = both("区划", "areas")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class AreaFact(DatedFact):
    """How an area is called and marked, from a day on; an area without one in force does not exist that day."""

    KEY = ("area",)

    area = models.ForeignKey(Area, models.PROTECT, related_name="facts", verbose_name=both("区划", "area"))
    name = models.CharField(both("名称", "name"), max_length=60)
    expanded_power = models.BooleanField(both("扩权县", "expanded-power county"), default=False)
    """An expanded-power county shares the subsidy otherwise than an ordinary one (川办发 of the county's grant)."""

    class Meta:
        verbose_name = both("区划名称与属性", "name and marks of an area")
        verbose_name_plural = both("区划名称与属性", "names and marks of areas")

    def __str__(self) -> str:
        return self.name


class AreaSuccession(Recorded):
    """Which area follows which from a day on: a new code, a merger (several before) or a split (several after)."""

    kind = models.CharField(both("方式", "kind"), max_length=10, choices=SUCCESSIONS)
    day = models.DateField(both("日期", "day"))
    before = models.ForeignKey(Area, models.PROTECT, related_name="successions", verbose_name=both("原区划", "before"))
    after = models.ForeignKey(Area, models.PROTECT, related_name="origins", verbose_name=both("新区划", "after"))
    paper = models.CharField(both("依据文件", "paper"), max_length=120)

    class Meta:
        verbose_name = both("区划沿革", "succession of areas")
        verbose_name_plural = both("区划沿革", "successions of areas")
        constraints = [
            models.UniqueConstraint(fields=["before", "after", "day"], name="area_succession_once"),
        ]
