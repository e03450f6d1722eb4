"""Make kytkin/engine/artefacts/tagging_yso_{fi,sv,en}.npz from titles of library items.

    python scripts/make_tagging_statistics.py --data DIR

DIR holds yso_finna_titles_{fi,sv,en}.tsv.gz (NatLibFi/Annif-corpora; Finna publishes its metadata
as CC0): for each subject up to 40 titles of items that carry it. What is written are counts only:
in how many of a subject's titles a term stands, how many titles a subject and a label have.
Takes about five minutes for each language on one core.
"""

from __future__ import annotations

import gzip
from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import click
import numpy as np
from scipy.sparse import csr_array

from kytkin.engine.tagging.statistics import PART, TITLE
from kytkin.engine.tagging.vocabulary import read_subjects
from kytkin.engine.text.lemmas import compound_parts, fold, label_key, lemma_of, tokenise
from kytkin.engine.text.stopwords import FUNCTION_WORDS

ROOT: Final = Path(__file__).resolve().parents[1]
VOCABULARIES: Final = ROOT / "kytkin" / "demo" / "data"
ARTEFACTS: Final = ROOT / "kytkin" / "engine" / "artefacts"
LANGUAGES: Final = ("fi", "sv", "en")
LEAST_TITLES: Final = 2  # a term that stands in one title of a subject only says nothing
LEAST_LIFT: Final = 5.0  # how much likelier a term must be under the subject than anywhere


@dataclass
class Subjects:
    """The vocabulary: URIs in order, and every label with the number of its subject."""

    uris: list[str] = field(default_factory=list)
    labels: list[tuple[int, dict[str, str]]] = field(default_factory=list)

    @property
    def numbers(self) -> dict[str, int]:
        return {uri: number for number, uri in enumerate(self.uris)}


def subjects() -> Subjects:
    """YSO's subjects; a JUHO subject that one of YSO's has replaced gives it one more label.

    JUHO subjects without a successor stand for themselves.
    """
    found = Subjects()
    numbers: dict[str, int] = {}
    for entry in read_subjects(VOCABULARIES):
        known = [numbers[uri] for uri in entry.successors if uri in numbers]
        if not known:
            known = [numbers.setdefault(entry.uri, len(found.uris))]
            found.uris.append(entry.uri)
        labels = {language: entry.labels.get(language, "") for language in LANGUAGES}
        found.labels += [(number, labels) for number in known]
    return found


def titles_of(path: Path) -> dict[str, list[str]]:
    """URI → titles; the first column of the list repeats the subject's labels and is left out."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = (line.rstrip("\n").split("\t", 2) for line in lines)
        return {row[0]: [t.strip() for t in row[2].split(" | ")[1:]] for row in rows}


class Reader:
    """Words → lemma and parts, each word looked up once."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.known: dict[str, tuple[str, tuple[str, ...]]] = {}

    def read(self, text: str) -> list[tuple[str, str, tuple[str, ...]]]:
        """(folded word, lemma, parts) of each word."""
        found = []
        for surface, _start, _end in tokenise(text):
            word = fold(surface)
            if word not in self.known:
                lemma = lemma_of.__wrapped__(word, self.language)
                parts = compound_parts.__wrapped__(lemma, self.language)
                self.known[word] = (lemma, parts)
            found.append((word, *self.known[word]))
        return found

    def terms(self, words: list[tuple[str, str, tuple[str, ...]]]) -> Counter[str]:
        """Terms with TITLE for a lemma that stands there, PART for one inside a compound only."""
        stop = FUNCTION_WORDS[self.language]
        terms: Counter[str] = Counter()
        for word, lemma, parts in words:
            if len(lemma) > 1 and word not in stop and lemma not in stop:
                terms[lemma] = TITLE
                for part in parts:
                    terms[part] = max(terms[part], PART)
        return terms


class LabelFinder:
    """Which labels stand in a row of lemmas, also those inside longer ones."""

    def __init__(self, keys: Iterable[str]) -> None:
        self.keys = set(keys)
        self.longest: dict[str, int] = {}
        for key in self.keys:
            words = key.split(" ")
            self.longest[words[0]] = max(self.longest.get(words[0], 0), len(words))

    def find(self, lemmas: list[str]) -> set[str]:
        return {
            key
            for start, lemma in enumerate(lemmas)
            for length in range(1, self.longest.get(lemma, 0) + 1)
            if (key := " ".join(lemmas[start : start + length])) in self.keys
        }


@dataclass
class Counts:
    """What is counted over one language's titles."""

    titles: csr_array  # (titles, terms): TITLE or PART
    carriers: csr_array  # (titles, subjects): 1 where the item carries the subject
    terms: dict[str, int]
    label_titles: Counter[str]


