"""The preparation itself."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kytkin.common.periods import period_in_order
from kytkin.common.texts import TranslatedTextField
from kytkin.organisations.models import Organisation


class Kind(models.TextChoices):
    """The register's `tyyppi`."""

    PROJECT = "HANKE", _("project")
    LEGISLATION = "LAINSAADANTO", _("legislation")
    BODY = "TOIMIELIN", _("body")
    STRATEGY = "STRATEGIA", _("strategy")


class State(models.TextChoices):
    """The register's `tila`."""

    UNKNOWN = "", _("state not stated")
    PLANNED = "SUUNNITTEILLA", _("being planned")
    RUNNING = "KAYNNISSA", _("running")
    ENDED = "PAATTYNYT", _("ended")


class Stage(models.TextChoices):
    """The register's `valmisteluvaihe`, in the order a bill goes through them."""

    UNKNOWN = "", _("stage not stated")
    PRELIMINARY = "ESIVALMISTELU", _("preliminary preparation")
    BASIC = "PERUSVALMISTELU", _("basic preparation")
    CONSULTATION = "LAUSUNTOMENETTELY", _("consultation")
    FURTHER = "JATKOVALMISTELU", _("further preparation")
    GOVERNMENT = "VALTIONEUVOSTON_PAATOKSENTEKO", _("Government decision")
    PARLIAMENT = "EDUSKUNTAKASITTELY", _("in Parliament")
    ENACTMENT = "LAIN_VAHVISTAMINEN", _("enactment")
    SUSPENDED = "KESKEYTETTY", _("suspended")
    COMPLETED = "VALMISTUNUT", _("completed")


class Publicity(models.TextChoices):
    """Secret matters are refused: Kytkin holds nothing classified (Act 621/1999)."""

    PUBLIC = "public", _("public")
    NOT_YET_PUBLIC = "not_yet_public", _("not yet public")


class Preparation(models.Model):
    """A matter being prepared: project, legislation, body or strategy (valmistelu).

    `key` is the stable public id, made from the register id where there is one
    (OM083:00/2023 → OM083-00-2023). `field_sources` says where each field came from.
    """

    key = models.SlugField(max_length=60, unique=True)
    register_id = models.CharField(max_length=20, unique=True, null=True, blank=True)
    kind = models.CharField(max_length=14, choices=Kind.choices)
    state = models.CharField(max_length=14, choices=State.choices, blank=True)
    stage = models.CharField(max_length=32, choices=Stage.choices, blank=True)
    name = TranslatedTextField()
    objective = TranslatedTextField(blank=True)
    publicity = models.CharField(max_length=14, choices=Publicity.choices, default=Publicity.PUBLIC)
    setter = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="set_preparations"
    )
    partners = models.ManyToManyField(
        Organisation, through="Partnership", related_name="preparations"
    )
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="contact_of",
    )
    contact_role = TranslatedTextField(blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_before = models.DateField(null=True, blank=True)
    source_name = models.CharField(max_length=200, blank=True)
    source_url = models.URLField(max_length=500, blank=True)
    field_sources = models.JSONField(default=dict, blank=True)
    keywords = models.JSONField(
        default=list, blank=True, help_text=_("Subjects in free words that no vocabulary has.")
    )
    unresolved_subjects = models.JSONField(
        default=list, blank=True, help_text=_("Subject identifiers without a label.")
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("preparation")
        verbose_name_plural = _("preparations")
        indexes = [
            models.Index(fields=["state", "stage"], name="preparation_by_state"),
            models.Index(fields=["-updated_at", "key"], name="preparation_by_change"),
        ]
        constraints = [
            period_in_order("preparation_period_in_order"),
            models.CheckConstraint(
                name="preparation_kind_known", condition=models.Q(kind__in=Kind.values)
            ),
            models.CheckConstraint(
                name="preparation_state_known", condition=models.Q(state__in=State.values)
            ),
            models.CheckConstraint(
                name="preparation_stage_known", condition=models.Q(stage__in=Stage.values)
            ),
            models.CheckConstraint(
                name="preparation_never_secret",
                condition=models.Q(publicity__in=Publicity.values),
            ),
            models.CheckConstraint(
                name="preparation_register_id_not_empty",
                condition=~models.Q(register_id=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.name) or self.key

    def get_absolute_url(self) -> str:
        return reverse("preparation", args=[self.key])

    @property
    def is_running(self) -> bool:
        return self.state in (State.PLANNED, State.RUNNING)
