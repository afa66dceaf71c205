"""Faults planted in a city that is otherwise right, and look-alikes that are right, with the key that tells them apart.

``plant_faults`` of :mod:`tongchou.city.faults.plant` changes the tables of a city, ``alter_lines`` of
:mod:`tongchou.city.faults.lines` the lines of its bills. ``faults.yaml`` says how often each fault occurs.
"""
