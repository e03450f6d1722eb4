"""The line of evidence goes: what it said stands in rows since 0002.

Apart from 0002, since PostgreSQL changes no table that has rows waiting to be checked.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_evidence")]

    operations = [
        migrations.RemoveConstraint("profileskill", "skill_wanted_has_no_level"),
        migrations.RemoveField("profileskill", "evidence"),
        migrations.AlterField(
            "evidence",
            "skill",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="evidence",
                to="people.profileskill",
            ),
        ),
        migrations.AddConstraint(
            "profileskill",
            models.CheckConstraint(
                condition=models.Q(("is_wanted", False), ("level__isnull", True), _connector="OR"),
                name="skill_wanted_has_no_level",
            ),
        ),
    ]
