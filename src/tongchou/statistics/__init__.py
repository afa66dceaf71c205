"""What the written tables of a city show, beside what has been published of the resident scheme.

Reads Parquet files and nothing else: neither the generator of the city nor the rules of settlement are imported, so a
figure can't agree with a target only because the same hand wrote both.
"""
