"""Asking to join a preparation, and the talk about it."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kytkin.common.periods import period_in_order
from kytkin.mobility.models.needs import Need
from kytkin.mobility.models.offers import Offer
from kytkin.preparations.models import Preparation, Way


class RequestState(models.TextChoices):
    SENT = "sent", _("sent, waiting for an answer")
    INVITED = "invited", _("invited, waiting for the person")
    MORE_ASKED = "more_asked", _("more was asked, waiting for the person")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


OPEN_STATES = (RequestState.SENT, RequestState.INVITED, RequestState.MORE_ASKED)


class DeclineReason(models.TextChoices):
    NO_CAPACITY = "no_capacity", _("We cannot take in more people now")
    STAGE_PASSED = "stage_passed", _("The preparation has gone past the stage where this helps")
    OTHER_KNOWLEDGE = "other_knowledge", _("Other knowledge is needed at the moment")
    ALREADY_COVERED = "already_covered", _("The matter is already covered")
    NOT_OPEN = "not_open", _("The preparation is not open to this way of joining")
    WORKLOAD = "workload", _("My workload does not allow it now")
    NOT_INTERESTED = "not_interested", _("I am not interested, or no longer")
    ENGAGED = "engaged", _("I am already engaged elsewhere")
    NO_APPROVAL = "no_approval", _("I do not get approval for it")
    OTHER = "other", _("Other reason, told in the message")


PERSONS_REASONS = (
    DeclineReason.WORKLOAD,
    DeclineReason.NOT_INTERESTED,
    DeclineReason.ENGAGED,
    DeclineReason.NO_APPROVAL,
    DeclineReason.OTHER,
)
CONTACTS_REASONS = (
    DeclineReason.NO_CAPACITY,
    DeclineReason.STAGE_PASSED,
    DeclineReason.OTHER_KNOWLEDGE,
    DeclineReason.ALREADY_COVERED,
    DeclineReason.NOT_OPEN,
    DeclineReason.OTHER,
)


class JoinRequest(models.Model):
    """A person asks to join a preparation, or is invited (osallistumispyyntö, kutsu).

    The contact answers a request, the person an invitation; `need` and `offer` tell what of.
    """

    preparation = models.ForeignKey(
        Preparation, on_delete=models.PROTECT, related_name="join_requests"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="join_requests"
    )
    way = models.CharField(max_length=16, choices=Way.choices)
    need = models.ForeignKey(
        Need, null=True, blank=True, on_delete=models.SET_NULL, related_name="requests"
    )
    offer = models.ForeignKey(
        Offer, null=True, blank=True, on_delete=models.SET_NULL, related_name="requests"
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    kind = models.CharField(max_length=24, blank=True)
    share_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_before = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.SENT)
    decline_reason = models.CharField(max_length=16, choices=DeclineReason.choices, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="answered_join_requests",
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("request to join")
        verbose_name_plural = _("requests to join")
        constraints = [
            period_in_order("join_request_period_in_order"),
            models.UniqueConstraint(
                fields=["preparation", "person", "way"],
                condition=models.Q(state__in=["sent", "invited", "more_asked"], need=None),
                name="one_open_request_a_way",
            ),
            models.UniqueConstraint(
                fields=["need", "person"],
                condition=models.Q(state__in=["sent", "invited", "more_asked"])
                & models.Q(need__isnull=False),
                name="one_open_request_a_need",
            ),
            models.CheckConstraint(
                name="join_request_share_in_steps",
                condition=models.Q(share_percent__isnull=True)
                | models.Q(share_percent__in=list(range(5, 105, 5))),
            ),
            models.CheckConstraint(
                name="join_request_share_only_for_work_input",
                condition=models.Q(share_percent__isnull=True) | models.Q(way="work_input"),
            ),
            models.CheckConstraint(
                name="join_request_declined_with_reason",
                condition=(models.Q(state="declined") & ~models.Q(decline_reason=""))
                | (~models.Q(state="declined") & models.Q(decline_reason="")),
            ),
            models.CheckConstraint(
                name="join_request_not_following",
                condition=models.Q(
                    way__in=["comment", "share_knowledge", "work_input", "propose_joint"]
                ),
            ),
            models.CheckConstraint(
                name="join_request_state_known",
                condition=models.Q(state__in=RequestState.values),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} → {self.preparation_id} ({self.way}, {self.state})"

    def get_absolute_url(self) -> str:
        return reverse("join_request", args=[self.pk])

    @property
    def last_day(self) -> dt.date | None:
        """The last day of the period, None when no end is known."""
        return self.ends_before and self.ends_before - dt.timedelta(days=1)

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class JoinMessage(models.Model):
    """One message in the talk about a request (viesti)."""

    request = models.ForeignKey(JoinRequest, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.TextField(max_length=4000)
    sent_at = models.DateTimeField()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.CheckConstraint(name="join_message_not_empty", condition=~models.Q(text=""))
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.sent_at:%Y-%m-%d}"
