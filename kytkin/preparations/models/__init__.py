"""Preparations and what belongs to each of them."""

from kytkin.preparations.models.dates import DateEvent, Precision, PreparationDate
from kytkin.preparations.models.numbers import NumberKind, OfficialNumber
from kytkin.preparations.models.partners import PartnerRole, Partnership
from kytkin.preparations.models.preparation import (
    Kind,
    Preparation,
    Publicity,
    Stage,
    State,
)
from kytkin.preparations.models.subjects import Origin, PreparationTheme, Standing
from kytkin.preparations.models.ways import OfferedWay, Way

__all__ = [
    "DateEvent",
    "Kind",
    "NumberKind",
    "OfferedWay",
    "OfficialNumber",
    "Origin",
    "PartnerRole",
    "Partnership",
    "Precision",
    "Preparation",
    "PreparationDate",
    "PreparationTheme",
    "Publicity",
    "Stage",
    "Standing",
    "State",
    "Way",
]
