"""Steering both ways: along the agency and along the goal."""

from kytkin.steering.models.agreements import (
    AgreementMinistry,
    AgreementVersion,
    Dimension,
    PerformanceAgreement,
    Resource,
    Target,
    TargetComment,
    TargetYear,
    VersionSignature,
    VersionState,
)
from kytkin.steering.models.budget import Appropriation, BudgetItem
from kytkin.steering.models.contributions import (
    AMOUNTS,
    Contribution,
    ContributionEntry,
    EntryKind,
    PoolNeed,
)
from kytkin.steering.models.followup import (
    FrozenReport,
    Grade,
    ReportKind,
    ReportSignature,
    Review,
    Statement,
    TargetActual,
)

__all__ = [
    "AMOUNTS",
    "AgreementMinistry",
    "AgreementVersion",
    "Appropriation",
    "BudgetItem",
    "Contribution",
    "ContributionEntry",
    "Dimension",
    "EntryKind",
    "FrozenReport",
    "Grade",
    "PerformanceAgreement",
    "PoolNeed",
    "ReportKind",
    "ReportSignature",
    "Resource",
    "Review",
    "Statement",
    "Target",
    "TargetActual",
    "TargetComment",
    "TargetYear",
    "VersionSignature",
    "VersionState",
]
