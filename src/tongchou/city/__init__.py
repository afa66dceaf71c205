"""A synthetic city: invented residents of real townships, and their bills.

``write_city`` of :mod:`tongchou.city.files` writes the tables of any number of residents and years; ``make_city()``
makes a small one of a year, which ``case_file`` writes in the form in which bills are settled. The same seed gives the
same city, and nothing of it is about a real person: names are invented and ID numbers carry an area code that no county
holds.
"""

from tongchou.city.bill_lines import lines_of
from tongchou.city.case import case_file, residents_table
from tongchou.city.files import write_city
from tongchou.city.id_numbers import check_digit, id_number
from tongchou.city.small import City, make_city

__all__ = ["City", "case_file", "check_digit", "id_number", "lines_of", "make_city", "residents_table", "write_city"]
