"""What can be followed: the thing itself, its name, its page and its feed."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from kytkin.common.texts import TranslatedText
from kytkin.notifications.models import FollowKind
from kytkin.organisations.permissions import Visitor
from kytkin.preparations.queries import preparations
from kytkin.themes.models import Phenomenon, Theme

SEARCH_KEYS = (
    "q", "kind", "branch", "stage", "state", "theme", "phenomenon", "open", "joint", "type",
    "from", "to",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Followed:
    """A thing that is followed, ready for a list or a feed."""

    kind: FollowKind
    target: str
    name: TranslatedText | None
    page: str

    @property
    def title(self) -> str:
        return str(self.name) if self.name is not None else search_title(self.target)

    @property
    def feed(self) -> str:
        if self.kind == FollowKind.SEARCH:
            return f"{reverse('search_feed')}?{self.target}"
        return reverse("feed", args=[self.kind, self.target])


def search_title(query: str) -> str:
    words = QueryDict(query).get("q", "")
    return _("Search: %(words)s") % {"words": words} if words else _("Search without words")


def tidy_search(query: str) -> str:
    """The query string with known keys only, in a fixed order: one search, one string."""
    given = QueryDict(query)
    tidy = QueryDict(mutable=True)
    for key in SEARCH_KEYS:
        if values := sorted({value.strip() for value in given.getlist(key) if value.strip()}):
            tidy.setlist(key, values)
    return tidy.urlencode()


def find_followed(kind: str, target: str, *, visitor: Visitor) -> Followed:
    """The thing followed; Http404 when there is none that the visitor may see."""
    if kind == FollowKind.SEARCH:
        query = tidy_search(target)
        if not query or len(query) > 500:
            raise Http404
        return Followed(FollowKind.SEARCH, query, None, f"{reverse('search')}?{query}")
    if kind == FollowKind.PHENOMENON:
        phenomenon = Phenomenon.objects.filter(code=target).first()
        if phenomenon:
            return Followed(
                FollowKind.PHENOMENON, target, phenomenon.title, phenomenon.get_absolute_url()
            )
    if kind == FollowKind.THEME:
        theme = Theme.objects.filter(concept__notation=target).select_related("concept").first()
        if theme:
            return Followed(FollowKind.THEME, target, theme.labels, theme.get_absolute_url())
    if kind == FollowKind.PREPARATION:
        preparation = preparations().visible_to(visitor).filter(key=target).first()
        if preparation:
            return Followed(
                FollowKind.PREPARATION, target, preparation.name, preparation.get_absolute_url()
            )
    raise Http404(quote(target))
