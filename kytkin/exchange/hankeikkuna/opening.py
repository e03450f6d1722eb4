"""Which ways to join a preparation is open to at first, by its state and stage.

A rule of thumb until the preparer chooses: before a proposal is written, others can still change
it; once it has left the ministry, knowledge helps; when it is over, its results can be followed.
"""

from __future__ import annotations

from typing import Final

from kytkin.preparations.models import Stage, State, Way

EARLY: Final = (
    Way.FOLLOW,
    Way.COMMENT,
    Way.SHARE_KNOWLEDGE,
    Way.WORK_INPUT,
    Way.PROPOSE_JOINT,
)
WAYS_BY_STAGE: Final[dict[Stage, tuple[Way, ...]]] = {
    Stage.UNKNOWN: EARLY,
    Stage.PRELIMINARY: EARLY,
    Stage.BASIC: EARLY,
    Stage.CONSULTATION: (Way.FOLLOW, Way.COMMENT, Way.SHARE_KNOWLEDGE),
    Stage.FURTHER: (Way.FOLLOW, Way.SHARE_KNOWLEDGE, Way.WORK_INPUT),
    Stage.GOVERNMENT: (Way.FOLLOW, Way.SHARE_KNOWLEDGE),
    Stage.PARLIAMENT: (Way.FOLLOW, Way.SHARE_KNOWLEDGE),
    Stage.ENACTMENT: (Way.FOLLOW,),
    Stage.SUSPENDED: (Way.FOLLOW,),
    Stage.COMPLETED: (Way.FOLLOW,),
}


def opened_ways(state: State, stage: Stage) -> tuple[Way, ...]:
    """Ended preparations can be followed; others are open by their stage."""
    if state == State.ENDED:
        return (Way.FOLLOW,)
    return WAYS_BY_STAGE[stage]
