"""Organisations of the four-level network and the departments that the regulation names."""

from django.db import models

from tongchou.registry.models.areas import Area
from tongchou.registry.models.base import DatedFact, Numbered, Recorded, choices
from tongchou.registry.words import both

KINDS = choices(
    (
        ("administration", "医保行政部门", "medical insurance administration"),
        ("agency", "医保经办机构", "medical insurance agency"),
        ("township_point", "乡镇（街道）服务站", "township service station"),
        ("village_point", "村（社区）服务点", "village service point"),
        ("tax", "税务部门", "tax authority"),
        ("finance", "财政部门", "finance department"),
        ("civil_affairs", "民政部门", "civil affairs"),
        ("rural_revitalisation", "乡村振兴部门", "rural revitalisation"),
        ("disabled_federation", "残疾人联合会", "disabled persons' federation"),
        ("police", "公安机关", "public security"),
        ("education", "教育和体育部门", "education and sports"),
        ("school", "学校", "school"),
        ("health", "卫生健康部门", "health commission"),
        ("audit", "审计机关", "audit office"),
        ("market_supervision", "市场监管部门", "market supervision"),
        ("delegated_insurer", "委托经办的商业保险机构", "delegated insurer"),
    )
)
"""The departments of article 23 of the measure, and the four-level network with its delegated insurers."""


class Organisation(Numbered, Recorded):
    """An organisation by its lasting key; what it is called and where it sits is dated."""

    kind = models.CharField(both("类别", "kind"), max_length=30, choices=KINDS)

    class Meta:
        verbose_name = both("机构", "organisation")
        verbose_name_plural = both("机构", "organisations")

    def __str__(self) -> str:
        return str(self.id)


class OrganisationFact(DatedFact):
    """Name, area and unified social credit code of an organisation from a day on."""

    KEY = ("organisation",)

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="facts", verbose_name=both("机构", "organisation")
    )
    name = models.CharField(both("名称", "name"), max_length=120)
    area = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=both("所在区划", "area"))
    credit_code = models.CharField(both("统一社会信用代码", "unified social credit code"), max_length=18, blank=True)
    superior = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=both("上级机构", "superior")
    )

    class Meta:
        verbose_name = both("机构名称与属性", "name and marks of an organisation")
        verbose_name_plural = both("机构名称与属性", "names and marks of organisations")

    def __str__(self) -> str:
        return self.name
