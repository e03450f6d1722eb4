"""Offers: working time or knowledge that somebody, or a whole unit, wants to share."""

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
from kytkin.preparations.models import Preparation
from kytkin.themes.models import Theme


class Offered(models.TextChoices):
    """What is offered: working time, or knowledge in one of its forms."""

    TIME = "time", _("a share of working time")
    DOCUMENT = "document", _("a document")
    DATA = "data", _("a data set")
    ADVICE = "advice", _("an hour of advice")
    MENTORING = "mentoring", _("mentoring")
    SHADOWING = "shadowing", _("shadowing of my work")
    VISIT = "visit", _("a visit to us")


class OfferState(models.TextChoices):
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")


class Offer(models.Model):
    """What a person, or a unit through its supervisor, offers to preparations (tarjous)."""

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="offers"
    )
    unit = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="offers"
    )
    offered = models.CharField(max_length=9, choices=Offered.choices)
    title = models.CharField(max_length=160)
    text = models.TextField(max_length=2000)
    language = models.CharField(max_length=2, choices=LANGUAGE_CHOICES)
    share_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_before = models.DateField(null=True, blank=True)
    themes = models.ManyToManyField(Theme, related_name="offers", blank=True)
    state = models.CharField(max_length=6, choices=OfferState.choices, default=OfferState.OPEN)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        constraints = [
            period_in_order("offer_period_in_order"),
            share_in_steps("offer_share_in_steps"),
            models.CheckConstraint(
                name="offer_known", condition=models.Q(offered__in=Offered.values)
            ),
            models.CheckConstraint(
                name="offer_state_known", condition=models.Q(state__in=OfferState.values)
            ),
            models.CheckConstraint(
                name="offer_share_for_time_only",
                condition=models.Q(offered="time", share_percent__isnull=False)
                | (~models.Q(offered="time") & models.Q(share_percent__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("offer", args=[self.pk])

    @property
    def last_day(self) -> dt.date | None:
        """The last day of the period, None when no end is known."""
        return self.ends_before and self.ends_before - dt.timedelta(days=1)


class OfferAsk(models.Model):
    """A preparation asks for a unit's pooled time; the unit's supervisor names somebody."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="asks")
    preparation = models.ForeignKey(
        Preparation, on_delete=models.PROTECT, related_name="asked_offers"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="asked_offers"
    )
    message = models.TextField(max_length=2000)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    named = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("ask for an offer")
        verbose_name_plural = _("asks for offers")
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "preparation"],
                condition=models.Q(answered_at__isnull=True),
                name="one_open_ask_an_offer_and_preparation",
            )
        ]

    def __str__(self) -> str:
        return f"{self.preparation_id} asks {self.offer_id}"
