"""Refuse changed or deleted frozen reports and statements in the database itself.

Who froze, signed or gave them may be forgotten (an account is erased); what stands may not change.
"""

from django.db import migrations

KEPT = {
    "steering_frozenreport": (
        "kind, organisation_id, goal_id, year, number, content, digest, is_public, frozen_at"
    ),
    "steering_statement": "agreement_id, year, ministry_id, report_id, text, grade, given_at",
}


def _statements(vendor):
    if vendor != "sqlite":
        yield (
            "CREATE FUNCTION frozen_stays() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'frozen reports and statements never change' "
            "USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
    body = (
        "BEGIN SELECT RAISE(ABORT, 'frozen reports and statements never change'); END"
        if vendor == "sqlite"
        else "FOR EACH ROW EXECUTE FUNCTION frozen_stays()"
    )
    for table, columns in KEPT.items():
        yield f"CREATE TRIGGER {table}_no_update BEFORE UPDATE OF {columns} ON {table} {body}"
        yield f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {body}"


def add_triggers(apps, schema_editor):
    for statement in _statements(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def drop_triggers(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for table in KEPT:
        for what in ("update", "delete"):
            on_table = "" if is_sqlite else f" ON {table}"
            schema_editor.execute(f"DROP TRIGGER {table}_no_{what}{on_table}")
    if not is_sqlite:
        schema_editor.execute("DROP FUNCTION frozen_stays()")


class Migration(migrations.Migration):
    dependencies = [("steering", "0002_append_only_entries")]
    operations = [migrations.RunPython(add_triggers, drop_triggers)]
