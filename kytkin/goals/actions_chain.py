"""Writing the impact chain: steps, and what leads to what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from kytkin.accounts.models import User
from kytkin.common.texts import TranslatedText
from kytkin.goals.errors import GoalUnclear
from kytkin.goals.models import LEVELS, ChainLink, ChainStep, Indicator, Level, SharedGoal
from kytkin.goals.steps import held_goal, moved_on


def keep_step(
    *,
    goal: SharedGoal,
    step: ChainStep | None,
    level: Level,
    text: Mapping[str, str],
    by: User,
    now: dt.datetime,
    place: int = 0,
) -> ChainStep:
    """Write an impact, outcome, output or input; a linked step keeps its level."""
    words = TranslatedText.of(text)
    if not words:
        raise GoalUnclear(_("Write the step in Finnish or in Swedish."))
    with transaction.atomic():
        held = held_goal(goal, by)
        kept = ChainStep(goal=held) if step is None else held.chain.get(pk=step.pk)
        if (
            step is not None
            and kept.level != level
            and (kept.leads_to.exists() or kept.comes_from.exists())
        ):
            raise GoalUnclear(_("The step is linked: remove its links before moving its level."))
        kept.level, kept.text, kept.place = level, words, place
        kept.save()
        moved_on(held, "keep_chain_step", by=by, now=now, step=kept.pk)
    return kept


def remove_step(*, step: ChainStep, by: User, now: dt.datetime) -> None:
    with transaction.atomic():
        held = held_goal(step.goal, by)
        number = step.pk
        held.chain.filter(pk=number).delete()
        moved_on(held, "remove_chain_step", by=by, now=now, step=number)


def link_steps(
    *,
    cause: ChainStep,
    effect: ChainStep,
    assumption: Mapping[str, str],
    indicator: Indicator | None,
    by: User,
    now: dt.datetime,
) -> ChainLink:
    """Say that a step leads to one of the level above it, and on which assumption."""
    if cause.goal_id != effect.goal_id:
        raise GoalUnclear(_("Both steps belong to the same goal."))
    if LEVELS.index(Level(cause.level)) != LEVELS.index(Level(effect.level)) + 1:
        raise GoalUnclear(
            _(
                "A step leads to one level up: input to output, output to outcome, outcome to "
                "impact."
            )
        )
    words = TranslatedText.of(assumption)
    if not words:
        raise GoalUnclear(_("Write on which assumption the one leads to the other."))
    if indicator is not None and indicator.goal_id != cause.goal_id:
        raise GoalUnclear(_("The indicator belongs to another goal."))
    with transaction.atomic():
        held = held_goal(cause.goal, by)
        link, _new = ChainLink.objects.update_or_create(
            cause=cause, effect=effect, defaults={"assumption": words, "indicator": indicator}
        )
        moved_on(held, "link_chain_steps", by=by, now=now, cause=cause.pk, effect=effect.pk)
    return link


def unlink_steps(*, link: ChainLink, by: User, now: dt.datetime) -> None:
    with transaction.atomic():
        held = held_goal(link.cause.goal, by)
        ChainLink.objects.filter(pk=link.pk, cause__goal=held).delete()
        moved_on(held, "unlink_chain_steps", by=by, now=now)
