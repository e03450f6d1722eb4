"""Who works for a goal: its people, and the preparations that serve it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kytkin.goals.models.goals import SharedGoal
from kytkin.organisations.models import Organisation
from kytkin.preparations.models import Preparation


class GoalRole(models.TextChoices):
    SPONSOR = "sponsor", _("sponsor")
    COORDINATOR = "coordinator", _("coordinator")
    REPRESENTATIVE = "representative", _("representative of an owner")
    EXPERT = "expert", _("expert")
    SECRETARY = "secretary", _("secretary")


class GoalMember(models.Model):
    """A person's role in a goal's functional structure (toiminnallinen rakenne).

    The coordinators keep the goal's page beside the owners' controllers and administrators.
    """

    goal = models.ForeignKey(SharedGoal, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="goal_roles"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="goal_members"
    )
    role = models.CharField(max_length=14, choices=GoalRole.choices)
    reports_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="reporters"
    )

    class Meta:
        verbose_name = _("person of a goal")
        verbose_name_plural = _("people of goals")
        constraints = [
            models.UniqueConstraint(fields=["goal", "person"], name="person_once_a_goal"),
            models.CheckConstraint(
                name="goal_role_known", condition=models.Q(role__in=GoalRole.values)
            ),
            models.CheckConstraint(
                name="goal_member_not_under_itself",
                condition=~models.Q(reports_to=models.F("id")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.goal_id}"


class GoalPreparation(models.Model):
    """A preparation serves a goal, and this share of its work input counts for it.

    The shares of one preparation over all goals never pass 100, so that no person-year is
    counted twice; the action that links refuses more.
    """

    goal = models.ForeignKey(SharedGoal, on_delete=models.CASCADE, related_name="preparation_links")
    preparation = models.ForeignKey(
        Preparation, on_delete=models.PROTECT, related_name="goal_links"
    )
    share_percent = models.PositiveSmallIntegerField(default=100)
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    linked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("preparation of a goal")
        verbose_name_plural = _("preparations of goals")
        constraints = [
            models.UniqueConstraint(fields=["goal", "preparation"], name="preparation_once_a_goal"),
            models.CheckConstraint(
                name="goal_preparation_share_in_range",
                condition=models.Q(share_percent__gte=0, share_percent__lte=100),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.preparation_id} serves {self.goal_id}"
