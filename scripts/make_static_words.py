"""Makes kytkin/engine/artefacts/static_words.npz: word vectors that cross languages.

    python scripts/make_static_words.py --data DIR

DIR holds text/yso_finna_titles_{fi,sv,en}.tsv.gz: titles of library items by subject, in three
languages (Finna's metadata, CC0, collected in NatLibFi/Annif-corpora). Cross-lingual latent
semantic indexing (Dumais et al. 1997): one row a subject, one column a lemma of a language,
weighed, then a randomised singular value decomposition (Halko et al. 2011) with a fixed seed.
A tenth of the subjects, chosen by a hash of their address, is left out, so that
`kytkin bench text` can ask for labels of subjects that nothing here was learned from.
"""

from __future__ import annotations

import argparse
import gzip
from collections import Counter
from pathlib import Path

import numpy as np
from scipy import sparse

from kytkin.engine.text.lemmas import fold, lemma_of, tokenise
from kytkin.engine.text.static import DIMENSIONS, SHIPPED, grams, is_held_out

LANGUAGES = ("fi", "sv", "en")
MOST_WORDS = 120_000
MOST_GRAMS = 24_000
COMMON = 3_000  # a word of more subjects than this says nothing of any
RARE = 2
SEED = 0


def read_titles(path: Path, language: str) -> tuple[list[str], list[str], sparse.csr_matrix]:
    """Subjects, lemmas, and in how many of a subject's titles each lemma stands."""
    subjects: list[str] = []
    columns: dict[str, int] = {}
    rows, places, counts = [], [], []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            uri, _label, titles = line.rstrip("\n").split("\t", 2)
            if is_held_out(uri):
                continue
            found: Counter[str] = Counter()
            for title in titles.split(" | "):
                words = {fold(word) for word, _start, _end in tokenise(title)}
                found.update({lemma_of(word, language) for word in words if word.isalpha()})
            for lemma, count in found.items():
                rows.append(len(subjects))
                places.append(columns.setdefault(lemma, len(columns)))
                counts.append(count)
            subjects.append(uri)
    shape = (len(subjects), len(columns))
    matrix = sparse.csr_matrix((counts, (rows, places)), shape=shape, dtype=np.float32)
    print(f"{language}: {shape[0]} subjects, {shape[1]} lemmas")
    return subjects, list(columns), matrix


def weighed(matrix: sparse.csr_matrix) -> tuple[sparse.csr_matrix, np.ndarray, np.ndarray]:
    """Rows of unit length, the columns kept, and in how many subjects each of these stands."""
    spread = np.bincount(matrix.indices, minlength=matrix.shape[1])
    kept = np.flatnonzero((spread >= RARE) & (spread < COMMON))
    found = matrix.tocsc()[:, kept].tocsr()
    found.data = 1 + np.log(found.data)
    found = found @ sparse.diags(np.log(matrix.shape[0] / spread[kept]))
    lengths = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
    scaled = sparse.diags(1 / np.maximum(lengths, 1e-9)) @ found
    return scaled.astype(np.float32), kept, spread[kept]


def decomposed(matrix: sparse.csr_matrix) -> np.ndarray:
    """(columns, DIMENSIONS): right singular vectors by the square root of the singular values."""
    rng = np.random.default_rng(SEED)
    found = matrix @ rng.standard_normal((matrix.shape[1], DIMENSIONS + 20)).astype(np.float32)
    transposed = matrix.T.tocsr()
    for _round in range(3):
        found, _r = np.linalg.qr(found)
        back, _r = np.linalg.qr(transposed @ found)
        found = matrix @ back
    basis, _r = np.linalg.qr(found)
    _u, values, right = np.linalg.svd((transposed @ basis).T, full_matrices=False)
    vectors = right[:DIMENSIONS].T * np.sqrt(values[:DIMENSIONS])
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    data = parser.parse_args().data / "text"
    read = {one: read_titles(data / f"yso_finna_titles_{one}.tsv.gz", one) for one in LANGUAGES}
    common = sorted(set.intersection(*(set(subjects) for subjects, _, _ in read.values())))
    blocks, words, spreads = [], [], []
    for language, (subjects, lemmas, matrix) in read.items():
        places = {uri: place for place, uri in enumerate(subjects)}
        block, kept, spread = weighed(matrix[[places[uri] for uri in common]])
        blocks.append(block)
        words += [(language, lemmas[column]) for column in kept]
        spreads.append(spread)
    vectors = decomposed(sparse.hstack(blocks).tocsr())
    spread = np.concatenate(spreads)
    order = sorted(range(len(words)), key=lambda place: (-spread[place], words[place]))
    chosen = [place for place in order if len(words[place][1]) > 1][:MOST_WORDS]
    save([words[p] for p in chosen], vectors[chosen], spread[chosen], len(common))


def save(
    words: list[tuple[str, str]], vectors: np.ndarray, spread: np.ndarray, subjects: int
) -> None:
    """Vectors as bytes, each row scaled by its largest number."""
    pieces: Counter[tuple[str, str]] = Counter()
    for language, word in words:
        pieces.update((language, gram) for gram in set(grams(word)))
    often = [piece for piece, count in pieces.most_common(MOST_GRAMS) if count >= 3]
    places = {piece: place for place, piece in enumerate(often)}
    sums = np.zeros((len(often), DIMENSIONS), dtype=np.float32)
    for (language, word), row in zip(words, vectors, strict=True):
        for gram in set(grams(word)):
            if (place := places.get((language, gram))) is not None:
                sums[place] += row
    sums /= np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
    held = {}
    for name, keys, rows in (("word", words, vectors), ("gram", often, sums)):
        scales = np.abs(rows).max(axis=1, keepdims=True) / 127
        held[f"{name}_rows"] = np.round(rows / np.maximum(scales, 1e-12)).astype(np.int8)
        joined = "\n".join(f"{language}\t{key}" for language, key in keys)
        held[f"{name}_keys"] = np.frombuffer(joined.encode("utf-8"), dtype=np.uint8)
    rarity = np.log(1 + subjects / spread).astype(np.float16)
    SHIPPED.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(SHIPPED, word_rarity=rarity, **held)
    print(f"{len(words)} words, {len(often)} pieces, {SHIPPED.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
