"""The full-text index beside the documents: FTS5 on SQLite, a tsvector with GIN on PostgreSQL.

Both index the words exactly as the app wrote them; the databases neither stem nor split.
"""

from django.db import migrations

COLUMNS = "title_words, subject_words, body_words, identifiers"
NEW = "new.id, new.title_words, new.subject_words, new.body_words, new.identifiers"
OLD = "'delete', old.id, old.title_words, old.subject_words, old.body_words, old.identifiers"

SQLITE = [
    f"CREATE VIRTUAL TABLE search_fts USING fts5({COLUMNS}, "
    "content='search_searchdocument', content_rowid='id', "
    "tokenize=\"unicode61 remove_diacritics 0 tokenchars '-_:/.'\")",
    "CREATE TRIGGER search_fts_insert AFTER INSERT ON search_searchdocument BEGIN "
    f"INSERT INTO search_fts(rowid, {COLUMNS}) VALUES ({NEW}); END",
    "CREATE TRIGGER search_fts_delete AFTER DELETE ON search_searchdocument BEGIN "
    f"INSERT INTO search_fts(search_fts, rowid, {COLUMNS}) VALUES ({OLD}); END",
    "CREATE TRIGGER search_fts_update AFTER UPDATE ON search_searchdocument BEGIN "
    f"INSERT INTO search_fts(search_fts, rowid, {COLUMNS}) VALUES ({OLD}); "
    f"INSERT INTO search_fts(rowid, {COLUMNS}) VALUES ({NEW}); END",
]
POSTGRESQL = [
    "ALTER TABLE search_searchdocument ADD COLUMN terms tsvector GENERATED ALWAYS AS ("
    "array_to_tsvector(array_remove(string_to_array("
    "title_words || ' ' || subject_words || ' ' || body_words || ' ' || identifiers"
    ", ' '), ''))) STORED",
    "CREATE INDEX search_document_terms ON search_searchdocument USING gin (terms)",
]
SQLITE_BACK = [
    "DROP TRIGGER search_fts_insert",
    "DROP TRIGGER search_fts_delete",
    "DROP TRIGGER search_fts_update",
    "DROP TABLE search_fts",
]


def forwards(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in SQLITE if is_sqlite else POSTGRESQL:
        schema_editor.execute(statement)


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in SQLITE_BACK:
            schema_editor.execute(statement)
    else:
        schema_editor.execute("ALTER TABLE search_searchdocument DROP COLUMN terms")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
