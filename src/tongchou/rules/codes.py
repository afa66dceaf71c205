"""The words of the regulation as small integer codes, so that the amount functions need no strings.

Each table lists the words of the case file (contract of settlement, section 1) in the order of their codes:
``KINDS[INPATIENT] == "inpatient"``.
"""

KINDS = ("inpatient", "chronic_1", "negotiated_drug", "outpatient", "two_disease", "chronic_2", "maternity")
INPATIENT, CHRONIC_1, NEGOTIATED_DRUG, OUTPATIENT, TWO_DISEASE, CHRONIC_2, MATERNITY = range(7)

LEVELS = ("primary", "level1", "level2", "level3", "pharmacy")
PRIMARY, LEVEL1, LEVEL2, LEVEL3, PHARMACY = range(5)

PLACES = ("local", "province", "elsewhere")
LOCAL, PROVINCE, ELSEWHERE = range(3)

FILINGS_OUT_OF_AREA = ("none", "residence", "referral", "emergency")
UNFILED, RESIDENCE, REFERRAL, EMERGENCY = range(4)

CATEGORIES = ("adult", "student", "child")
ADULT, STUDENT, CHILD = range(3)

IDENTITIES = (
    "extreme_poverty",
    "orphan",
    "low_income",
    "returned_to_poverty",
    "monitored",
    "low_income_edge",
    "illness_poverty",
    "severely_disabled",
    "ordinary",
)
(
    EXTREME_POVERTY,
    ORPHAN,
    LOW_INCOME,
    RETURNED_TO_POVERTY,
    MONITORED,
    LOW_INCOME_EDGE,
    ILLNESS_POVERTY,
    SEVERELY_DISABLED,
    ORDINARY,
) = range(9)

FILING_KINDS = ("chronic_1", "chronic_2", "hypertension", "diabetes")
"""What may be filed or recognised (备案与认定)."""

GRADES = ("standard", "grade_1", "grade_2", "grade_3")
"""Grades of contribution of areas that have several."""

CIRCUMSTANCES = ("village_clinic", "family_doctor")
"""What may add points to the ratio of ordinary outpatient care."""

ITEMS = ("drug", "service", "consumable")
DRUG, SERVICE, CONSUMABLE = range(3)

CLASSES = ("A", "B", "C")
CLASS_A, CLASS_B, CLASS_C = range(3)

DELIVERIES = ("vaginal", "difficult", "caesarean", "antenatal")
VAGINAL, DIFFICULT, CAESAREAN, ANTENATAL = range(4)

EXCLUSIONS = ("work_injury", "third_party", "public_health", "abroad", "wellness")

STATUSES = ("settled", "not_covered", "excluded")
SETTLED, NOT_COVERED, EXCLUDED = range(3)
