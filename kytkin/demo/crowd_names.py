"""Names of the demo's crowd: common first names with family names that nobody bears."""

from __future__ import annotations

from typing import Final

# A person's first language follows from the number, so that the pairs of names can be counted out
# without looking at the people before.
PATTERN: Final = tuple(
    "sv" if n in (7, 24, 41) else "en" if n in (12, 29, 46) else "fi" for n in range(50)
)
FIRST: Final = {
    "fi": (
        "Aada Aarne Aatu Aili Anneli Antti Arvo Eero Eeva Eino Elina Emilia Esa Hanna Heikki Helmi "
        "Ilmari Ilona Inka Iida Jaana Jarmo Jorma Juhani Kaarina Kalle Katri Kerttu Lasse Leena "
        "Maija Marko Matti Merja Niilo Noora Olavi Päivi Pekka Raija Reijo Riikka Sanna Seppo "
        "Sirpa Tapio Terhi Timo Tuula Urho Veikko Vilma Väinö"
    ).split(),
    "sv": (
        "Agneta Alva Anders Astrid Axel Birgitta Bo Britta Carl Carola Ebba Edvin Einar Ellen "
        "Folke Gun Gustav Hedvig Hjalmar Ingrid Ivar Johan Karin Kerstin Lars Linnea Magnus "
        "Margareta Nils Ragnar Siv Stig Sven Tove Ulrika Vera Viking Åke Åsa"
    ).split(),
    "en": (
        "Alice Arthur Beth Colin Daisy Edith Frank Grace Harry Iris Jack Kate Leo Maud Ned Olive "
        "Peter Rose Sam Tess"
    ).split(),
}
FAMILY: Final = {
    "fi": (
        "Keksitty Kuviteltu Olematon Sepitetty Tekaistu Mielikuva Esimerkillinen Harjoituskappale "
        "Kuvitelma Mallikappale Näytekappale Paperihahmo Satuhahmo Täytenimi Vertauskuva "
        "Koehenkilö Tarinahahmo Näytehenkilö Mallinimi Keksinimi Leikkinimi Kuvahahmo Unikuva "
        "Luonnosmalli Kokeiluversio Demohahmo Esimerkkihenkilö Testinimi Mallihenkilö"
    ).split(),
    "sv": (
        "Påhittad Påhittsnamn Sagofigur Övningsnamn Exempelnamn Låtsasnamn Testnamn Modellnamn "
        "Fiktivsson Påhittsson Exempelsson Drömbild Romanfigur Provnamn Skissfigur Pappersfigur "
        "Fantasinamn Mönsternamn Demofigur Lekfigur"
    ).split(),
    "en": (
        "Fictional Imaginary Madeup Inventedson Examplesmith Pretendson Placeholder Makebelieve "
        "Sampleperson Demofigure Storybook Testname Notreal Daydream Mockname"
    ).split(),
}


def language_of(number: int) -> str:
    """Of fifty people 44 begin in Finnish, 3 in Swedish, 3 in English."""
    return PATTERN[number % len(PATTERN)]


def name_of(number: int) -> str:
    """Each pair of names once in a scattered order; then again with a running number."""
    language = language_of(number)
    rounds, place = divmod(number, len(PATTERN))
    before = PATTERN[:place].count(language) + rounds * PATTERN.count(language)
    first, family = FIRST[language], FAMILY[language]
    again, pair = divmod(before, len(first) * len(family))
    # Both names change from one person to the next, and a whole round meets every pair once.
    turn, step = divmod(pair, len(first))
    name = f"{first[step]} {family[(step + turn) % len(family)]}"
    return f"{name} {again + 1}" if again else name
