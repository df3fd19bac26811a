"""OpenFisca: a formula over float32, which is what its variables hold. Each run is a calculation anew."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from openfisca_core.entities import Entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable
from peers.numpy_float import score
from way import Columns, Way, from_float_column

PERIOD = "2024"
ROW = Entity("row", "rows", "An indicator", "")
ROW.is_person = True


def _variable(name_: str, type_: type) -> type[Variable]:
    class Input(Variable):
        value_type = type_
        entity = ROW
        definition_period = DateUnit.YEAR
        label = name_

    Input.__name__ = name_
    return Input


class points(Variable):  # noqa: N801 - OpenFisca takes the class name as the variable's
    """The score."""

    value_type = float
    entity = ROW
    definition_period = DateUnit.YEAR
    label = "points"

    def formula(self, period: Any) -> np.ndarray:  # the entity is passed as self
        """The rule, as for numpy."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return score(*(self(name, period) for name in ("level2", "sign", "target", "actual", "full")))


def _prepare(columns: Columns) -> Callable[[], np.ndarray]:
    system = TaxBenefitSystem([ROW])
    for name, column in columns.floats.items():
        system.add_variable(_variable(name, int if column.dtype == np.int8 else float))
    system.add_variable(points)
    simulation = SimulationBuilder().build_default_simulation(system, len(columns.target))
    for name, column in columns.floats.items():
        simulation.set_input(name, PERIOD, column)

    def run() -> np.ndarray:
        simulation.delete_arrays("points")
        return simulation.calculate("points", PERIOD)

    return run


WAYS = [Way(name="OpenFisca, float32", group="columns", prepare=_prepare, hundredths=from_float_column)]
