"""People in the administration pages; for superusers only."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from kytkin.accounts.models import User


class PersonCreationForm(AdminUserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ("username", "email", "name", "language")


@admin.register(User)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]
    """Making and closing accounts; roles are given beside each organisation."""

    add_form = PersonCreationForm
    list_display = ("name", "email", "language", "is_active", "is_fictional")
    list_filter = ("is_active", "is_fictional", "language")
    search_fields = ("name", "email", "username")
    ordering = ("name", "pk")
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("name", "email", "title", "language")}),
        (_("Access"), {"fields": ("is_active", "is_staff", "is_superuser")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "classes": ("wide",),
                "fields": (
                    "username",
                    "email",
                    "name",
                    "language",
                    "usable_password",
                    "password1",
                    "password2",
                ),
            },
        ),
    )

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_superuser
