"""What a card of a need shows, and its state in a pill."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from kytkin.common.texts import LocalText
from kytkin.matching.fitting import Why
from kytkin.mobility.kinds import MoveKind, kind_of
from kytkin.mobility.models import Importance, Need, NeedState
from kytkin.people.models import SPOKEN

PILLS: Final = {
    NeedState.DRAFT: "planned",
    NeedState.WAITING: "waiting",
    NeedState.PUBLISHED: "open",
    NeedState.FILLED: "ended",
    NeedState.CLOSED: "ended",
}
WHY_SHOWN: Final = 4


@dataclass(frozen=True, slots=True)
class NeedCard:
    """A need with its kind, its pill, the skills needed, and why it fits the reader."""

    need: Need
    kind: MoveKind
    pill: str
    skills: tuple[LocalText, ...]
    why: tuple[str, ...] = ()


def need_card(need: Need, why: Sequence[Why] = ()) -> NeedCard:
    """A card without further queries, when the need came from `for_cards()`."""
    skills = [
        skill.concept.labels.local
        for skill in need.skills.all()
        if skill.importance != Importance.LEARN
    ]
    return NeedCard(
        need, kind_of(need.kind), PILLS[NeedState(need.state)], tuple(skills), reasons_said(why)
    )


def need_cards(found: Iterable[Need]) -> list[NeedCard]:
    return [need_card(need) for need in found]


def reasons_said(why: Sequence[Why]) -> tuple[str, ...]:
    """The weightiest reasons in words, most first."""
    return tuple(said for one in why[:WHY_SHOWN] if (said := _said(one)))


def _said(why: Why) -> str:
    about = str(why.concept) if why.concept else why.about
    match why.kind:
        case "subject":
            return _("theme: %(name)s") % {"name": about}
        case "skill":
            return _("skill: %(name)s") % {"name": about}
        case "wish":
            return _("can be learned here: %(name)s") % {"name": about}
        case "time":
            return _("the time fits")
        case "language":
            spoken = dict(SPOKEN).get(about, about)
            return _("working language: %(name)s") % {"name": spoken}
        case "place":
            return _("the place fits")
        case _:
            return ""
