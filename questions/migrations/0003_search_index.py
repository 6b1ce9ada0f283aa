"""The full-text index over search_text: FTS5 with triggers on SQLite, a tsvector on PostgreSQL."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = [
    """CREATE VIRTUAL TABLE search_index USING fts5(
        stem, answer, content='search_text', content_rowid='question_id', tokenize='unicode61'
    )""",
    """CREATE TRIGGER search_text_inserted AFTER INSERT ON search_text BEGIN
        INSERT INTO search_index(rowid, stem, answer)
        VALUES (new.question_id, new.stem, new.answer);
    END""",
    """CREATE TRIGGER search_text_deleted AFTER DELETE ON search_text BEGIN
        INSERT INTO search_index(search_index, rowid, stem, answer)
        VALUES ('delete', old.question_id, old.stem, old.answer);
    END""",
    """CREATE TRIGGER search_text_updated AFTER UPDATE ON search_text BEGIN
        INSERT INTO search_index(search_index, rowid, stem, answer)
        VALUES ('delete', old.question_id, old.stem, old.answer);
        INSERT INTO search_index(rowid, stem, answer)
        VALUES (new.question_id, new.stem, new.answer);
    END""",
]
SQLITE_BACK = [
    "DROP TRIGGER search_text_inserted",
    "DROP TRIGGER search_text_deleted",
    "DROP TRIGGER search_text_updated",
    "DROP TABLE search_index",
]
# The word between the columns keeps a phrase from running out of the stem into the answer.
POSTGRESQL = [
    """ALTER TABLE search_text ADD COLUMN vector tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', stem || ' zzend'), 'A')
        || setweight(to_tsvector('simple', answer), 'B')
    ) STORED""",
    "CREATE INDEX search_text_vector ON search_text USING gin (vector)",
]
POSTGRESQL_BACK = ["ALTER TABLE search_text DROP COLUMN vector"]


def make_index(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_index(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    statements = {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK}
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("questions", "0002_account_groups")]
    operations = [migrations.RunPython(make_index, drop_index)]
