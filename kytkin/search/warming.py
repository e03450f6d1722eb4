"""Making a fresh process ready: the first reader should not wait for dictionaries."""

from __future__ import annotations

import gc
from threading import Thread

from django.db import DatabaseError, connection

from kytkin.common.languages import LANGUAGES
from kytkin.engine.text.lemmas import lemma_of
from kytkin.search.vocabulary import index_vocabulary

COLLECT_AFTER = (20_000, 20, 50)


def warm_up() -> None:
    """Load the dictionaries and the index's words, and leave them out of garbage collection.

    They live as long as the process; looking through them again and again would cost a reader
    a tenth of a second now and then.
    """
    for language in LANGUAGES:
        lemma_of("kytkin", language)
    try:
        index_vocabulary()
    except DatabaseError:
        pass  # no tables yet: the first search will load them
    finally:
        connection.close()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def warm_up_aside() -> None:
    """Warm up in a thread, so that the server answers at once."""
    Thread(target=warm_up, name="warm-up", daemon=True).start()
