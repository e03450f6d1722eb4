"""The main story in a browser: search, phenomenon, preparation, ask, answer; in two languages."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import Site


def sign_in(page: Page, site: Site, language: str, username: str) -> None:
    page.goto(f"{site.url}/{language}/sign-in/")
    page.locator(f"form[action$='/sign-in/{username}/'] button").click()
    expect(page).to_have_url(re.compile(rf"/{language}/"))


def sign_out(page: Page, site: Site, language: str) -> None:
    page.goto(f"{site.url}/{language}/account/logout/")
    page.locator("main form button[type=submit]").click()


STORY = {
    "fi": {
        "words": "nuorisorikollisuuden",
        "asker": "aino",
        "message": "Tunnen vesistöalueiden nuorten hankkeet ja voin jakaa kokemukset.",
        "answer": "Tervetuloa mukaan, soitan sinulle.",
        "accepted": "hyväksytty",
    },
    "sv": {
        "words": "ungdomsbrottslighet",
        "asker": "elin",
        "message": "Jag känner till ungdomsarbetet i skärgården och delar gärna med mig.",
        "answer": "Välkommen med, jag ringer dig.",
        "accepted": "godkänd",
    },
}


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_expert_finds_a_real_preparation_asks_to_join_and_is_answered(
    page: Page, site: Site, language: str
):
    story = STORY[language]
    sign_in(page, site, language, story["asker"])

    page.goto(f"{site.url}/{language}/")
    page.locator("main input[type=search]").first.fill(story["words"])
    page.locator("main [role=search] button[type=submit]").first.click()
    page.locator("a[href*='/phenomena/youth-crime/']").first.click()
    expect(page.locator("h1")).to_be_visible()

    page.locator("a[href$='/preparations/OM083-00-2023/']").first.click()
    expect(page.locator("h1")).to_contain_text("jengirikollisuutta")

    page.locator("a[href*='/preparations/OM083-00-2023/join/']").first.click()
    page.locator("input[name=way][value=share_knowledge]").check()
    page.locator("textarea[name=message]").fill(story["message"])
    page.locator("main form button[type=submit]").last.click()
    expect(page).to_have_url(re.compile(r"/requests/\d+/"))
    request_page = page.url
    expect(page.locator("main")).to_contain_text(story["message"])

    sign_out(page, site, language)
    sign_in(page, site, language, "olli")
    page.goto(f"{site.url}/{language}/requests/")
    page.locator(f"a[href$='{request_page.removeprefix(site.url)}']").first.click()
    accept = page.locator("form:has(input[name=act][value=accept]), form:has(button[value=accept])")
    accept.first.locator("textarea").first.fill(story["answer"])
    page.locator("button[value=accept]").first.click()
    expect(page.locator("main")).to_contain_text(story["answer"])

    sign_out(page, site, language)
    sign_in(page, site, language, story["asker"])
    page.goto(request_page)
    expect(page.locator("main")).to_contain_text(story["answer"])
    expect(page.locator("main")).to_contain_text(re.compile(story["accepted"], re.IGNORECASE))
    page.goto(f"{site.url}/{language}/me/notifications/")
    expect(page.locator(f"a[href*='{request_page.removeprefix(site.url)}']").first).to_be_visible()


def test_pages_work_without_javascript(browser: Browser, site: Site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.url}/sv/search/?q=vindkraft")
    page.locator("input[name=branch][value=TEM]").check()
    page.locator(".search-facets button[type=submit]").click()
    expect(page).to_have_url(re.compile(r"branch=TEM"))
    expect(page.locator("h1")).to_be_visible()
    context.close()


def test_language_switch_keeps_the_page_and_its_question(page: Page, site: Site):
    page.goto(f"{site.url}/fi/search/?q=tuulivoima")
    page.locator("header a[hreflang=sv], header a[lang=sv]").first.click()
    expect(page).to_have_url(re.compile(r"/sv/search/\?q=tuulivoima"))
    assert page.locator("html").get_attribute("lang") == "sv"


def test_map_leads_by_keyboard_to_the_preparations_of_a_branch(page: Page, site: Site):
    page.goto(f"{site.url}/fi/map/")
    circle = page.locator("svg.map-svg a.map-cell").first
    circle.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"phenomenon=.*branch="))
    expect(page.locator("main h2").first).to_be_visible()
