"""The same rules over columns: a city's year of claims, or a province's, settled in one run.

Source: contract of settlement, section 8.
"""
