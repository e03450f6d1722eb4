"""What a person follows, what they are told, and through which channel."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeKind(models.TextChoices):
    JOIN_REQUESTED = "join_requested", _("Somebody asks to join a preparation I am contact of")
    INVITED = "invited", _("I am invited to join a preparation")
    JOIN_ANSWERED = "join_answered", _("My request to join is answered")
    JOIN_MESSAGE = "join_message", _("A message in a request to join")
    NEED = "need", _("Something happens with a need that I answer for")
    MOVE_TURN = "move_turn", _("An arrangement waits for my yes or no")
    MOVE_STEP = "move_step", _("Something happens in an arrangement of mine")
    GOAL = "goal", _("Something happens with a shared goal of my agency")
    GOAL_DUE = "goal_due", _("A figure of a shared goal is due or late")
    AGREEMENT = "agreement", _("Something happens with a performance agreement of my agency")
    AGREEMENT_DUE = "agreement_due", _("A task of the yearly steering clock is due or late")
    PROFILE_STALE = "profile_stale", _("My profile has not been confirmed for a year")
    FOLLOWED_CHANGED = "followed_changed", _("Something I follow has changed")
    PROFILE_INVITED = "profile_invited", _("My agency invites me to confirm a profile")
    SEARCH_HITS = "search_hits", _("New hits of my saved searches, at most once a day")
    DIGEST = "digest", _("My week in Kytkin: a weekly digest")


class Notification(models.Model):
    """One thing a person is told (ilmoitus). Also the outbox of mail: `emailed_at` empty is unsent.

    `path` is the page's path without the language; `params` fill the sentence of the kind.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    kind = models.CharField(max_length=20, choices=NoticeKind.choices)
    params = models.JSONField(default=dict)
    path = models.CharField(max_length=300)
    created_at = models.DateTimeField()
    on_site = models.BooleanField(default=True)
    by_email = models.BooleanField(default=True)
    read_at = models.DateTimeField(null=True, blank=True)
    emailed_at = models.DateTimeField(null=True, blank=True)
    mail_attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        indexes = [
            models.Index(fields=["user", "read_at"], name="notification_unread"),
            models.Index(
                fields=["created_at"],
                name="notification_outbox",
                condition=models.Q(by_email=True, emailed_at__isnull=True),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="notification_kind_known", condition=models.Q(kind__in=NoticeKind.values)
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"


class NotificationPreference(models.Model):
    """A person's choice of channels for one kind; `unchosen` says what holds without a row."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_preferences"
    )
    kind = models.CharField(max_length=20, choices=NoticeKind.choices)
    on_site = models.BooleanField(default=True)
    by_email = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("notification preference")
        verbose_name_plural = _("notification preferences")
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="preference_once_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"


class FollowKind(models.TextChoices):
    PHENOMENON = "phenomenon", _("phenomenon")
    THEME = "theme", _("theme")
    PREPARATION = "preparation", _("preparation")
    SEARCH = "search", _("saved search")


class Follow(models.Model):
    """A person follows a phenomenon, theme, preparation or saved search (seuranta).

    `target` is the thing's public id (code, notation, key), or the query string of a search.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="follows"
    )
    kind = models.CharField(max_length=12, choices=FollowKind.choices)
    target = models.CharField(max_length=500)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "target"], name="followed_once"),
            models.CheckConstraint(
                name="follow_kind_known", condition=models.Q(kind__in=FollowKind.values)
            ),
        ]
        indexes = [models.Index(fields=["kind", "target"], name="followers_of")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind} {self.target}"


class KnownHits(models.Model):
    """What a saved search had found when it was last looked at: only what is more is new.

    `keys` are those of preparations, sorted.
    """

    follow = models.OneToOneField(Follow, on_delete=models.CASCADE, related_name="known_hits")
    keys = models.JSONField(default=list)
    looked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("known hits of a saved search")
        verbose_name_plural = _("known hits of saved searches")

    def __str__(self) -> str:
        return f"{self.follow_id} {self.looked_at:%Y-%m-%d}"


class DigestRound(models.Model):
    """Until when a person's weekly digest has looked; also when there was nothing to say."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digest_round"
    )
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("round of the digest")
        verbose_name_plural = _("rounds of the digest")

    def __str__(self) -> str:
        return f"{self.user_id} {self.until:%Y-%m-%d}"
