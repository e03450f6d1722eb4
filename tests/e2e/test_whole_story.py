"""From a pasted paragraph to feedback: an expert's whole way, in two languages, in a browser."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Site
from tests.e2e.test_story import sign_in, sign_out


def local_day() -> dt.date:
    return dt.datetime.now(ZoneInfo("Europe/Helsinki")).date()


STORY = {
    "fi": {
        "expert": "aino",
        "supervisor": "oskari",
        "contact": "mikko",
        "paragraph": "Olen tutkinut vesiekologiaa ja tunnen ympäristölainsäädännön.",
        "theme": "yso:p9681",
        "preparation": "MMM033-00-2022",
        "need": "Vesien tilan tuntija vaikutusten arviointiin",
        "message": "Tunnen vesien tilan seurannan ja haluan auttaa arvioinnissa.",
        "words": "Enempää en voi juuri nyt luvata.",
        "agreed": "Sovittu",
        "over": "Päättynyt",
        "no_capacity": "Emme voi nyt ottaa lisää ihmisiä mukaan",
        "withdrawn": "Peruttu",
        "signed": "Oskari Malli",
        "learned": "Opin, miten laki tehdään",
    },
    "sv": {
        "expert": "elin",
        "supervisor": "sofia",
        "contact": "mikko",
        "paragraph": "Jag har utvecklat företagande och samarbetat med intressenter i skärgården.",
        "theme": "yso:p17015",
        "preparation": "MMM025-00-2024",
        "need": "Skärgårdens vardag in i lagen",
        "message": "Jag känner företagen och kommunerna i skärgården.",
        "words": "Mer kan jag inte lova just nu.",
        "agreed": "Avtalat",
        "over": "Avslutat",
        "no_capacity": "Vi kan inte ta med fler just nu",
        "withdrawn": "Återtagen",
        "signed": "Sofia Påhittad",
        "learned": "Jag lärde mig hur en lag blir till",
    },
}


def press(page: Page, act: str) -> None:
    """The button of an act, opened where it is folded."""
    button = page.locator(f"button[name=act][value={act}]").first
    folded = page.locator(f"details:has(button[name=act][value={act}])").last
    if folded.count() and folded.get_attribute("open") is None:
        folded.locator("summary").click()
    button.click()


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_an_expert_goes_from_a_paragraph_to_an_arrangement_that_everybody_agreed(
    page: Page, site: Site, language: str
):
    story, today = STORY[language], local_day()
    sign_in(page, site, language, story["expert"])

    # A profile from a pasted paragraph: the machine proposes, the person ticks.
    page.goto(f"{site.url}/{language}/me/profile/skills/find/")
    page.locator("textarea[name=text]").fill(story["paragraph"])
    page.locator("form:has(textarea[name=text]) button[type=submit]").click()
    page.locator("input[name=skill]").first.check()
    page.locator("button[name=add][value=had]").click()
    expect(page).to_have_url(re.compile(r"/me/profile/"))

    # From the theme to the need, with a tenth of the time named by the link.
    page.goto(f"{site.url}/{language}/themes/{story['theme']}/")
    need = page.locator("article", has_text=story["need"])
    need.locator("a[href*='#join']").click()
    page.locator("select[name=share_percent]").select_option("20")
    page.locator("textarea[name=message]").fill(story["message"])
    page.locator("form:has(textarea[name=message]) button[type=submit]").click()
    expect(page).to_have_url(re.compile(r"/requests/\d+/"))
    request_page = page.url.partition("#")[0]

    # The contact says yes: the terms stand as asked, the time is reserved.
    sign_out(page, site, language)
    sign_in(page, site, language, story["contact"])
    page.goto(request_page)
    expect(page.locator("select[name=share_percent]")).to_have_value("20")
    begun = today - dt.timedelta(days=5)
    page.locator("input[name=starts_on]").fill(begun.isoformat())
    page.locator("input[name=ends_on]").fill((today + dt.timedelta(days=60)).isoformat())
    page.locator("select[name=kind]").select_option("joint_preparation")
    page.locator("button[name=act][value=accept]").click()
    expect(page).to_have_url(re.compile(r"/moves/\d+/"))
    move_page = page.url.partition("#")[0]

    # The period changed, so the expert is asked first; then the supervisor proposes 10 %.
    sign_out(page, site, language)
    sign_in(page, site, language, story["expert"])
    page.goto(move_page)
    press(page, "yes")
    sign_out(page, site, language)
    sign_in(page, site, language, story["supervisor"])
    page.goto(f"{site.url}/{language}/me/consents/")
    page.locator(f"a[href$='{move_page.removeprefix(site.url)}']").first.click()
    page.locator("details:has(button[value=propose]) summary").click()
    proposing = page.locator("form:has(button[value=propose])")
    proposing.locator("select[name=share_percent]").select_option("10")
    proposing.locator("textarea[name=words]").fill(story["words"])
    proposing.locator("button[value=propose]").click()
    for who in ("expert", "contact"):
        sign_out(page, site, language)
        sign_in(page, site, language, story[who])
        page.goto(move_page)
        expect(page.locator("main")).to_contain_text(story["words"])
        press(page, "yes")
    expect(page.locator("main")).to_contain_text("10 %")
    expect(page.locator(".steps")).to_contain_text(story["agreed"])

    # It runs today; it is extended by every side's yes.
    sign_out(page, site, language)
    sign_in(page, site, language, story["expert"])
    page.goto(move_page)
    page.locator("details:has(button[value=propose]) summary").click()
    extending = page.locator("form:has(button[value=propose])")
    later = today + dt.timedelta(days=90)
    extending.locator("input[name=ends_on]").fill(later.isoformat())
    extending.locator("button[value=propose]").click()
    for who in ("contact", "supervisor"):
        sign_out(page, site, language)
        sign_in(page, site, language, story[who])
        page.goto(move_page)
        press(page, "yes")
    expect(page.locator("aside")).to_contain_text(f"{later.day}.{later.month}.{later.year}")

    # The agreement stands in both languages as a tagged PDF; the supervisor signs for the side.
    page.goto(f"{move_page}agreement/")
    addresses = [link.get_attribute("href") for link in page.locator("main a[href$='.pdf']").all()]
    assert len(addresses) >= 4
    for address in addresses[:2]:
        document = page.request.get(f"{site.url}{address}").body()
        assert document.startswith(b"%PDF-")
        assert b"/StructTreeRoot" in document
    page.locator("button[value=sign]").click()
    expect(page.locator("main")).to_contain_text(story["signed"])

    # In Finnish its time goes by, in Swedish it ends before its time; both sides tell how it
    # went, and read each other.
    if language == "fi":
        number = int(move_page.rstrip("/").rpartition("/")[2])
        site.django(f"""
            from datetime import timedelta
            from kytkin.mobility.models import Move
            move = Move.objects.get(pk={number})
            for name in ("starts_on", "ends_before"):
                setattr(move, name, getattr(move, name) - timedelta(days=200))
            move.save()
        """)
    else:
        page.goto(move_page)
        press(page, "end")
    for who in ("expert", "contact"):
        sign_out(page, site, language)
        sign_in(page, site, language, story[who])
        page.goto(f"{move_page}feedback/")
        page.locator("input[name=went]").first.check()
        page.locator("textarea[name=learned]").fill(f"{story['learned']} ({who})")
        page.locator("input[name=again]").first.check()
        page.locator("form:has(textarea[name=learned]) button[type=submit]").click()
    page.goto(move_page)
    expect(page.locator("main")).to_contain_text(f"{story['learned']} (expert)")
    expect(page.locator("main")).to_contain_text(f"{story['learned']} (contact)")
    expect(page.locator(".steps")).to_contain_text(story["over"])


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_each_no_carries_its_reason_to_the_other_side(page: Page, site: Site, language: str):
    story, preparation = STORY[language], {"fi": "P21", "sv": "OM083-00-2023"}[language]
    sign_in(page, site, language, story["expert"])
    page.goto(f"{site.url}/{language}/preparations/{preparation}/join/")
    page.locator("input[name=way][value=work_input]").check()
    page.locator("textarea[name=message]").fill(story["message"])
    page.locator("select[name=share_percent]").select_option("5")
    page.locator("main form button[type=submit]").last.click()
    expect(page).to_have_url(re.compile(r"/requests/\d+/"))
    request_page = page.url.partition("#")[0]
    contact = {"fi": "mikko", "sv": "olli"}[language]
    sign_out(page, site, language)
    sign_in(page, site, language, contact)
    page.goto(request_page)
    start = local_day() + dt.timedelta(days=400)
    page.locator("input[name=starts_on]").fill(start.isoformat())
    page.locator("input[name=ends_on]").fill((start + dt.timedelta(days=30)).isoformat())
    page.locator("button[name=act][value=accept]").click()
    expect(page).to_have_url(re.compile(r"/moves/\d+/"))
    move_page = page.url.partition("#")[0]

    sign_out(page, site, language)
    sign_in(page, site, language, story["expert"])
    page.goto(move_page)
    if page.locator("button[value=yes]").count():
        press(page, "yes")
    sign_out(page, site, language)
    sign_in(page, site, language, story["supervisor"])
    page.goto(move_page)
    page.locator("details:has(button[value=no]) summary").click()
    page.locator("button[value=no]").click()
    expect(page.locator(".error-summary, [role=alert]").first).to_be_visible()
    page.locator("select[name=reason]").first.select_option("workload")
    page.locator("button[value=no]").click()
    sign_out(page, site, language)
    sign_in(page, site, language, story["expert"])
    page.goto(move_page)
    reason = {"fi": "Työtilanne ei nyt salli", "sv": "Arbetsläget tillåter det inte nu"}[language]
    expect(page.locator("main")).to_contain_text(reason)


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_a_contact_declines_and_an_expert_takes_back(page: Page, site: Site, language: str):
    story = STORY[language]
    preparation, contact = {"fi": ("P21", "mikko"), "sv": ("OM083-00-2023", "olli")}[language]

    def ask(way: str) -> str:
        sign_in(page, site, language, story["expert"])
        page.goto(f"{site.url}/{language}/preparations/{preparation}/join/")
        page.locator(f"input[name=way][value={way}]").check()
        page.locator("textarea[name=message]").fill(story["message"])
        page.locator("main form button[type=submit]").last.click()
        expect(page).to_have_url(re.compile(r"/requests/\d+/"))
        return page.url.partition("#")[0]

    # A no without a reason is not taken; with one it reaches the expert.
    request_page = ask("comment")
    sign_out(page, site, language)
    sign_in(page, site, language, contact)
    page.goto(request_page)
    press(page, "decline")
    expect(page.locator(".error-summary, [role=alert]").first).to_be_visible()
    page.locator("select[name=reason]").first.select_option("no_capacity")
    press(page, "decline")
    sign_out(page, site, language)
    sign_in(page, site, language, story["expert"])
    page.goto(request_page)
    told = page.locator("main")
    expect(told).to_contain_text(story["no_capacity"])
    sign_out(page, site, language)

    # What was asked can be taken back, and then it is over.
    request_page = ask("comment")
    press(page, "withdraw")
    expect(page.locator("button[name=act][value=withdraw]")).to_have_count(0)
    expect(page.locator("main")).to_contain_text(story["withdrawn"])
