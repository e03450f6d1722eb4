"""`kytkin where`: where a thing is being prepared and how to join, in the terminal."""

from __future__ import annotations

import json
import sys
from typing import Any

import click


@click.command("where")
@click.argument("text", nargs=-1, required=True)
@click.option(
    "--language",
    type=click.Choice(["fi", "sv", "en"]),
    default="fi",
    show_default=True,
    help="Language of the answer; the question may be in any of the three.",
)
@click.option("--limit", default=8, show_default=True, help="How many at most.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON, for programs.")
def command(text: tuple[str, ...], language: str, limit: int, as_json: bool) -> None:
    """Say where TEXT is being prepared, by whom, and how to join.

    TEXT is a word, a question, a case number or a register id, in Finnish, Swedish or English.
    Exit code 0: found; 1: nothing found; 2: the command was written wrongly.

    \b
    kytkin where nuorisorikollisuus
    kytkin where "var bereds äldres ensamhet?" --language sv
    kytkin where VN/24165/2023 --json
    """
    from kytkin.cli.django import start_django

    start_django()
    from django.db import DatabaseError
    from django.utils.translation import override

    from kytkin.search import index

    try:
        ready = index.version() > 0
    except DatabaseError:
        ready = False
    if not ready:
        click.echo("There is no data yet. Load it first: kytkin demo --load-only", err=True)
        sys.exit(1)
    with override(language):
        answer = look_up(" ".join(text), limit)
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        show(answer)
    sys.exit(0 if answer["results"] else 1)


def look_up(text: str, limit: int) -> dict[str, Any]:
    """The answer as plain data, in the active language; public preparations only."""
    from django.conf import settings
    from django.contrib.auth.models import AnonymousUser
    from django.urls import reverse

    from kytkin.preparations.queries import preparations
    from kytkin.search.models import DocumentKind
    from kytkin.search.queries import find

    found = find(text)
    visible = preparations().visible_to(AnonymousUser())
    keys = found.targets(DocumentKind.PREPARATION)
    rows = {row.key: row for row in visible.filter(key__in=keys).for_cards()}
    results = []
    for hit in found.hits:
        if hit.kind == DocumentKind.PREPARATION and hit.target not in rows:
            continue
        entry: dict[str, Any] = {
            "kind": hit.kind.value,
            "label": str(hit.kind.label),
            "id": hit.target,
            "title": hit.titles.local.text,
            "page": settings.BASE_URL + reverse(hit.kind.value, args=[hit.target]),
            "found_through": [f"{b.asked} = {b.found}" for b in hit.bridges],
        }
        if hit.kind == DocumentKind.PREPARATION:
            entry |= preparation_facts(rows[hit.target])
        results.append(entry)
        if len(results) == limit:
            break
    return {
        "question": text,
        "read_as": [
            {"typed": typed, "read": read} for typed, read in found.understanding.corrections
        ],
        "count": len(found.hits),
        "results": results,
    }


def preparation_facts(preparation: Any) -> dict[str, Any]:
    """Who prepares it, how far it is, and how to join."""
    from kytkin.preparations.models import Way

    partners = sorted(
        preparation.partnerships.all(), key=lambda link: (link.role != "lead", link.pk)
    )
    return {
        "prepared_by": [
            {"code": link.organisation.code, "name": str(link.organisation), "role": link.role}
            for link in partners
        ],
        "state": str(preparation.get_state_display()),
        "stage": str(preparation.get_stage_display()),
        "ways_to_join": [
            str(Way(offer.way).label)
            for offer in sorted(preparation.offered_ways.all(), key=lambda offer: offer.pk)
        ],
    }


def show(answer: dict[str, Any]) -> None:
    for reading in answer["read_as"]:
        click.echo(f"“{reading['typed']}” was read as “{reading['read']}”.")
    if not answer["results"]:
        click.echo("Nothing was found. Try another word for the same thing, or a wider one.")
        return
    for result in answer["results"]:
        click.echo()
        click.secho(result["title"], bold=True)
        if "prepared_by" in result:
            names = ", ".join(f"{who['code']} {who['name']}" for who in result["prepared_by"])
            click.echo(f"  {result['label']} · {result['state']} · {result['stage']}")
            click.echo(f"  {names}")
            click.echo(f"  → {', '.join(result['ways_to_join'])}")
        else:
            click.echo(f"  {result['label']}")
        for bridge in result["found_through"]:
            click.echo(f"  ({bridge})")
        click.echo(f"  {result['page']}")
    click.echo()
    click.echo(f"{len(answer['results'])} of {answer['count']} shown.")
