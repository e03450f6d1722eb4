"""Evidence becomes rows of its own; each line told before becomes the first of them."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def move_lines_to_rows(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    skills = apps.get_model("people", "ProfileSkill")
    evidence = apps.get_model("people", "Evidence")
    told = skills.objects.exclude(evidence="").order_by("pk")
    evidence.objects.bulk_create(
        evidence(skill_id=pk, text=text) for pk, text in told.values_list("pk", "evidence")
    )


def move_rows_to_lines(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    evidence = apps.get_model("people", "Evidence")
    skills = apps.get_model("people", "ProfileSkill")
    lines: dict[int, list[str]] = {}
    for pk, text in evidence.objects.order_by("pk").values_list("skill_id", "text"):
        lines.setdefault(pk, []).append(text)
    for pk, texts in lines.items():
        skills.objects.filter(pk=pk, is_wanted=False).update(evidence="; ".join(texts)[:300])


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=300)),
                ("first_year", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("last_year", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("preparation", models.CharField(blank=True, max_length=60)),
                (
                    "skill",
                    # The old column has the name until the next migration takes it away.
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.profileskill",
                    ),
                ),
            ],
            options={
                "verbose_name": "evidence of a skill",
                "verbose_name_plural": "evidence of skills",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="evidence_says_what"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first_year__isnull", True),
                            models.Q(("first_year__gte", 1950), ("first_year__lte", 2100)),
                            _connector="OR",
                        ),
                        name="evidence_first_year_plausible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_year__isnull", True),
                            models.Q(("last_year__gte", 1950), ("last_year__lte", 2100)),
                            _connector="OR",
                        ),
                        name="evidence_last_year_plausible",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_year__isnull", True),
                            models.Q(
                                ("first_year__isnull", False),
                                ("last_year__gte", models.F("first_year")),
                            ),
                            _connector="OR",
                        ),
                        name="evidence_years_in_order",
                    ),
                ],
            },
        ),
        migrations.RunPython(move_lines_to_rows, move_rows_to_lines),
    ]
