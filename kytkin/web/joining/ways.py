"""The ways to join in words: what one does, and what happens after."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kytkin.preparations.models import Preparation, Way


@dataclass(frozen=True, slots=True)
class WayWords:
    """A way to join as a title, what it means, and what happens next."""

    way: Way
    title: str | Promise
    means: str | Promise
    next: str | Promise
    action: str | Promise


IN_WORDS = {
    words.way: words
    for words in (
        WayWords(
            Way.FOLLOW,
            _("Follow"),
            _("You are told when the state or the stage changes."),
            _("Nobody needs to answer: you follow at once, and can stop at any time."),
            _("Follow"),
        ),
        WayWords(
            Way.COMMENT,
            _("Comment"),
            _("You read drafts and say what you think of them."),
            _("The contact reads your message and answers. You see the answer on your page."),
            _("Ask to comment"),
        ),
        WayWords(
            Way.SHARE_KNOWLEDGE,
            _("Share knowledge"),
            _("You tell what you or your organisation know: data, research, experience."),
            _("The contact reads what you offer and tells how it can be used."),
            _("Offer knowledge"),
        ),
        WayWords(
            Way.WORK_INPUT,
            _("Join with work input"),
            _("You prepare the matter together with others, with a share of your working time."),
            _(
                "The contact answers first. Then you agree on the time with your supervisor: "
                "nothing is binding before that."
            ),
            _("Offer work input"),
        ),
        WayWords(
            Way.PROPOSE_JOINT,
            _("Propose joint preparation"),
            _("Your organisation prepares the same question: you propose doing it together."),
            _("The contact answers, and the two organisations agree on how to go on."),
            _("Propose joint preparation"),
        ),
    )
}


def offered(preparation: Preparation) -> list[WayWords]:
    """The ways this preparation is open to, the lightest first."""
    ways = {offer.way for offer in preparation.offered_ways.all()}
    return [words for way, words in IN_WORDS.items() if way in ways]
