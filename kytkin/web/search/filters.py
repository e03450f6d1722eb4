"""The filters of a search as the address bar holds them: read, checked, applied, removed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Q, TextChoices
from django.http import QueryDict
from django.utils.translation import gettext as _

from kytkin.organisations.models import Organisation, OrganisationKind
from kytkin.preparations.models import Kind, Partnership, PreparationTheme, Stage, State
from kytkin.preparations.queries import COUNTED_STANDINGS, PreparationQuerySet
from kytkin.search.models import DocumentKind
from kytkin.themes.models import Phenomenon, Theme

EARLIEST_YEAR, LATEST_YEAR = 1990, 2100
MULTIPLE = ("branch", "stage", "state", "type", "theme", "phenomenon")
SINGLE = ("kind", "open", "joint", "from", "to", "sort")
SORTS = ("best", "newest", "name")
UNKNOWN_STAGE = "none"


@dataclass(frozen=True, slots=True)
class Pill:
    """A filter in use, and the address of the same search without it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a search. `problems` are sentences about values that could not be used."""

    query: str = ""
    kind: str = ""
    branch: tuple[Organisation, ...] = ()
    stage: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    theme: tuple[Theme, ...] = ()
    phenomenon: tuple[Phenomenon, ...] = ()
    is_open: bool = False
    is_joint: bool = False
    from_year: int | None = None
    to_year: int | None = None
    sort: str = "best"
    problems: tuple[str, ...] = ()
    data: QueryDict = field(default_factory=QueryDict, compare=False)

    @property
    def narrows_preparations(self) -> bool:
        """A filter is in use that only preparations can pass."""
        chosen = (self.branch, self.stage, self.state, self.type, self.theme, self.phenomenon)
        return any(chosen) or self.is_open or self.is_joint or bool(self.from_year or self.to_year)

    def apply(self, found: PreparationQuerySet) -> PreparationQuerySet:
        """Any of the values of one filter, all of the filters together."""
        if self.branch:
            partners, setters = Q(), Q()
            for branch in self.branch:
                partners |= Q(organisation__path__startswith=branch.path)
                setters |= Q(setter__path__startswith=branch.path)
            joined = Partnership.objects.filter(partners).values("preparation")
            found = found.filter(setters | Q(pk__in=joined))
        if self.stage:
            found = found.filter(stage__in=["" if s == UNKNOWN_STAGE else s for s in self.stage])
        if self.state:
            found = found.filter(state__in=self.state)
        if self.type:
            found = found.filter(kind__in=self.type)
        carried = PreparationTheme.objects.filter(standing__in=COUNTED_STANDINGS)
        if self.theme:
            themed = carried.filter(theme__in=self.theme)
            found = found.filter(pk__in=themed.values("preparation"))
        if self.phenomenon:
            touching = carried.filter(theme__phenomenon_links__phenomenon__in=self.phenomenon)
            found = found.filter(pk__in=touching.values("preparation"))
        if self.is_open:
            found = found.running().open_to_join()
        if self.is_joint:
            found = found.joint()
        if self.from_year:
            first = dt.date(self.from_year, 1, 1)
            found = found.filter(Q(ends_before__isnull=True) | Q(ends_before__gt=first))
        if self.to_year:
            last = dt.date(self.to_year, 12, 31)
            found = found.filter(Q(starts_on__isnull=True) | Q(starts_on__lte=last))
        return found

    def without(self, name: str, value: str = "") -> str:
        """The query string with one value of a filter left out."""
        data = self.data.copy()
        data.pop("page", None)
        kept = [v for v in data.getlist(name) if value and v != value]
        data.setlist(name, kept)
        if not kept:
            del data[name]
        return f"?{data.urlencode()}"

    def with_value(self, name: str, value: str) -> str:
        """The query string with a filter set to one value."""
        data = self.data.copy()
        data.pop("page", None)
        data[name] = value
        return f"?{data.urlencode()}"

    def pills(self) -> Iterator[Pill]:
        for branch in self.branch:
            label = _("Branch: %(name)s") % {"name": branch.short_code}
            yield Pill(label, self.without("branch", branch.short_code))
        for name, choices, sentence in (
            ("stage", Stage, _("Stage: %(name)s")),
            ("state", State, _("State: %(name)s")),
            ("type", Kind, _("Type: %(name)s")),
        ):
            for value in getattr(self, name):
                yield Pill(sentence % {"name": label_of(choices, value)}, self.without(name, value))
        for theme in self.theme:
            yield Pill(
                _("Theme: %(name)s") % {"name": theme},
                self.without("theme", theme.concept.notation),
            )
        for phenomenon in self.phenomenon:
            yield Pill(
                _("Phenomenon: %(name)s") % {"name": phenomenon},
                self.without("phenomenon", phenomenon.code),
            )
        if self.is_open:
            yield Pill(_("Open to join"), self.without("open"))
        if self.is_joint:
            yield Pill(_("Prepared jointly"), self.without("joint"))
        if self.from_year:
            yield Pill(_("From %(year)s") % {"year": self.from_year}, self.without("from"))
        if self.to_year:
            yield Pill(_("Until %(year)s") % {"year": self.to_year}, self.without("to"))


def label_of(choices: type[TextChoices], value: str) -> str:
    return str(choices("" if value == UNKNOWN_STAGE else value).label)


def read_filters(data: QueryDict) -> Filters:
    """The filters of a query string; values that mean nothing are told, not obeyed."""
    problems: list[str] = []
    branches = (
        {
            branch.short_code: branch
            for branch in Organisation.objects.filter(
                kind=OrganisationKind.BRANCH, code__in=[f"B-{c}" for c in data.getlist("branch")]
            )
        }
        if data.getlist("branch")
        else {}
    )
    themes = (
        list(
            Theme.objects.filter(concept__notation__in=data.getlist("theme")).select_related(
                "concept"
            )
        )
        if data.getlist("theme")
        else []
    )
    phenomena = (
        list(Phenomenon.objects.filter(code__in=data.getlist("phenomenon")))
        if data.getlist("phenomenon")
        else []
    )
    sort = data.get("sort", "")
    query = " ".join(data.get("q", "").replace("\x00", " ").split())[:300]
    return Filters(
        query=query,
        kind=data.get("kind", "") if data.get("kind") in DocumentKind.values else "",
        branch=tuple(branches.values()),
        stage=_known(data, "stage", {*Stage.values, UNKNOWN_STAGE} - {""}),
        state=_known(data, "state", set(State.values) - {""}),
        type=_known(data, "type", set(Kind.values)),
        theme=tuple(themes),
        phenomenon=tuple(phenomena),
        is_open=data.get("open") == "1",
        is_joint=data.get("joint") == "1",
        from_year=_year(data.get("from", ""), problems),
        to_year=_year(data.get("to", ""), problems),
        sort=sort if sort in SORTS else ("best" if query else "newest"),
        problems=tuple(problems),
        data=data,
    )  # fmt: skip


def _known(data: QueryDict, name: str, allowed: set[str]) -> tuple[str, ...]:
    return tuple(value for value in dict.fromkeys(data.getlist(name)) if value in allowed)


def _year(text: str, problems: list[str]) -> int | None:
    text = text.strip()
    if not text:
        return None
    if text.isascii() and text.isdigit() and EARLIEST_YEAR <= int(text[:6]) <= LATEST_YEAR:
        return int(text[:6])
    problems.append(
        _("“%(text)s” is not a year between %(first)d and %(last)d, so it was left out.")
        % {"text": text[:20], "first": EARLIEST_YEAR, "last": LATEST_YEAR}
    )
    return None
