"""Shared goals and what belongs to each of them."""

from kytkin.goals.models.chain import LEVELS, ChainLink, ChainStep, Level
from kytkin.goals.models.goals import (
    CollaborationCheck,
    GoalOwner,
    GoalState,
    GoalStatus,
    SharedGoal,
    Sharing,
)
from kytkin.goals.models.indicators import (
    Actual,
    Direction,
    Indicator,
    IndicatorTarget,
    Quality,
)
from kytkin.goals.models.team import GoalMember, GoalPreparation, GoalRole

__all__ = [
    "LEVELS",
    "Actual",
    "ChainLink",
    "ChainStep",
    "CollaborationCheck",
    "Direction",
    "GoalMember",
    "GoalOwner",
    "GoalPreparation",
    "GoalRole",
    "GoalState",
    "GoalStatus",
    "Indicator",
    "IndicatorTarget",
    "Level",
    "Quality",
    "SharedGoal",
    "Sharing",
]
