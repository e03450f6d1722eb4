"""Organisations over time, and the roles people have in them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kytkin.common.periods import period_in_order
from kytkin.common.texts import TranslatedTextField


class OrganisationKind(models.TextChoices):
    STATE = "state", pgettext_lazy("kind of organisation", "State")
    BRANCH = "branch", _("administrative branch")
    MINISTRY = "ministry", _("ministry")
    AGENCY = "agency", _("agency")
    DEPARTMENT = "department", _("department")
    UNIT = "unit", _("unit")


class Organisation(models.Model):
    """A branch, ministry, agency, department or unit (hallinnonala, virasto, osasto, yksikkö).

    `path` is the codes from the root, joined and closed by "/", so that everything
    below an organisation is found by a prefix: "VN/B-OM/OM/".
    """

    code = models.CharField(max_length=30, unique=True)
    kind = models.CharField(max_length=12, choices=OrganisationKind.choices)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    branch = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="members_of_branch"
    )
    path = models.CharField(max_length=300, db_index=True, editable=False)
    name = TranslatedTextField()
    home_page = models.URLField(blank=True)
    colour_index = models.PositiveSmallIntegerField(null=True, blank=True)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_before = models.DateField(_("ends before"), null=True, blank=True)
    is_verified = models.BooleanField(
        default=False, help_text=_("The names were seen in a public source.")
    )
    note = models.TextField(blank=True)
    successors = models.ManyToManyField(
        "self", symmetrical=False, through="Succession", related_name="predecessors"
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            period_in_order("organisation_period_in_order"),
            models.CheckConstraint(
                name="organisation_not_its_own_parent",
                condition=~models.Q(parent=models.F("id")),
            ),
            models.CheckConstraint(
                name="organisation_kind_known",
                condition=models.Q(kind__in=OrganisationKind.values),
            ),
            models.CheckConstraint(
                name="organisation_code_has_no_slash",
                condition=~models.Q(code__contains="/") & ~models.Q(code=""),
            ),
            models.CheckConstraint(
                name="organisation_colour_only_for_branch",
                condition=models.Q(colour_index__isnull=True)
                | models.Q(kind="branch", colour_index__lte=11),
            ),
        ]

    def __str__(self) -> str:
        return str(self.name) or self.code

    def get_absolute_url(self) -> str:
        return reverse("organisation", args=[self.code])

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the path and the branch true to the parent."""
        self.place()
        super().save(*args, **kwargs)

    def place(self) -> None:
        """Set the path and the branch from the parent."""
        self.path = f"{self.parent.path if self.parent else ''}{self.code}/"
        if self.kind == OrganisationKind.BRANCH:
            self.branch = None
        elif self.parent:
            parent_is_branch = self.parent.kind == OrganisationKind.BRANCH
            self.branch = self.parent if parent_is_branch else self.parent.branch

    @property
    def own_branch(self) -> Organisation | None:
        """The branch this belongs to; a branch is its own."""
        return self if self.kind == OrganisationKind.BRANCH else self.branch

    @property
    def short_code(self) -> str:
        """The code as written on screen: a branch shows its ministry's letters."""
        return self.code.removeprefix("B-")


class Succession(models.Model):
    """One organisation's tasks went, wholly or partly, to another (seuraaja)."""

    predecessor = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="followed_by"
    )
    successor = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="follows")
    on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"], name="succession_stated_once"
            ),
            models.CheckConstraint(
                name="succession_between_two",
                condition=~models.Q(predecessor=models.F("successor")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"


class Role(models.TextChoices):
    EXPERT = "expert", _("expert")
    PREPARER = "preparer", _("preparer")
    SUPERVISOR = "supervisor", _("supervisor")
    CONNECTOR = "connector", _("connector")
    HR = "hr", _("human resources")
    CONTROLLER = "controller", _("controller")
    STEERING = "steering", _("steering official")
    ADMINISTRATOR = "administrator", _("administrator")


class Membership(models.Model):
    """A person's role in an organisation (rooli); it holds there and in all that is below."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=15, choices=Role.choices)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role"], name="membership_stated_once"
            ),
            models.CheckConstraint(
                name="membership_role_known", condition=models.Q(role__in=Role.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.organisation_id}"
