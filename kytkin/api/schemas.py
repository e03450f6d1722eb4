"""What the API answers: shapes only, described for OpenAPI. Ids are public and stable."""

from __future__ import annotations

import datetime as dt
from typing import Generic, TypeVar

from ninja import Field, Schema

Item = TypeVar("Item")


class Texts(Schema):
    """One text by language; a language without a text is null."""

    fi: str | None = None
    sv: str | None = None
    en: str | None = None


class Page(Schema, Generic[Item]):
    count: int = Field(description="How many there are in all.")
    next: str | None = Field(description="Address of the next page, null on the last.")
    previous: str | None = Field(description="Address of the page before, null on the first.")
    items: list[Item]


class OrganisationOut(Schema):
    code: str = Field(examples=["OM"])
    kind: str = Field(examples=["ministry"])
    name: Texts
    parent: str | None = Field(description="Code of the organisation above.")
    branch: str | None = Field(description="Code of the administrative branch.")
    home_page: str | None
    starts_on: dt.date | None
    ends_before: dt.date | None = Field(description="First day on which it no longer exists.")
    predecessors: list[str]
    successors: list[str]
    page: str


class ThemeOut(Schema):
    notation: str = Field(examples=["yso:p716"])
    uri: str
    labels: Texts
    preparation_count: int = Field(description="Public preparations that carry the theme.")
    page: str


class PhenomenonThemeOut(Schema):
    notation: str
    weight: float = Field(description="1 at the core of the phenomenon, less when touching it.")


class PhenomenonOut(Schema):
    code: str = Field(examples=["youth-crime"])
    title: Texts
    description: Texts
    themes: list[PhenomenonThemeOut]
    preparation_count: int
    page: str


class PartnerOut(Schema):
    organisation: str
    role: str = Field(examples=["lead"])


class CarriedThemeOut(Schema):
    notation: str
    standing: str = Field(examples=["confirmed", "suggested"])
    origin: str
    weight: float


class DateOut(Schema):
    event: str
    on: dt.date
    known_on: dt.date | None = Field(description="Since when the source has known it.")
    source: str


class PreparationOut(Schema):
    key: str = Field(examples=["OM083-00-2023"])
    register_id: str | None = Field(examples=["OM083:00/2023"])
    kind: str
    state: str
    stage: str | None
    name: Texts
    objective: Texts
    setter: str
    partners: list[PartnerOut]
    themes: list[CarriedThemeOut]
    dates: list[DateOut]
    case_numbers: list[str]
    bill_numbers: list[str]
    ways_to_join: list[str]
    publicity: str
    starts_on: dt.date | None
    ends_before: dt.date | None
    source_name: str
    source_url: str | None
    field_sources: dict[str, str]
    updated_at: dt.datetime
    page: str


class FoundOut(Schema):
    kind: str = Field(examples=["preparation"])
    id: str
    title: Texts
    page: str
    found_through: list[str] = Field(description="Why it was found, in the asked language.")


class Problem(Schema):
    detail: str
