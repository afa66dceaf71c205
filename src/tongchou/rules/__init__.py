"""The law as functions: the ground floor of the house.

Nothing here reads a file, a clock, a setting or a database. Money is integer fen, a ratio is an integer over
:data:`tongchou.rules.money.RATIO`, a date is the day ordinal of :mod:`tongchou.rules.days`, and a word of the
regulation (a kind of bill, a level of hospital) is a code of :mod:`tongchou.rules.codes`.
"""
