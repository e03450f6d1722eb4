"""Refuse changed amounts and deletions of entries in the database itself, on both engines.

Who recorded an entry may be forgotten (a person's account is erased); what was recorded may not.
"""

from django.db import migrations

KEPT = (
    "contribution_id, kind, pledged_eur, pledged_person_years, confirmed_eur, "
    "confirmed_person_years, actual_eur, actual_person_years, note, recorded_at"
)
TABLE = "steering_contributionentry"
SQLITE = [
    f"CREATE TRIGGER entry_no_update BEFORE UPDATE OF {KEPT} ON {TABLE} "
    "BEGIN SELECT RAISE(ABORT, 'entries of contributions are append-only'); END",
    f"CREATE TRIGGER entry_no_delete BEFORE DELETE ON {TABLE} "
    "BEGIN SELECT RAISE(ABORT, 'entries of contributions are append-only'); END",
]
POSTGRESQL = [
    "CREATE FUNCTION entry_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'entries of contributions are append-only' "
    "USING ERRCODE = 'integrity_constraint_violation'; END $$",
    f"CREATE TRIGGER entry_no_update BEFORE UPDATE OF {KEPT} ON {TABLE} "
    "FOR EACH ROW EXECUTE FUNCTION entry_append_only()",
    f"CREATE TRIGGER entry_no_delete BEFORE DELETE ON {TABLE} "
    "FOR EACH ROW EXECUTE FUNCTION entry_append_only()",
]


def add_triggers(apps, schema_editor):
    statements = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL
    for statement in statements:
        schema_editor.execute(statement)


def drop_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER entry_no_update")
        schema_editor.execute("DROP TRIGGER entry_no_delete")
    else:
        schema_editor.execute(f"DROP TRIGGER entry_no_update ON {TABLE}")
        schema_editor.execute(f"DROP TRIGGER entry_no_delete ON {TABLE}")
        schema_editor.execute("DROP FUNCTION entry_append_only()")


class Migration(migrations.Migration):
    dependencies = [("steering", "0001_initial")]
    operations = [migrations.RunPython(add_triggers, drop_triggers)]
