"""The reduced rule for one bill a person in OpenFisca, which computes in yuan as float32."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np

from benchmarks.claims import Numbers
from benchmarks.reduced import CEILING, DEDUCTIBLES, RATIOS, Stays
from tongchou.rules.money import RATIO

FEN = 100
AMOUNTS = ("total", "own_expense", "over_limit", "self_first")


def openfisca(stays: Stays) -> Callable[[], Numbers]:
    """Return a call that sets the bills as inputs and returns what is paid, in yuan as float32."""
    # not among the libraries of the product: found only where the benchmarks have installed it
    builder = import_module("openfisca_core.simulation_builder").SimulationBuilder
    yuan = {name: (getattr(stays, name) / FEN).astype(np.float32) for name in AMOUNTS}
    level = stays.level.astype(np.int32)
    system = _system()

    def paid() -> Numbers:
        simulation = builder().build_default_simulation(system, count=len(level))
        for name, amount in yuan.items():
            simulation.set_input(name, "2025", amount)
        simulation.set_input("level", "2025", level)
        found: Numbers = simulation.calculate("pool_pay", "2025")
        return found

    return paid


def _system() -> Any:
    entity = import_module("openfisca_core.entities").Entity("person", "persons", "", "")
    unit = import_module("openfisca_core.periods").DateUnit.YEAR
    variable = import_module("openfisca_core.variables").Variable
    system = import_module("openfisca_core.taxbenefitsystems").TaxBenefitSystem([entity])

    def formula(person: Any, period: Any) -> Numbers:
        level = person("level", period)
        in_scope = person("total", period)
        for name in AMOUNTS[1:]:
            in_scope = in_scope - person(name, period)
        deductible = np.minimum(np.array(DEDUCTIBLES, np.float32)[level] / FEN, in_scope)
        raw = (in_scope - deductible) * (np.array(RATIOS, np.float32)[level] / RATIO)
        return np.minimum(np.floor(raw * FEN + 0.5) / FEN, CEILING / FEN)

    common = {"entity": entity, "definition_period": unit}
    for name in AMOUNTS:
        system.add_variable(type(name, (variable,), {**common, "value_type": float}))
    system.add_variable(type("level", (variable,), {**common, "value_type": int}))
    system.add_variable(type("pool_pay", (variable,), {**common, "value_type": float, "formula": formula}))
    return system
