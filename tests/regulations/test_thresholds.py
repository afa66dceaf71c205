"""Every threshold that the worked cases of a city meet is worked one fen below, exactly, and one fen above."""

import pytest

from tests.regulations.shipped import book, goldens, regulation
from tests.regulations.thresholds import lacking, settled_bills, thresholds
from tongchou.regulations.load import shipped_areas
from tongchou.rules.money import yuan

CITIES = ("330200", "440100", "500000", "510100", "510400", "510700")
PANZHIHUA = shipped_areas()["510400"]


def test_every_shipped_city_is_listed():
    assert sorted(code for code, folder in shipped_areas().items() if regulation(folder).area.level == "city") == [
        *CITIES
    ]


@pytest.mark.parametrize("code", CITIES)
def test_each_threshold_is_worked_one_fen_around(code):
    folder = shipped_areas()[code]
    assert lacking(goldens(folder), book(folder)) == []


@pytest.mark.parametrize(
    "threshold",
    [
        "deductible inpatient level3 local none 700.00",
        "deductible inpatient level3 province referral 1000.00",
        "deductible chronic_1 level3 local none 700.00",
        "limit inpatient 150000.00",
        "limit outpatient 200.00",
        "limit two_disease 500.00",
        "limit chronic_2 1500.00",
        "maternity.sum vaginal 1200.00",
        "maternity.sum antenatal 700.00",
        "catastrophic.threshold ordinary 14000.00",
        "catastrophic.threshold low_income 7000.00",
        "catastrophic.bands 14000.00 30000.00",
        "catastrophic.cap ordinary 300000.00",
        "catastrophic.cap ordinary 304000.00",
        "assistance.deductible illness_poverty 7000.00",
        "assistance.cap low_income 50000.00",
        "tilt.deductible monitored 5000.00",
        "tilt.cap monitored 20000.00",
    ],
)
def test_a_threshold_of_each_layer_is_met(threshold):
    met = {
        str(found)
        for golden in goldens(PANZHIHUA)
        for settled in settled_bills(golden, book(PANZHIHUA))
        for found, _ in thresholds(settled)
    }
    assert threshold in met


def test_a_threshold_that_is_not_worked_all_around_is_named():
    below_and_at = next(
        golden for golden in goldens(PANZHIHUA) if golden.name.startswith("三级医院，政策范围内费用比起付线少 1 分")
    )
    found = lacking([below_and_at], book(PANZHIHUA))
    assert (
        "deductible inpatient level3 local none 700.00: no worked bill at +1 fen; add one to the golden cases" in found
    )


def test_what_earlier_bills_left_is_no_threshold_of_its_own():
    split = next(golden for golden in goldens(PANZHIHUA) if golden.name == "Ⅰ类起付线分两次用完")
    amounts = {
        yuan(found.amount)
        for settled in settled_bills(split, book(PANZHIHUA))
        for found, _ in thresholds(settled)
        if found.layer == "deductible"
    }
    assert amounts == {"700.00"}
