"""From phenomena, themes, preparations and organisations to the words they are found by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Prefetch

from kytkin.common.texts import TranslatedText
from kytkin.engine.text.lemmas import fold, index_terms
from kytkin.organisations.models import Organisation
from kytkin.preparations.models import Preparation, PreparationTheme
from kytkin.preparations.queries import COUNTED_STANDINGS
from kytkin.search.models import DocumentKind, SearchDocument
from kytkin.themes.models import Phenomenon, Theme

LEAST_LABEL_WEIGHT = 0.3


def concept_term(concept_id: int) -> str:
    """The word that stands for a concept in the index; no text makes it."""
    return f"_c{concept_id}"


def words_of(text: TranslatedText) -> str:
    """The index terms of a text, each language by its own rules."""
    return " ".join(term for language, part in text.items() for term in index_terms(part, language))


def identifier_words(identifiers: Iterable[str | None]) -> str:
    """Identifiers as they are and by their parts, folded: vn/24165/2023, 24165/2023, 24165."""
    words: list[str] = []
    for identifier in filter(None, identifiers):
        whole = fold(identifier).replace(" ", "")
        pieces = whole.replace(":", "/").replace("-", "/").split("/")
        words += [whole, *(piece for piece in pieces if len(piece) > 2)]
        words += ["/".join(pieces[start:]) for start in range(1, len(pieces) - 1)]
        spaced = fold(identifier).split(" ")
        words += spaced if len(spaced) > 1 else []
    return " ".join(dict.fromkeys(words))


def preparation_documents(preparations: Iterable[Preparation]) -> Iterator[SearchDocument]:
    for preparation in preparations:
        links = list(preparation.theme_links.all())
        labels = [
            words_of(link.theme.labels) for link in links if link.weight >= LEAST_LABEL_WEIGHT
        ]
        carried = [concept_term(link.theme.concept_id) for link in links]
        named = [words_of(TranslatedText(preparation.setter.name))]
        named += [index for word in preparation.keywords for index in index_terms(word, "fi")]
        yield SearchDocument(
            kind=DocumentKind.PREPARATION,
            target=preparation.key,
            titles=preparation.name,
            title_words=words_of(preparation.name),
            subject_words=" ".join([*carried, *labels]),
            body_words=" ".join([words_of(preparation.objective), *named]),
            identifiers=identifier_words(
                [preparation.register_id, preparation.key]
                + [number.number for number in preparation.numbers.all()]
            ),
            is_running=preparation.is_running,
        )


def all_preparations() -> Iterator[Preparation]:
    links = PreparationTheme.objects.filter(standing__in=COUNTED_STANDINGS).select_related(
        "theme__concept"
    )
    found = Preparation.objects.order_by("pk").select_related("setter")
    return found.prefetch_related("numbers", Prefetch("theme_links", links)).iterator(500)


def theme_documents(themes: Iterable[Theme]) -> Iterator[SearchDocument]:
    for theme in themes:
        if not theme.concept.labels:
            continue
        yield SearchDocument(
            kind=DocumentKind.THEME,
            target=theme.concept.notation,
            titles=theme.labels,
            title_words=words_of(theme.labels),
            subject_words=concept_term(theme.concept_id),
            identifiers=identifier_words([theme.concept.notation]),
        )


def phenomenon_documents(phenomena: Iterable[Phenomenon]) -> Iterator[SearchDocument]:
    for phenomenon in phenomena:
        core = [link.theme for link in phenomenon.theme_links.all() if link.weight >= 1]
        searched = [
            " ".join(index_terms(" ".join(words), language))
            for language, words in phenomenon.search_words.items()
        ]
        yield SearchDocument(
            kind=DocumentKind.PHENOMENON,
            target=phenomenon.code,
            titles=phenomenon.title,
            title_words=" ".join([words_of(phenomenon.title), *searched]),
            subject_words=" ".join(
                [concept_term(theme.concept_id) for theme in core]
                + [words_of(theme.labels) for theme in core]
            ),
            body_words=words_of(phenomenon.description),
            identifiers=phenomenon.code,
        )


def organisation_documents(organisations: Iterable[Organisation]) -> Iterator[SearchDocument]:
    for organisation in organisations:
        yield SearchDocument(
            kind=DocumentKind.ORGANISATION,
            target=organisation.code,
            titles=organisation.name,
            title_words=words_of(organisation.name),
            identifiers=identifier_words([organisation.code, organisation.short_code]),
            is_running=organisation.ends_before is None,
        )
