"""Who gives how much time to which need: the best plan under the rules, with a proven bound."""

from kytkin.engine.allocation.colliding import Collision, Infeasible, Remedy
from kytkin.engine.allocation.plan import AgencyUse, Assignment, Plan
from kytkin.engine.allocation.problem import (
    STEP_PERCENT,
    Agreement,
    BadProblem,
    Candidate,
    Expert,
    Fairness,
    Need,
    Period,
    Problem,
)
from kytkin.engine.allocation.rules import Rule
from kytkin.engine.allocation.solving import Moment, Target, Undecided, allocate

__all__ = [
    "STEP_PERCENT",
    "AgencyUse",
    "Agreement",
    "Assignment",
    "BadProblem",
    "Candidate",
    "Collision",
    "Expert",
    "Fairness",
    "Infeasible",
    "Moment",
    "Need",
    "Period",
    "Plan",
    "Problem",
    "Remedy",
    "Rule",
    "Target",
    "Undecided",
    "allocate",
]
