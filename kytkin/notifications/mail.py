"""Mail from the outbox: a notification with `by_email` and no `emailed_at` is unsent."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.urls import reverse
from django.utils.translation import override

from kytkin.notifications import sentences
from kytkin.notifications.models import Notification
from kytkin.notifications.queries import notifications

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a round over the outbox went."""

    sent: int
    failed: int


def compose(notification: Notification) -> EmailMessage:
    """The message in the person's own language, plain text, with full addresses."""
    language = notification.user.language
    with override(language):
        return EmailMessage(
            subject=sentences.subject(notification),
            body=sentences.body(
                notification,
                site=f"{settings.BASE_URL}/{language}",
                preferences_page=f"{settings.BASE_URL}{reverse('preferences')}",
            ),
            to=[notification.user.email],
            headers={"Auto-Submitted": "auto-generated"},
        )


def claim(notification: Notification) -> bool:
    """Count the attempt; False when another process took this one first."""
    taken = Notification.objects.filter(
        pk=notification.pk,
        emailed_at__isnull=True,
        mail_attempts=notification.mail_attempts,
    ).update(mail_attempts=F("mail_attempts") + 1)
    return bool(taken)


def deliver(notification: Notification, *, now: dt.datetime) -> bool:
    """Send one message; a failure is logged and leaves it in the outbox."""
    if not claim(notification):
        return False
    try:
        compose(notification).send()
    except (OSError, ValueError) as error:
        log.warning("Mail %s could not be sent: %s", notification.pk, error)
        return False
    Notification.objects.filter(pk=notification.pk).update(emailed_at=now)
    return True


def send_waiting(
    *, now: dt.datetime, limit: int = 1000, progress: Callable[[], None] = lambda: None
) -> Delivery:
    """Try every message that waits, oldest first."""
    sent = failed = 0
    waiting = notifications().waiting_for_mail().select_related("user")
    for notification in waiting.order_by("created_at", "pk")[:limit]:
        if deliver(notification, now=now):
            sent += 1
        else:
            failed += 1
        progress()
    return Delivery(sent, failed)
