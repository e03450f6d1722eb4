"""From the identifiers that registers use to the concepts that Kytkin shows."""

from __future__ import annotations

from collections.abc import Iterable

from kytkin.exchange.vocabulary.rows import notation_of, uri_of
from kytkin.vocabulary.models import Concept
from kytkin.vocabulary.queries import follow_replacements


def full_uri(identifier: str) -> str:
    """The URI of an identifier written as a URI (http or https) or as yso:p716."""
    if "//" in identifier:
        return identifier.replace("https://www.yso.fi/", "http://www.yso.fi/", 1)
    return uri_of(identifier)


def resolve_subjects(identifiers: Iterable[str]) -> dict[str, Concept]:
    """Each known identifier with its concept, replacements followed.

    An identifier that no vocabulary has is stored as a concept without labels, so that a newer
    vocabulary can name it; one that is not a URI of YSO, JUHO or ESCO is left out.
    """
    uris = {}
    for identifier in identifiers:
        uri = full_uri(identifier.strip())
        try:
            notation_of(uri)
        except ValueError:
            continue
        uris[identifier] = uri
    known = Concept.objects.in_bulk(sorted(set(uris.values())), field_name="uri")
    missing = sorted(set(uris.values()) - set(known))
    Concept.objects.bulk_create(
        [
            Concept(uri=uri, notation=notation_of(uri), scheme=notation_of(uri).split(":")[0])
            for uri in missing
        ],
        ignore_conflicts=True,
    )
    if missing:
        known |= Concept.objects.in_bulk(missing, field_name="uri")
    current = follow_replacements(list(known.values()))
    return {identifier: current[known[uri].pk] for identifier, uri in uris.items()}
