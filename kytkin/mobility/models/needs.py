"""Needs of preparations: whom or what is looked for, by when, and who answers."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kytkin.common.languages import LANGUAGE_CHOICES
from kytkin.common.periods import period_in_order
from kytkin.mobility.models.shares import share_in_steps
from kytkin.organisations.models import Organisation
from kytkin.people.models import Place
from kytkin.preparations.models import Preparation
from kytkin.vocabulary.models import Concept


class NeedState(models.TextChoices):
    DRAFT = "draft", _("draft")
    WAITING = "waiting", _("waiting for approval")
    PUBLISHED = "published", _("open")
    FILLED = "filled", _("filled")
    CLOSED = "closed", _("closed")


class Need(models.Model):
    """Work input or knowledge that a preparation looks for (tarve), in its writer's language."""

    preparation = models.ForeignKey(Preparation, on_delete=models.PROTECT, related_name="needs")
    title = models.CharField(max_length=160)
    text = models.TextField(max_length=4000)
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES)
    kind = models.CharField(max_length=24)
    share_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    starts_on = models.DateField()
    ends_before = models.DateField(null=True, blank=True)
    people_wanted = models.PositiveSmallIntegerField(default=1)
    place = models.CharField(max_length=6, choices=Place.choices, default=Place.BOTH)
    town = models.CharField(max_length=80, blank=True)
    languages = models.JSONField(default=list, blank=True)
    deadline = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=NeedState.choices, default=NeedState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    owners = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="owned_needs", blank=True
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        indexes = [models.Index(fields=["state", "deadline"], name="open_needs")]
        constraints = [
            period_in_order("need_period_in_order"),
            share_in_steps("need_share_in_steps"),
            models.CheckConstraint(
                name="need_state_known", condition=models.Q(state__in=NeedState.values)
            ),
            models.CheckConstraint(
                name="need_wants_somebody", condition=models.Q(people_wanted__gte=1)
            ),
            models.CheckConstraint(
                name="need_published_at_a_time",
                condition=~models.Q(state="published") | models.Q(published_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("need", args=[self.pk])

    @property
    def last_day(self) -> dt.date | None:
        """The last day of the period, None when no end is known."""
        return self.ends_before and self.ends_before - dt.timedelta(days=1)


class Importance(models.TextChoices):
    NEEDED = "needed", _("needed")
    USEFUL = "useful", _("useful")
    LEARN = "learn", _("can be learned here")


class NeedSkill(models.Model):
    """A skill of ESCO that a need asks for, or teaches (osaaminen)."""

    need = models.ForeignKey(Need, on_delete=models.CASCADE, related_name="skills")
    concept = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="+")
    importance = models.CharField(max_length=6, choices=Importance.choices)

    class Meta:
        verbose_name = _("skill of a need")
        verbose_name_plural = _("skills of needs")
        constraints = [
            models.UniqueConstraint(fields=["need", "concept"], name="skill_once_a_need"),
            models.CheckConstraint(
                name="need_skill_importance_known",
                condition=models.Q(importance__in=Importance.values),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.need_id} {self.concept_id}"


class AgencyChoices(models.Model):
    """What an agency has decided for itself (viraston valinnat): approvals, ranking of people.

    Ranking people for needs is off until the agency has switched it on, after the co-operation
    procedure (1233/2013), of which the record number and the day are kept.
    """

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, related_name="choices"
    )
    approves_needs = models.BooleanField(default=False)
    ranks_people = models.BooleanField(default=False)
    cooperation_record = models.CharField(max_length=60, blank=True)
    cooperation_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField()

    class Meta:
        verbose_name = _("choices of an agency")
        verbose_name_plural = _("choices of agencies")
        constraints = [
            models.CheckConstraint(
                name="ranking_people_after_cooperation",
                condition=models.Q(ranks_people=False)
                | (~models.Q(cooperation_record="") & models.Q(cooperation_on__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return f"choices of {self.organisation_id}"
