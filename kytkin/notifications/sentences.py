"""The sentence of each notification, and the mail around it, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kytkin.common.texts import TranslatedText
from kytkin.notifications.models import NoticeKind, Notification
from kytkin.notifications.parts import as_text, shown_parts

SENTENCES: dict[tuple[str, str], Promise] = {
    (NoticeKind.JOIN_REQUESTED, "comment"): gettext_lazy(
        "%(person)s asks to comment on the preparation “%(preparation)s”."
    ),
    (NoticeKind.JOIN_REQUESTED, "share_knowledge"): gettext_lazy(
        "%(person)s asks to share knowledge with the preparation “%(preparation)s”."
    ),
    (NoticeKind.JOIN_REQUESTED, "work_input"): gettext_lazy(
        "%(person)s asks to join the preparation “%(preparation)s” with work input."
    ),
    (NoticeKind.JOIN_REQUESTED, "propose_joint"): gettext_lazy(
        "%(person)s proposes joint preparation with the preparation “%(preparation)s”."
    ),
    (NoticeKind.INVITED, "need"): gettext_lazy(
        "%(person)s invites you to join the preparation “%(preparation)s”."
    ),
    (NoticeKind.INVITED, "offer"): gettext_lazy(
        "%(person)s takes up your offer and invites you to join the preparation “%(preparation)s”."
    ),
    (NoticeKind.INVITED, "named"): gettext_lazy(
        "%(person)s names you to join the preparation “%(preparation)s”, with the unit's time."
    ),
    (NoticeKind.JOIN_ANSWERED, "invitation_accepted"): gettext_lazy(
        "%(person)s says yes to your invitation to the preparation “%(preparation)s”."
    ),
    (NoticeKind.JOIN_ANSWERED, "invitation_declined"): gettext_lazy(
        "%(person)s says no to your invitation to the preparation “%(preparation)s”."
    ),
    (NoticeKind.JOIN_ANSWERED, "invitation_gone"): gettext_lazy(
        "%(person)s took back the invitation to the preparation “%(preparation)s”."
    ),
    (NoticeKind.NEED, "approval"): gettext_lazy(
        "%(person)s asks you to approve the need “%(need)s” of the preparation “%(preparation)s”."
    ),
    (NoticeKind.NEED, "approved"): gettext_lazy(
        "%(person)s approved the need “%(need)s” of the preparation “%(preparation)s”: it is open."
    ),
    (NoticeKind.NEED, "returned"): gettext_lazy(
        "%(person)s returned the need “%(need)s” of the preparation “%(preparation)s” as a draft."
    ),
    (NoticeKind.NEED, "owner"): gettext_lazy(
        "%(person)s named you to answer for the need “%(need)s” of the preparation "
        "“%(preparation)s”."
    ),
    (NoticeKind.NEED, "offer_asked"): gettext_lazy(
        "%(person)s asks for your unit's offer “%(need)s” for the preparation “%(preparation)s”."
    ),
    (NoticeKind.JOIN_REQUESTED, "reminder"): gettext_lazy(
        "%(person)s still waits for an answer to the request to join the preparation "
        "“%(preparation)s”."
    ),
    (NoticeKind.JOIN_ANSWERED, "accepted"): gettext_lazy(
        "Your request to join the preparation “%(preparation)s” was accepted."
    ),
    (NoticeKind.JOIN_ANSWERED, "declined"): gettext_lazy(
        "Your request to join the preparation “%(preparation)s” was declined."
    ),
    (NoticeKind.JOIN_ANSWERED, "more_asked"): gettext_lazy(
        "%(person)s asks you for more before answering your request to join the preparation "
        "“%(preparation)s”."
    ),
    (NoticeKind.JOIN_MESSAGE, "reply"): gettext_lazy(
        "%(person)s wrote a message about the request to join the preparation “%(preparation)s”."
    ),
    (NoticeKind.JOIN_MESSAGE, "withdrawn"): gettext_lazy(
        "%(person)s withdrew the request to join the preparation “%(preparation)s”."
    ),
    (NoticeKind.MOVE_TURN, "consent"): gettext_lazy(
        "Your yes or no is asked for: %(person)s and the preparation “%(preparation)s”."
    ),
    (NoticeKind.MOVE_TURN, "reminder"): gettext_lazy(
        "Your yes or no is still waited for: %(person)s and the preparation “%(preparation)s”."
    ),
    (NoticeKind.MOVE_TURN, "passed_on"): gettext_lazy(
        "The supervisor has not answered, so human resources may: %(person)s and the preparation "
        "“%(preparation)s”."
    ),
    (NoticeKind.MOVE_STEP, "agreed"): gettext_lazy(
        "It is agreed: %(person)s joins the preparation “%(preparation)s”."
    ),
    (NoticeKind.MOVE_STEP, "refused"): gettext_lazy(
        "%(by)s said no: %(person)s does not join the preparation “%(preparation)s” on these terms."
    ),
    (NoticeKind.MOVE_STEP, "change_refused"): gettext_lazy(
        "%(by)s said no to the new terms. What was agreed before holds: %(person)s and the "
        "preparation “%(preparation)s”."
    ),
    (NoticeKind.MOVE_STEP, "withdrawn"): gettext_lazy(
        "%(by)s withdrew the arrangement: %(person)s and the preparation “%(preparation)s”. "
        "The time is free again."
    ),
    (NoticeKind.MOVE_STEP, "ended"): gettext_lazy(
        "%(by)s ended the arrangement early: %(person)s and the preparation “%(preparation)s”. "
        "The time is free again."
    ),
    (NoticeKind.MOVE_STEP, "starts"): gettext_lazy(
        "It begins: %(person)s joins the preparation “%(preparation)s”."
    ),
    (NoticeKind.MOVE_STEP, "ends_soon"): gettext_lazy(
        "The end is near: %(person)s in the preparation “%(preparation)s”. The last day is "
        "%(day)s. Extend it now if the work goes on."
    ),
    (NoticeKind.MOVE_STEP, "completed"): gettext_lazy(
        "It is completed: %(person)s in the preparation “%(preparation)s”. Tell how it went."
    ),
    (NoticeKind.GOAL, "asked"): gettext_lazy(
        "%(owner)s is asked to own the shared goal “%(goal)s” with others. Read it, and accept "
        "or decline for your organisation."
    ),
    (NoticeKind.GOAL, "accepted"): gettext_lazy(
        "%(owner)s has accepted to own the shared goal “%(goal)s”."
    ),
    (NoticeKind.GOAL, "pledged"): gettext_lazy(
        "%(owner)s pledges to the shared goal “%(goal)s” for %(year)s."
    ),
    (NoticeKind.GOAL, "confirmed"): gettext_lazy(
        "%(owner)s has confirmed what it brings to the shared goal “%(goal)s” in %(year)s."
    ),
    (NoticeKind.GOAL, "withdrawn"): gettext_lazy(
        "%(owner)s has taken back its pledge to the shared goal “%(goal)s” for %(year)s."
    ),
    (NoticeKind.GOAL, "reported"): gettext_lazy(
        "The report on %(year)s of the shared goal “%(goal)s” has been frozen."
    ),
    (NoticeKind.GOAL_DUE, "due"): gettext_lazy(
        "The figure of %(year)s for “%(indicator)s” is due by %(day)s: “%(goal)s”."
    ),
    (NoticeKind.GOAL_DUE, "late"): gettext_lazy(
        "The figure of %(year)s for “%(indicator)s” was due by %(day)s and is missing: “%(goal)s”."
    ),
    (NoticeKind.GOAL_DUE, "milestone"): gettext_lazy(
        "The interim milestone of “%(indicator)s” is in %(year)s: see whether “%(goal)s” is on its "
        "way."
    ),
    (NoticeKind.GOAL_DUE, "quiet"): gettext_lazy(
        "Nothing has changed on the page of “%(goal)s” for half a year. Does it still hold?"
    ),
    (NoticeKind.GOAL_DUE, "ending"): gettext_lazy(
        "The horizon of “%(goal)s” ends with %(year)s. Agree on what comes after it."
    ),
    (NoticeKind.AGREEMENT, "started"): gettext_lazy(
        "The performance agreement %(years)s of %(agency)s has been started."
    ),
    (NoticeKind.AGREEMENT, "negotiating"): gettext_lazy(
        "The performance agreement %(years)s of %(agency)s is now being negotiated: read it, "
        "comment on its targets or change them."
    ),
    (NoticeKind.AGREEMENT, "signed"): gettext_lazy(
        "%(party)s has signed the performance agreement %(years)s of %(agency)s. Sign it too."
    ),
    (NoticeKind.AGREEMENT, "in_force"): gettext_lazy(
        "Every party has signed the performance agreement %(years)s of %(agency)s: it is in force."
    ),
    (NoticeKind.AGREEMENT, "reopened"): gettext_lazy(
        "The signatures of the performance agreement %(years)s of %(agency)s were taken back, so "
        "that its text can change. It is signed anew."
    ),
    (NoticeKind.AGREEMENT, "revised"): gettext_lazy(
        "A revision of the performance agreement %(years)s of %(agency)s has been started."
    ),
    (NoticeKind.AGREEMENT, "commented"): gettext_lazy(
        "%(party)s comments on a target in the performance agreement %(years)s of %(agency)s."
    ),
    (NoticeKind.AGREEMENT, "review_sent"): gettext_lazy(
        "%(agency)s has sent its half-year review of %(year)s. Answer it."
    ),
    (NoticeKind.AGREEMENT, "review_answered"): gettext_lazy(
        "The half-year review %(year)s of %(agency)s has been answered by %(party)s."
    ),
    (NoticeKind.AGREEMENT, "reported"): gettext_lazy(
        "%(agency)s has frozen its report on operations for %(year)s. Give the statement on it."
    ),
    (NoticeKind.AGREEMENT, "stated"): gettext_lazy(
        "%(party)s has given its statement on the year %(year)s of %(agency)s."
    ),
    (NoticeKind.AGREEMENT_DUE, "due"): gettext_lazy(
        "%(task)s: due by %(day)s. The agreement is that of %(agency)s, %(years)s."
    ),
    (NoticeKind.AGREEMENT_DUE, "late"): gettext_lazy(
        "%(task)s: was due by %(day)s and is not done. The agreement is that of %(agency)s, "
        "%(years)s."
    ),
    (NoticeKind.PROFILE_STALE, "asked"): gettext_lazy(
        "A year has gone since you last said that your profile holds. Does it still?"
    ),
    (NoticeKind.MOVE_STEP, "signing_anew"): gettext_lazy(
        "%(by)s changed the agreement, so the signatures start anew: %(person)s and the "
        "preparation “%(preparation)s”. Read it and sign."
    ),
    (NoticeKind.MOVE_STEP, "signed_by_all"): gettext_lazy(
        "Every side has signed the agreement: %(person)s and the preparation “%(preparation)s”."
    ),
    (NoticeKind.MOVE_STEP, "told"): gettext_lazy(
        "%(by)s told how it went: %(person)s in the preparation “%(preparation)s”."
    ),
    (NoticeKind.FOLLOWED_CHANGED, "changed"): gettext_lazy(
        "The preparation “%(preparation)s” that you follow has changed: %(state)s, %(stage)s."
    ),
    (NoticeKind.FOLLOWED_CHANGED, "changed_subject"): gettext_lazy(
        "The preparation “%(preparation)s”, on a subject that you follow, has changed: "
        "%(state)s, %(stage)s."
    ),
    (NoticeKind.FOLLOWED_CHANGED, "new_subject"): gettext_lazy(
        "There is a new preparation on a subject that you follow: “%(preparation)s”."
    ),
    (NoticeKind.PROFILE_INVITED, "account"): gettext_lazy(
        "%(organisation)s proposes a beginning for your profile in Kytkin. Nobody else sees it: "
        "read it and decide by %(until)s what is kept. After that it is erased."
    ),
    (NoticeKind.PROFILE_INVITED, "new_account"): gettext_lazy(
        "%(organisation)s proposes a beginning for your profile in Kytkin. Nobody else sees it: "
        "read it and decide by %(until)s what is kept. After that it is erased. You have an "
        "account with this e-mail address: choose a password first with “Forgot your password?”."
    ),
    (NoticeKind.SEARCH_HITS, "new"): gettext_lazy("Your saved searches have new hits."),
    (NoticeKind.DIGEST, "weekly"): gettext_lazy("Your week in Kytkin: what is new and what waits."),
}

NEXT_STEPS: dict[str, Promise] = {
    NoticeKind.JOIN_REQUESTED: gettext_lazy("Read the request and answer it:"),
    NoticeKind.INVITED: gettext_lazy("Read the invitation and answer it:"),
    NoticeKind.NEED: gettext_lazy("See what it is about:"),
    NoticeKind.JOIN_ANSWERED: gettext_lazy("Read the answer and go on:"),
    NoticeKind.JOIN_MESSAGE: gettext_lazy("Read the whole request:"),
    NoticeKind.MOVE_TURN: gettext_lazy("Read what is asked and answer:"),
    NoticeKind.MOVE_STEP: gettext_lazy("See the arrangement:"),
    NoticeKind.GOAL: gettext_lazy("See the goal:"),
    NoticeKind.GOAL_DUE: gettext_lazy("See what is missing, and add it:"),
    NoticeKind.AGREEMENT: gettext_lazy("See the agreement:"),
    NoticeKind.AGREEMENT_DUE: gettext_lazy("Do it here:"),
    NoticeKind.PROFILE_STALE: gettext_lazy("Read it, and confirm or change it:"),
    NoticeKind.FOLLOWED_CHANGED: gettext_lazy("See the preparation:"),
    NoticeKind.PROFILE_INVITED: gettext_lazy("Read what is proposed and decide:"),
    NoticeKind.SEARCH_HITS: gettext_lazy("See them all:"),
    NoticeKind.DIGEST: gettext_lazy("The same on a page:"),
}

SUBJECTS: dict[str, Promise] = {
    NoticeKind.JOIN_REQUESTED: gettext_lazy("Request to join: %(preparation)s"),
    NoticeKind.INVITED: gettext_lazy("Invitation to join: %(preparation)s"),
    NoticeKind.NEED: gettext_lazy("A need or an offer: %(preparation)s"),
    NoticeKind.JOIN_ANSWERED: gettext_lazy("Answer to your request: %(preparation)s"),
    NoticeKind.JOIN_MESSAGE: gettext_lazy("Message about a request: %(preparation)s"),
    NoticeKind.MOVE_TURN: gettext_lazy("Your yes or no is asked for: %(preparation)s"),
    NoticeKind.MOVE_STEP: gettext_lazy("Arrangement: %(preparation)s"),
    NoticeKind.GOAL: gettext_lazy("Shared goal: %(goal)s"),
    NoticeKind.GOAL_DUE: gettext_lazy("Shared goal, figures: %(goal)s"),
    NoticeKind.AGREEMENT: gettext_lazy("Performance agreement: %(agency)s"),
    NoticeKind.AGREEMENT_DUE: gettext_lazy("Steering clock: %(agency)s"),
    NoticeKind.PROFILE_STALE: gettext_lazy("Does your profile still hold?"),
    NoticeKind.FOLLOWED_CHANGED: gettext_lazy("Something you follow: %(preparation)s"),
    NoticeKind.PROFILE_INVITED: gettext_lazy("Proposal for your profile: %(organisation)s"),
    NoticeKind.SEARCH_HITS: gettext_lazy("New hits of your saved searches"),
    NoticeKind.DIGEST: gettext_lazy("Your week in Kytkin"),
}

LONGEST_SUBJECT = 120


def filled(params: Mapping[str, Any]) -> dict[str, str]:
    """The parameters as text in the current language; texts by language are resolved."""
    return {
        key: str(TranslatedText(value)) if isinstance(value, dict) else str(value)
        for key, value in params.items()
    }


def sentence(notification: Notification) -> str:
    """What happened, as one sentence in the current language."""
    template = SENTENCES[(notification.kind, notification.params["case"])]
    return str(template) % filled(notification.params)


def subject(notification: Notification) -> str:
    """The mail's subject on one line, not too long for a phone."""
    line = " ".join((str(SUBJECTS[notification.kind]) % filled(notification.params)).split())
    return line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 1].rstrip() + "…"


def body(notification: Notification, *, site: str, preferences_page: str) -> str:
    """The mail: greeting, what happened, where to go on, how to get fewer of these.

    `site` is the address of the pages in the reader's language.
    """
    return "\n\n".join(
        [
            _("Hello %(name)s,") % {"name": notification.user.get_short_name()},
            sentence(notification),
            *as_text(shown_parts(notification), site=site),
            f"{NEXT_STEPS[notification.kind]}\n{site}{notification.path}",
            _("With regards\nKytkin"),
            "—\n"
            + _("You choose yourself which messages come by e-mail: %(page)s")
            % {"page": preferences_page},
            "",
        ]
    )
