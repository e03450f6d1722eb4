"""What experts tell of themselves, part by part, each with its own audience."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kytkin.common.periods import period_in_order
from kytkin.themes.models import Theme
from kytkin.vocabulary.models import Concept

SHARES: Final = tuple(range(5, 105, 5))
SPOKEN: Final = [
    ("fi", _("Finnish")), ("sv", _("Swedish")), ("en", _("English")), ("se", _("Northern Sámi")),
    ("de", _("German")), ("fr", _("French")), ("es", _("Spanish")), ("et", _("Estonian")),
    ("ru", _("Russian")), ("uk", _("Ukrainian")), ("ar", _("Arabic")),
]  # fmt: skip


class Audience(models.TextChoices):
    """Who sees a part of a profile, from the narrowest; each includes those before it."""

    ME = "me", _("only me")
    SUPERVISOR = "supervisor", _("me and my supervisor")
    CONNECTORS = "connectors", _("me, my supervisor and connectors")
    STATE = "state", _("everyone in the State who signs in")


class Section(models.TextChoices):
    """The parts of a profile."""

    ABOUT = "about", _("About me")
    SKILLS = "skills", _("What I can do")
    WILL = "will", _("What I want")
    TIME = "time", _("My time")


class Place(models.TextChoices):
    OFFICE = "office", _("at an office")
    REMOTE = "remote", _("remotely")
    BOTH = "both", _("both ways")


class Agreed(models.TextChoices):
    """What the supervisor has said to sharing working time."""

    NOT_YET = "not_yet", _("not talked about yet")
    YES = "yes", _("agreed")
    NOT_NOW = "not_now", _("not possible at the moment")


class MoveKind(models.TextChoices):
    """Kinds of move that a person may be open to; each is switched on by the person alone."""

    KNOWLEDGE = "knowledge_only", _("sharing knowledge only")
    JOINT = "joint_preparation", _("sharing working time in a joint preparation")
    VISIT = "visit", _("a short visit")
    ROTATION_PART = "transfer_part", _("staff rotation with a part of my time")
    ROTATION = "transfer_full", _("staff rotation with all of my time")
    POST = "fixed_term_post", _("a fixed-term post with leave from my own")
    ABROAD = "exchange_abroad", _("an exchange abroad")


class Level(models.IntegerChoices):
    BASICS = 1, _("I know the basics")
    ALONE = 2, _("I do this on my own")
    GUIDES = 3, _("I guide others")


def audience_field() -> models.CharField[str, str]:
    return models.CharField(max_length=10, choices=Audience.choices, default=Audience.ME)


def known(field: str, values: list[str] | list[int], name: str) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=models.Q(**{f"{field}__in": values}))


class Profile(models.Model):
    """What an expert tells of themselves (asiantuntijaprofiili). Nobody is obliged to have one."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile"
    )
    about = models.TextField(max_length=2000, blank=True)
    contact_about = models.CharField(max_length=300, blank=True)
    languages = models.JSONField(default=list, blank=True)
    is_protected = models.BooleanField(default=False)
    share_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_before = models.DateField(null=True, blank=True)
    place = models.CharField(max_length=6, choices=Place.choices, blank=True)
    town = models.CharField(max_length=80, blank=True)
    agreed = models.CharField(max_length=8, choices=Agreed.choices, default=Agreed.NOT_YET)
    open_to = models.JSONField(default=list, blank=True)
    about_audience = audience_field()
    skills_audience = audience_field()
    will_audience = audience_field()
    time_audience = audience_field()
    themes = models.ManyToManyField(Theme, related_name="interested", blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    confirmed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")
        constraints = [
            period_in_order("profile_period_in_order"),
            models.CheckConstraint(
                name="profile_share_in_steps",
                condition=models.Q(share_percent__isnull=True)
                | models.Q(share_percent__in=list(SHARES)),
            ),
            known("agreed", Agreed.values, "profile_agreed_known"),
            known("place", ["", *Place.values], "profile_place_known"),
            *(
                known(f"{section}_audience", Audience.values, f"profile_{section}_audience_known")
                for section in Section.values
            ),
        ]

    def __str__(self) -> str:
        return f"profile of {self.person_id}"

    def get_absolute_url(self) -> str:
        return reverse("person", args=[self.pk])

    def audience(self, section: Section) -> Audience:
        return Audience(getattr(self, f"{section}_audience"))


class ProfileSkill(models.Model):
    """A skill of ESCO that a person has, or wants to learn (osaaminen)."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="skills")
    concept = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="+")
    is_wanted = models.BooleanField(default=False)
    level = models.PositiveSmallIntegerField(
        choices=Level.choices,
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(3)],
    )

    class Meta:
        verbose_name = _("skill of a person")
        verbose_name_plural = _("skills of people")
        constraints = [
            models.UniqueConstraint(fields=["profile", "concept"], name="skill_once_a_profile"),
            models.CheckConstraint(
                name="skill_level_known",
                condition=models.Q(level__isnull=True) | models.Q(level__in=Level.values),
            ),
            models.CheckConstraint(
                name="skill_wanted_has_no_level",
                condition=models.Q(is_wanted=False) | models.Q(level__isnull=True),
            ),
        ]
        indexes = [
            models.Index(fields=["concept", "is_wanted", "profile"], name="skill_by_concept"),
            models.Index(fields=["profile", "is_wanted"], name="skill_by_profile"),
        ]

    def __str__(self) -> str:
        return f"{self.profile_id} {self.concept_id}"


class Away(models.Model):
    """A time when the person is away and nothing is expected (poissa)."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="away")
    starts_on = models.DateField()
    ends_before = models.DateField()

    class Meta:
        verbose_name = _("time away")
        verbose_name_plural = _("times away")
        constraints = [
            period_in_order("away_in_order"),
            models.UniqueConstraint(fields=["profile", "starts_on"], name="away_told_once"),
        ]

    def __str__(self) -> str:
        return f"{self.profile_id} {self.starts_on}–{self.ends_before}"
