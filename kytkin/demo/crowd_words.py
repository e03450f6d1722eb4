"""What the demo's crowd writes of itself: plain sentences over skills and themes, per language."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Final

# Labels stand after a colon, so that no language has to bend them.
ABOUT: Final = {
    "fi": (
        "Kuvitteellinen henkilö. Työssäni: {skills}. Seuraan näitä teemoja: {themes}.",
        "Kuvitteellinen esimerkki. Tätä teen eniten: {skills}. Autan mielelläni muita virastoja.",
        "Kuvitteellinen henkilö. Osaamiseni ydin: {skills}. Erityisesti kiinnostaa: {themes}.",
        "Kuvitteellinen esimerkki. Teen työtä yli virastorajojen. Aiheitani: {themes}.",
        "Kuvitteellinen henkilö. Kysy minulta: {skills}. Haluan oppia muiden tavoista tehdä työtä.",
    ),
    "sv": (
        "Fiktiv person. I mitt arbete: {skills}. Jag följer dessa teman: {themes}.",
        "Fiktivt exempel. Det här gör jag mest: {skills}. Jag hjälper gärna andra ämbetsverk.",
        "Fiktiv person. Kärnan i min kompetens: {skills}. Särskilt intresserad av: {themes}.",
        "Fiktivt exempel. Jag arbetar över myndighetsgränserna. Mina ämnen: {themes}.",
    ),
    "en": (
        "Fictional person. In my work: {skills}. Themes that I follow: {themes}.",
        "Fictional example. What I do most: {skills}. I gladly help other agencies.",
        "Fictional person. The core of what I can do: {skills}. I care most about: {themes}.",
        "Fictional example. I work across agencies. My subjects: {themes}.",
    ),
}
EVIDENCE: Final = {
    "fi": "Kuvitteellinen työ vuodelta {year}",
    "sv": "Fiktivt arbete från {year}",
    "en": "Fictional work of {year}",
}
MARK: Final = {"fi": "(kuvitteellinen)", "sv": "(fiktiv)", "en": "(fictional)"}
TOWNS: Final = (
    "Helsinki", "Tampere", "Turku", "Oulu", "Jyväskylä", "Kuopio", "Lahti", "Vaasa", "Joensuu",
    "Rovaniemi", "Lappeenranta", "Seinäjoki", "Pori", "Kajaani", "Mikkeli", "Maarianhamina",
)  # fmt: skip


def about(language: str, skills: Sequence[str], themes: Sequence[str], rng: Random) -> str:
    """A self-description that says that the person is made up."""
    fitting = [one for one in ABOUT[language] if themes or "{themes}" not in one]
    written = rng.choice(fitting)
    return written.format(skills=", ".join(skills[:3]), themes=", ".join(themes))


def contact_about(skills: Sequence[str]) -> str:
    """What one may be asked about: at most two skills, within the field's length."""
    return ", ".join(skills[-2:])[:300]
