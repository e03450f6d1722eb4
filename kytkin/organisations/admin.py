"""Roles in the administration pages; for superusers only."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from kytkin.organisations.models import Membership, Organisation


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Only for picking one: organisations change by imports and their own actions."""

    search_fields = ("code", "name")
    ordering = ("path",)

    def has_view_permission(self, request: HttpRequest, obj: Organisation | None = None) -> bool:
        return request.user.is_active and request.user.is_superuser

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Organisation | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Organisation | None = None) -> bool:
        return False


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Who has which role where."""

    list_display = ("user", "role", "organisation")
    list_filter = ("role",)
    list_select_related = ("user", "organisation")
    search_fields = ("user__name", "user__email", "organisation__code")
    autocomplete_fields = ("user", "organisation")
    ordering = ("organisation__path", "role", "user__name")
