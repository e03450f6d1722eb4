"""Shared goals, and the agencies that own them together."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kytkin.common.texts import TranslatedTextField
from kytkin.organisations.models import Organisation
from kytkin.themes.models import Phenomenon


class GoalState(models.TextChoices):
    DRAFT = "draft", _("draft")
    ACTIVE = "active", _("active")
    CLOSED = "closed", _("closed")


class Sharing(models.TextChoices):
    """How intensely the owners share, from the lightest to the heaviest.

    Source: the six models of the New Zealand public service's toolkit for shared problems.
    """

    SEPARATE = "separate", _("separate planning")
    COORDINATION = "coordination", _("voluntary coordination")
    RESPONSIBILITY = "responsibility", _("shared responsibility")
    ACCOUNTABILITY = "accountability", _("collective accountability")
    SEMI_STRUCTURAL = "semi_structural", _("semi-structural")
    STRUCTURAL = "structural", _("structural")


class GoalStatus(models.TextChoices):
    """How a goal stands, computed from its indicators unless somebody states otherwise."""

    UNKNOWN = "unknown", _("not known yet")
    ON_TRACK = "on_track", _("on track")
    AT_RISK = "at_risk", _("at risk")
    OFF_TRACK = "off_track", _("off track")
    REACHED = "reached", _("reached")


class SharedGoal(models.Model):
    """What several agencies want to change together (yhteinen tavoite, gemensamt mål)."""

    code = models.SlugField(max_length=60, unique=True)
    title = TranslatedTextField()
    text = TranslatedTextField()
    phenomenon = models.ForeignKey(
        Phenomenon, null=True, blank=True, on_delete=models.PROTECT, related_name="goals"
    )
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=6, choices=GoalState.choices, default=GoalState.DRAFT)
    is_public = models.BooleanField(default=True)
    is_fictional = models.BooleanField(
        default=False, help_text=_("Made up for a demonstration, and marked as such.")
    )
    sharing = models.CharField(
        max_length=15, choices=Sharing.choices, default=Sharing.RESPONSIBILITY
    )
    governance = TranslatedTextField(blank=True)
    reporting = TranslatedTextField(blank=True)
    incentives = TranslatedTextField(blank=True)
    stated_status = models.CharField(max_length=9, choices=GoalStatus.choices, blank=True)
    stated_reason = models.CharField(max_length=400, blank=True)
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    stated_on = models.DateField(null=True, blank=True)
    owners = models.ManyToManyField(Organisation, through="GoalOwner", related_name="owned_goals")
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("shared goal")
        verbose_name_plural = _("shared goals")
        constraints = [
            models.CheckConstraint(
                name="goal_horizon_in_order",
                condition=models.Q(first_year__gte=2000)
                & models.Q(last_year__lte=2100)
                & models.Q(last_year__gte=models.F("first_year")),
            ),
            models.CheckConstraint(
                name="goal_state_known", condition=models.Q(state__in=GoalState.values)
            ),
            models.CheckConstraint(
                name="goal_sharing_known", condition=models.Q(sharing__in=Sharing.values)
            ),
            models.CheckConstraint(
                name="goal_stated_status_has_reason",
                condition=models.Q(stated_status="") | ~models.Q(stated_reason=""),
            ),
            models.CheckConstraint(
                name="goal_active_since_a_time",
                condition=models.Q(state="draft") | models.Q(activated_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.title)

    def get_absolute_url(self) -> str:
        return reverse("goal", args=[self.code])

    @property
    def years(self) -> range:
        """The years of the horizon, both ends included."""
        return range(self.first_year, self.last_year + 1)

    def covers(self, day: dt.date) -> bool:
        return day.year in self.years


class GoalOwner(models.Model):
    """An agency that owns a goal with others (omistaja); one of them leads.

    An agency is asked to own a goal, and owns it once its own people have accepted.
    """

    goal = models.ForeignKey(SharedGoal, on_delete=models.CASCADE, related_name="ownerships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="goal_ownerships"
    )
    is_lead = models.BooleanField(default=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("owner of a goal")
        verbose_name_plural = _("owners of goals")
        constraints = [
            models.UniqueConstraint(fields=["goal", "organisation"], name="owner_once_a_goal"),
            models.UniqueConstraint(
                fields=["goal"], condition=models.Q(is_lead=True), name="one_lead_a_goal"
            ),
            models.CheckConstraint(
                name="lead_has_accepted",
                condition=models.Q(is_lead=False) | models.Q(accepted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} owns {self.goal_id}"


class CollaborationCheck(models.Model):
    """A sign of good collaboration, stated as met or not (yhteistyön tarkistuslista).

    `item` is a code of data/collaboration.json.
    """

    goal = models.ForeignKey(SharedGoal, on_delete=models.CASCADE, related_name="checks")
    item = models.SlugField(max_length=40)
    is_met = models.BooleanField()
    note = models.CharField(max_length=400, blank=True)
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    stated_on = models.DateField()

    class Meta:
        verbose_name = _("sign of good collaboration")
        verbose_name_plural = _("signs of good collaboration")
        constraints = [
            models.UniqueConstraint(fields=["goal", "item"], name="sign_once_a_goal"),
        ]

    def __str__(self) -> str:
        return f"{self.goal_id} {self.item} {self.is_met}"
