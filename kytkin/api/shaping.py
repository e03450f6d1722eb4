"""From models to what the API answers."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from kytkin.api.schemas import (
    CarriedThemeOut,
    DateOut,
    OrganisationOut,
    PartnerOut,
    PhenomenonOut,
    PhenomenonThemeOut,
    PreparationOut,
    Texts,
    ThemeOut,
)
from kytkin.organisations.models import Organisation
from kytkin.preparations.models import NumberKind, Preparation
from kytkin.themes.models import Phenomenon, Theme


def page_address(name: str, identifier: str) -> str:
    """The page for people; it leads to the reader's own language."""
    return f"{settings.BASE_URL}{reverse(name, args=[identifier])}"


def texts(value: dict[str, str]) -> Texts:
    return Texts(fi=value.get("fi"), sv=value.get("sv"), en=value.get("en"))


def shape_organisation(organisation: Organisation) -> OrganisationOut:
    return OrganisationOut(
        code=organisation.code,
        kind=organisation.kind,
        name=texts(organisation.name),
        parent=organisation.parent.code if organisation.parent else None,
        branch=organisation.branch.code if organisation.branch else None,
        home_page=organisation.home_page or None,
        starts_on=organisation.starts_on,
        ends_before=organisation.ends_before,
        predecessors=sorted(link.predecessor.code for link in organisation.follows.all()),
        successors=sorted(link.successor.code for link in organisation.followed_by.all()),
        page=page_address("organisation", organisation.code),
    )


def shape_theme(theme: Theme, count: int) -> ThemeOut:
    return ThemeOut(
        notation=theme.concept.notation,
        uri=theme.concept.uri,
        labels=texts(theme.concept.labels),
        preparation_count=count,
        page=page_address("theme", theme.concept.notation),
    )


def shape_phenomenon(phenomenon: Phenomenon, count: int) -> PhenomenonOut:
    links = sorted(
        phenomenon.theme_links.all(), key=lambda link: (-link.weight, link.theme.concept.notation)
    )
    return PhenomenonOut(
        code=phenomenon.code,
        title=texts(phenomenon.title),
        description=texts(phenomenon.description),
        themes=[
            PhenomenonThemeOut(notation=link.theme.concept.notation, weight=float(link.weight))
            for link in links
        ],
        preparation_count=count,
        page=page_address("phenomenon", phenomenon.code),
    )


def shape_preparation(preparation: Preparation) -> PreparationOut:
    numbers = sorted(preparation.numbers.all(), key=lambda number: number.number)
    carried = getattr(preparation, "counted_theme_links")  # noqa: B009
    return PreparationOut(
        key=preparation.key,
        register_id=preparation.register_id,
        kind=preparation.kind,
        state=preparation.state,
        stage=preparation.stage or None,
        name=texts(preparation.name),
        objective=texts(preparation.objective),
        setter=preparation.setter.code,
        partners=[
            PartnerOut(organisation=link.organisation.code, role=link.role)
            for link in preparation.partnerships.all()
        ],
        themes=[
            CarriedThemeOut(
                notation=link.theme.concept.notation,
                standing=link.standing,
                origin=link.origin,
                weight=float(link.weight),
            )
            for link in carried
        ],
        dates=[
            DateOut(event=date.event, on=date.on, known_on=date.known_on, source=date.source)
            for date in preparation.dates.all()
        ],
        case_numbers=[n.number for n in numbers if n.kind == NumberKind.CASE],
        bill_numbers=[n.number for n in numbers if n.kind == NumberKind.BILL],
        ways_to_join=sorted(offer.way for offer in preparation.offered_ways.all()),
        publicity=preparation.publicity,
        starts_on=preparation.starts_on,
        ends_before=preparation.ends_before,
        source_name=preparation.source_name,
        source_url=preparation.source_url or None,
        field_sources={key: str(value) for key, value in preparation.field_sources.items()},
        updated_at=preparation.updated_at,
        page=page_address("preparation", preparation.key),
    )


def page_links(request: HttpRequest, count: int, limit: int, offset: int) -> dict[str, Any]:
    """The addresses of the pages before and after, with every other choice kept."""

    def address(new_offset: int) -> str:
        query = request.GET.copy()
        query["limit"], query["offset"] = str(limit), str(new_offset)
        return f"{settings.BASE_URL}{request.path}?{query.urlencode()}"

    return {
        "count": count,
        "next": address(offset + limit) if offset + limit < count else None,
        "previous": address(max(0, offset - limit)) if offset > 0 else None,
    }
