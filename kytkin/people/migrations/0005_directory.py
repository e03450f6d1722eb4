"""What the directory of people needs to stay fast: two indexes, and one of the own words.

SQLite: an FTS5 table of every three letters in a row, kept true by triggers. A later migration that
makes SQLite rebuild the table of profiles drops the triggers with it, and must make them anew;
a test watches. PostgreSQL: indexes of the extension pg_trgm where it may be installed, else none:
the directory then reads every text.
"""

from django.db import migrations, models, transaction
from django.db.utils import DatabaseError

COLUMNS = "about, contact_about"
NEW = "new.id, new.about, new.contact_about"
OLD = "'delete', old.id, old.about, old.contact_about"
TABLE = "people_own_words"

SQLITE = [
    f"CREATE VIRTUAL TABLE {TABLE} USING fts5({COLUMNS}, "
    "content='people_profile', content_rowid='id', tokenize='trigram')",
    f"CREATE TRIGGER {TABLE}_insert AFTER INSERT ON people_profile BEGIN "
    f"INSERT INTO {TABLE}(rowid, {COLUMNS}) VALUES ({NEW}); END",
    f"CREATE TRIGGER {TABLE}_delete AFTER DELETE ON people_profile BEGIN "
    f"INSERT INTO {TABLE}({TABLE}, rowid, {COLUMNS}) VALUES ({OLD}); END",
    f"CREATE TRIGGER {TABLE}_update AFTER UPDATE OF {COLUMNS} ON people_profile BEGIN "
    f"INSERT INTO {TABLE}({TABLE}, rowid, {COLUMNS}) VALUES ({OLD}); "
    f"INSERT INTO {TABLE}(rowid, {COLUMNS}) VALUES ({NEW}); END",
    f"INSERT INTO {TABLE}({TABLE}) VALUES ('rebuild')",
]
SQLITE_BACK = [
    f"DROP TRIGGER {TABLE}_insert",
    f"DROP TRIGGER {TABLE}_delete",
    f"DROP TRIGGER {TABLE}_update",
    f"DROP TABLE {TABLE}",
]
POSTGRESQL = [
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    f"CREATE INDEX {TABLE}_about ON people_profile USING gin (UPPER(about::text) gin_trgm_ops)",
    f"CREATE INDEX {TABLE}_contact ON people_profile "
    "USING gin (UPPER(contact_about::text) gin_trgm_ops)",
]
POSTGRESQL_BACK = [
    f"DROP INDEX IF EXISTS {TABLE}_about",
    f"DROP INDEX IF EXISTS {TABLE}_contact",
]


def forwards(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in SQLITE:
            schema_editor.execute(statement)
        return
    try:
        with transaction.atomic(using=schema_editor.connection.alias):
            for statement in POSTGRESQL:
                schema_editor.execute(statement)
    except DatabaseError:
        # The owner of the database may not install extensions: slower, and no less true.
        return


def backwards(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in SQLITE_BACK if is_sqlite else POSTGRESQL_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("people", "0004_invitation")]
    operations = [
        migrations.AddIndex(
            model_name="profileskill",
            index=models.Index(fields=["concept", "is_wanted", "profile"], name="skill_by_concept"),
        ),
        migrations.AddIndex(
            model_name="profileskill",
            index=models.Index(fields=["profile", "is_wanted"], name="skill_by_profile"),
        ),
        migrations.RunPython(forwards, backwards),
    ]
