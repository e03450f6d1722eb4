"""Finding what people write of themselves: a piece of a word is enough, in either database.

SQLite has an index of every three letters in a row beside the profiles, kept by triggers;
PostgreSQL has one of its own kind where its extension pg_trgm may be installed. Migration 0003
makes both. Shorter words than three letters are looked for by reading every text.
"""

from __future__ import annotations

from typing import Final

from django.db import connection, models
from django.db.models.expressions import RawSQL

from kytkin.people.models import Profile

SHORTEST_INDEXED: Final = 3
WRITTEN: Final = ("about", "contact_about")


def writes(word: str) -> models.Q:
    """A condition on profiles: the word, or a longer one that holds it, stands in the own words."""
    is_sqlite = connection.vendor == "sqlite"
    if is_sqlite and len(word) >= SHORTEST_INDEXED:
        quoted = '"' + word.replace('"', '""') + '"'
        rows = "SELECT rowid FROM people_own_words WHERE people_own_words MATCH %s"
        return models.Q(pk__in=RawSQL(rows, [quoted]))  # noqa: S611 the word is a parameter
    found = models.Q()
    for field in WRITTEN:
        # SQLite folds the case of a–z only; an å, ä or ö is asked for as it may stand.
        for form in {word, word.lower(), word.capitalize()} if is_sqlite else {word}:
            found |= models.Q(**{f"{field}__icontains": form})
    return models.Q(pk__in=Profile.objects.filter(found).values("pk"))
