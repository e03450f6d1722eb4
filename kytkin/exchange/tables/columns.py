"""The columns of the tables, and the names people may write them by."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class TableKind(models.TextChoices):
    ORGANISATIONS = "organisations", _("organisations")
    PREPARATIONS = "preparations", _("preparations")
    PROFILES = "profiles", _("profiles, as invitations that each person confirms")


ORGANISATION_COLUMNS: Final = (
    "code", "parent_code", "kind", "name_fi", "name_sv", "name_en", "home_page",
    "starts_on", "ends_before", "successor_codes", "verified", "note",
)  # fmt: skip
PREPARATION_COLUMNS: Final = (
    "key", "register_id", "kind", "state", "stage", "name_fi", "name_sv", "name_en",
    "objective_fi", "objective_sv", "objective_en", "setter", "partners", "case_numbers",
    "bill_numbers", "themes", "ways", "publicity", "starts_on", "ends_before",
    "source_name", "source_url", "version",
)  # fmt: skip
PROFILE_COLUMNS: Final = (
    "email", "name", "organisation", "language", "title", "about", "contact_about", "skills",
    "wanted_skills", "themes", "languages", "share_percent", "place", "town",
)  # fmt: skip
COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    TableKind.ORGANISATIONS: ORGANISATION_COLUMNS,
    TableKind.PREPARATIONS: PREPARATION_COLUMNS,
    TableKind.PROFILES: PROFILE_COLUMNS,
}
NEEDED: Final[dict[str, tuple[str, ...]]] = {
    TableKind.ORGANISATIONS: ("code", "kind"),
    TableKind.PREPARATIONS: ("key", "kind", "setter"),
    TableKind.PROFILES: ("email", "name", "organisation"),
}
