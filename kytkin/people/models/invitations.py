"""Profiles that others began: nothing in them counts before their person has confirmed it."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

KEPT_FOR: Final = dt.timedelta(days=90)


class InvitationState(models.TextChoices):
    OPEN = "open", _("waits for its person")
    CONFIRMED = "confirmed", _("confirmed")
    DECLINED = "declined", _("declined")
    EXPIRED = "expired", _("not answered in time")


class ProfileInvitation(models.Model):
    """What an agency, or a person's own file, proposes for a profile (profiilikutsu).

    Only its person sees it. The content goes at the answer, and after 90 days without one.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile_invitations"
    )
    content = models.JSONField(null=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    source = models.CharField(max_length=300, blank=True, help_text=_("File name."))
    invited_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(
        max_length=10, choices=InvitationState.choices, default=InvitationState.OPEN
    )

    class Meta:
        verbose_name = _("invitation to a profile")
        verbose_name_plural = _("invitations to profiles")
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(state=InvitationState.OPEN),
                name="invitation_one_open_a_person",
            ),
            models.CheckConstraint(
                name="invitation_state_known",
                condition=models.Q(state__in=InvitationState.values),
            ),
            models.CheckConstraint(
                name="invitation_content_only_while_open",
                condition=models.Q(state=InvitationState.OPEN, content__isnull=False)
                | ~models.Q(state=InvitationState.OPEN) & models.Q(content__isnull=True),
            ),
            models.CheckConstraint(
                name="invitation_answer_has_its_time",
                condition=models.Q(
                    state__in=[InvitationState.CONFIRMED, InvitationState.DECLINED],
                    answered_at__isnull=False,
                )
                | models.Q(
                    state__in=[InvitationState.OPEN, InvitationState.EXPIRED],
                    answered_at__isnull=True,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.state}"

    @property
    def expires_at(self) -> dt.datetime:
        return self.invited_at + KEPT_FOR

    @property
    def is_own(self) -> bool:
        """The person brought it in as a file."""
        return self.invited_by_id == self.person_id
