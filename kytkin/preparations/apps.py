from django.apps import AppConfig


class PreparationsConfig(AppConfig):
    name = "kytkin.preparations"
    label = "preparations"
    default_auto_field = "django.db.models.BigAutoField"
