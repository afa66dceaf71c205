"""The tables of a city at scale, as Arrow schemas; each is one Parquet file of the city's folder.

Sums are int64 fen, days are dates, words are those of :mod:`tongchou.rules.codes` unless said otherwise. Rows of every
table that names a person are sorted by ``person_id``; bills of a year (``claims-YEAR.parquet``) by person, discharge
and ``encounter_id``, which is the order in which they are settled.
"""

import pyarrow as pa

WORD = pa.dictionary(pa.int16(), pa.string())
"""A text of few values."""
DAY = pa.date32()
FEN = pa.int64()
WORDS = pa.list_(WORD)


def _table(*columns: tuple[str, pa.DataType], optional: tuple[str, ...] = ()) -> pa.Schema:
    return pa.schema([pa.field(name, kind, nullable=name in optional) for name, kind in columns])


INSTITUTIONS = _table(
    ("code", pa.string()),
    ("name", pa.string()),
    ("level", WORD),
    ("area", WORD),  # county code, also outside the city
    ("place", WORD),
    ("township", WORD),
    optional=("township",),
)

VILLAGES = _table(
    ("code", pa.string()),  # 12 digits
    ("name", pa.string()),
    ("township", WORD),  # 9 digits
    ("township_name", WORD),
    ("county", WORD),  # 6 digits
    ("county_name", WORD),
)

RESIDENTS = _table(
    ("person_id", pa.string()),
    ("id_number", pa.string()),  # 18 places in an area code that no county holds; 15 only where that fault is planted
    ("name", pa.string()),
    ("sex", WORD),  # F, M
    ("birth", DAY),
    ("death", DAY),
    ("county", WORD),
    ("township", WORD),
    ("village", WORD),
    ("household_id", pa.string()),
    ("relation", WORD),  # to the head of the household
    ("mother_id", pa.string()),  # where she is a resident of the city
    ("category", WORD),  # of the last year
    ("place", WORD),  # where the person lives: local, or filed as resident in the province or elsewhere
    optional=("death", "mother_id"),
)

IDENTITIES = _table(
    ("person_id", pa.string()),
    ("kind", WORD),
    ("first", DAY),
    ("last", DAY),  # included; empty: still
    optional=("last",),
)

COVERAGE = _table(
    ("person_id", pa.string()),
    ("year", pa.int16()),
    ("first", DAY),  # of cover, waiting already taken out
    ("last", DAY),  # included
    ("paid_on", DAY),
    ("waiting_until", DAY),
    ("reason", WORD),  # newborn, late_enrolment, resumed; empty where the cover runs the whole year
    ("personal", FEN),  # standard of the year
    ("aided", FEN),  # of it, what aid to enrol paid
    ("category", WORD),  # of the year
    ("identity", WORD),  # under which the aid was given
    ("channel", WORD),  # tax_app, village, school, bank, counter, agency (paid for the person)
    optional=("waiting_until", "reason"),
)
"""A row for each year that a person is enrolled."""

FILINGS = _table(
    ("person_id", pa.string()),
    ("kind", WORD),
    ("disease", WORD),  # national code of the chronic disease
    ("diagnosis", WORD),
    ("first", DAY),
    ("last", DAY),
    optional=("disease", "last"),
)

CLAIMS = _table(
    ("encounter_id", pa.string()),
    ("person_id", pa.string()),
    ("kind", WORD),
    ("provider_level", WORD),
    ("place", WORD),
    ("filing", WORD),
    ("admitted", DAY),
    ("discharged", DAY),
    ("total", FEN),
    ("own_expense", FEN),
    ("over_limit", FEN),
    ("self_first", FEN),
    ("identity", WORD),  # the ranking one on the day of discharge
    ("category", WORD),
    ("hypertension", pa.bool_()),
    ("diabetes", pa.bool_()),
    ("chronic_1", pa.bool_()),
    ("chronic_2_filings", pa.int8()),
    ("covered", pa.bool_()),
    ("excluded", WORD),
    ("delivery", WORD),
    ("babies", pa.int8()),
    ("stay", pa.string()),
    ("transfer_from", pa.string()),
    ("continuous_years", pa.int16()),
    ("zero_claim_years", pa.int16()),
    # beyond what settling needs
    ("county", WORD),
    ("provider", WORD),
    ("diagnosis", WORD),
    ("secondary", WORDS),
    ("operations", WORDS),
    ("adrg", WORD),  # the group that was intended, of an inpatient stay
    ("disease", WORD),
    optional=(
        "admitted",
        "excluded",
        "delivery",
        "stay",
        "transfer_from",
        "continuous_years",
        "zero_claim_years",
        "secondary",
        "operations",
        "adrg",
        "disease",
    ),
)
"""One row for each encounter: the columns of the contract of settlement, section 8, and what else is known of it."""

LINES = _table(
    ("encounter_id", pa.string()),
    ("line", pa.int16()),
    ("item", WORD),
    ("class", WORD),
    ("code", WORD),
    ("name", WORD),
    ("quantity", pa.int64()),  # ten-thousandths; empty where the line is a sum of many small items
    ("unit_price", pa.int64()),  # millionths of a yuan
    ("amount", FEN),
    ("price_limit", pa.int64()),  # millionths of a yuan
    ("self_first_ratio", pa.int16()),  # ten-thousandths
    ("date", DAY),
    ("excluded", WORD),
    optional=("quantity", "unit_price", "price_limit", "self_first_ratio", "date", "excluded"),
)
"""Made on demand for given encounters; their split by the regulation adds up to the encounter's totals to the fen."""

ANSWERS = _table(
    ("fault", WORD),  # its name, or that of a hard negative
    ("planted", pa.bool_()),  # False: looks like a fault and is none
    ("number", pa.int32()),  # counts the cases of one fault
    ("persons", pa.list_(pa.string())),
    ("encounters", pa.list_(pa.string())),
    ("note", pa.string()),  # what was changed, in one line
)
"""The answer key: everything that was planted, and the look-alikes that are right."""

FILES = {
    "institutions": INSTITUTIONS,
    "villages": VILLAGES,
    "residents": RESIDENTS,
    "identities": IDENTITIES,
    "coverage": COVERAGE,
    "filings": FILINGS,
    "answers": ANSWERS,
}
"""Besides ``claims-YEAR.parquet`` and, where asked for, ``lines-YEAR.parquet``."""