def counted(
    language: str, numbers: dict[str, int], listed: dict[str, list[str]], keys: set[str]
) -> Counts:
    reader, finder = Reader(language), LabelFinder(keys)
    titles: dict[str, set[int]] = {}
    for uri, mine in listed.items():
        for title in mine:
            titles.setdefault(title, set()).add(numbers[uri])
    terms: dict[str, int] = {}
    label_titles: Counter[str] = Counter()
    rows, columns, values = array("q"), array("q"), array("q")
    for row, title in enumerate(titles):
        words = reader.read(title)
        label_titles.update(finder.find([lemma for _word, lemma, _parts in words]))
        for term, weight in reader.terms(words).items():
            rows.append(row)
            columns.append(terms.setdefault(term, len(terms)))
            values.append(weight)
    pairs = [(row, number) for row, carried in enumerate(titles.values()) for number in carried]
    carriers = csr_array(
        (np.ones(len(pairs), dtype=np.int64), tuple(zip(*pairs, strict=True))),
        shape=(len(titles), len(numbers)),
    )
    matrix = csr_array((values, (rows, columns)), shape=(len(titles), len(terms)))
    return Counts(matrix, carriers, terms, label_titles)


def associations(counts: Counts) -> csr_array:
    """(subjects, terms): TITLE × the titles of the subject with the term; weak ones left out."""
    joint = (counts.carriers.T @ counts.titles).tocsr()
    per_subject = np.maximum(counts.carriers.sum(axis=0), 1)
    per_term = np.bincount(counts.titles.indices, minlength=len(counts.terms))
    rows = np.repeat(np.arange(joint.shape[0]), np.diff(joint.indptr))
    expected = per_subject[rows] * per_term[joint.indices] / counts.titles.shape[0]
    enough = joint.data >= LEAST_TITLES * TITLE
    joint.data[~(enough & (joint.data / TITLE >= LEAST_LIFT * expected))] = 0
    joint.eliminate_zeros()
    return joint


def label_words(
    language: str, keys: list[tuple[int, str]], terms: dict[str, int]
) -> list[tuple[int, int, int]]:
    """(subject, term, weight) of the words of each label; new words become terms."""
    weights: dict[tuple[int, int], int] = {}
    for number, key in keys:
        for word in key.split(" "):
            if len(word) < 2 or word in FUNCTION_WORDS[language]:
                continue
            found = {word: TITLE} | dict.fromkeys(compound_parts(word, language), PART)
            for term, weight in found.items():
                place = number, terms.setdefault(term, len(terms))
                weights[place] = max(weights.get(place, 0), weight)
    return [(*place, weight) for place, weight in weights.items()]


def statistics(
    language: str, vocabulary: Subjects, listed: dict[str, list[str]]
) -> dict[str, np.ndarray]:
    """The arrays that `kytkin.engine.tagging.statistics` reads."""
    keys = sorted(
        {
            (number, key)
            for number, labels in vocabulary.labels
            if (key := label_key(labels[language], language))
        }
    )
    counts = counted(language, vocabulary.numbers, listed, {key for _number, key in keys})
    joint = associations(counts)
    labels = label_words(language, keys, counts.terms)
    frequency = np.bincount(counts.titles.indices, minlength=len(counts.terms))
    shape = (len(vocabulary.uris), len(counts.terms))
    joint.resize(shape)
    named = csr_array(
        ([w for _s, _t, w in labels], ([s for s, _t, _w in labels], [t for _s, t, _w in labels])),
        shape=shape,
    )
    used = np.unique(np.concatenate([joint.indices, named.indices]))
    names = np.array(list(counts.terms))[used]
    order = np.argsort(names)
    joint, named = joint[:, used[order]].tocsr(), named[:, used[order]].tocsr()
    joint.sort_indices()
    named.sort_indices()
    return {
        "titles": np.array(counts.titles.shape[0], dtype=np.int64),
        "subjects": packed(vocabulary.uris),
        "terms": packed(names[order].tolist()),
        "term_titles": frequency[used[order]].astype(np.uint32),
        "joint_indptr": joint.indptr.astype(np.uint32),
        "joint_indices": joint.indices.astype(np.uint32),
        "joint_counts": joint.data.astype(np.uint8),
        "label_indptr": named.indptr.astype(np.uint32),
        "label_indices": named.indices.astype(np.uint32),
        "label_weights": named.data.astype(np.uint8),
        "key_subjects": np.array([number for number, _key in keys], dtype=np.uint32),
        "keys": packed([key for _number, key in keys]),
        "key_titles": np.array(
            [counts.label_titles[key] for _number, key in keys], dtype=np.uint32
        ),
    }


def packed(texts: list[str]) -> np.ndarray:
    """Texts without line breaks as bytes of UTF-8, one a line."""
    return np.frombuffer("\n".join(texts).encode(), dtype=np.uint8)


@click.command()
@click.option("--data", required=True, type=click.Path(exists=True, path_type=Path))
def main(data: Path) -> None:
    """Count over the titles in DATA and write the artefacts."""
    vocabulary = subjects()
    numbers = vocabulary.numbers
    listed = {
        language: titles_of(data / f"yso_finna_titles_{language}.tsv.gz") for language in LANGUAGES
    }
    presence = np.zeros((len(LANGUAGES), len(numbers)), dtype=np.uint8)
    for row, language in enumerate(LANGUAGES):
        for uri, titles in listed[language].items():
            presence[row, numbers[uri]] = len(set(titles))
    for language in LANGUAGES:
        arrays = statistics(language, vocabulary, listed[language])
        target = ARTEFACTS / f"tagging_yso_{language}.npz"
        np.savez_compressed(target, presence=presence, **arrays)
        click.echo(
            f"{target.name}: {target.stat().st_size:,} bytes, {len(arrays['term_titles']):,} terms"
        )


if __name__ == "__main__":
    main()
