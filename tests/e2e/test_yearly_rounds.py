"""The year of steering in a browser: controller, goal owner, steering official; in two languages.

Pledge → negotiate → sign → figures → half-year review → report → statement. Each language has an
agency and a period of its own. A statement is given on a year that has ended, so the agreement's
first year is last year's.
"""

from __future__ import annotations

import datetime as dt
import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Site
from tests.e2e.test_story import sign_in, sign_out

ENDED = dt.datetime.now(tz=dt.UTC).year - 1
ROUNDS = {
    "fi": {"agency": "SYKE", "first": ENDED - 6, "comment": "Nostetaanko arvoa?",
           "review": "Alkuvuosi eteni hyvin.", "answer": "Jatkakaa näin.",
           "statement": "Hyvä vuosi.", "signed": "allekirjoitettu", "grade": "4"},
    "sv": {"agency": "SYKE", "first": ENDED - 10, "comment": "Höjer vi värdet?",
           "review": "Början av året gick bra.", "answer": "Fortsätt så.",
           "statement": "Ett gott år.", "signed": "undertecknad", "grade": "5"},
}  # fmt: skip


def send(page: Page, act: str) -> None:
    page.locator(f"main button[name=act][value={act}]").first.click()


def unfold(page: Page, act: str) -> None:
    """Open what the act's form is folded into."""
    folded = page.locator(f"details:has(button[name=act][value={act}])")
    if folded.count() and folded.first.get_attribute("open") is None:
        folded.first.locator("summary").first.click()


def as_(page: Page, site: Site, language: str, who: str, address: str = "") -> None:
    sign_out(page, site, language)
    sign_in(page, site, language, who)
    if address:
        page.goto(address)


def sign_for(page: Page, organisation: str, name: str) -> None:
    unfold(page, "sign")
    form = page.locator("form:has(button[value=sign])")
    form.locator("select[name=organisation]").select_option(organisation)
    form.locator("input[name=name]").fill(name)
    form.locator("input[name=way]").fill("Paperi / papper")
    send(page, "sign")


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_controller_goal_owner_and_steering_official_do_their_year(
    page: Page, site: Site, language: str
):
    said = ROUNDS[language]
    first, year = int(str(said["first"])), int(str(said["first"])) + 3
    base = f"{site.url}/{language}"

    # The controller pledges; what cannot be is refused with what to do, and nothing is lost.
    sign_in(page, site, language, "kerttu")
    page.goto(f"{base}/goals/clean-waters/pledge/")
    page.locator("select[name=organisation]").select_option("SYKE")
    page.locator("select[name=year]").select_option("2029" if language == "fi" else "2030")
    page.locator("input[name=person_years]").fill("1,25")
    for field, wrong, right in (
        ("amount_eur", "-5", "1 000,50"), ("budget_item", "99.99.99", "35.01.04"),
    ):  # fmt: skip
        page.locator(f"input[name={field}]").fill(wrong)
        page.locator("main form button[type=submit]").last.click()
        expect(page.locator(f"#id_{field}_error, .field-error").first).to_be_visible()
        expect(page.locator("input[name=person_years]")).to_have_value("1,25")
        page.locator(f"input[name={field}]").fill(right)
    page.locator("main form button[type=submit]").last.click()
    expect(page).to_have_url(re.compile(r"/contributions/\d+/"))
    contribution = page.url

    # The owner's administrator confirms it.
    as_(page, site, language, "anna", contribution)
    unfold(page, "confirm")
    send(page, "confirm")
    page.goto(f"{base}/goals/clean-waters/pool/")
    expect(page.locator("main")).to_contain_text("1,25")

    # The controller starts the agreement; a period that is taken is refused.
    as_(page, site, language, "kerttu", f"{base}/steering/agreements/new/")
    page.locator("select[name=agency]").select_option("SYKE")
    page.locator("input[name=ministries][value=YM]").check()
    page.locator("input[name=first_year]").fill("2026")
    page.locator("input[name=last_year]").fill("2027")
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("[role=alert]")).to_be_visible()
    page.locator("input[name=first_year]").fill(str(first))
    page.locator("input[name=last_year]").fill(str(year))
    page.locator("main form button[type=submit]").last.click()
    expect(page).to_have_url(re.compile(r"/steering/agreements/\d+/$"))
    agreement = page.url

    # A target, with a weight that cannot be at first; resources for each year.
    page.goto(f"{agreement}targets/new/?goal=clean-waters")
    page.locator("select[name=dimension]").select_option("impact")
    for place in range(first, year + 1):
        page.locator(f"input[name=value_{place}]").fill(f"{place - first + 17},5")
    page.locator("input[name=weight_percent]").fill("130")
    page.locator("main form.form button[type=submit]").first.click()
    expect(page.locator("[role=alert]")).to_be_visible()
    page.locator("input[name=weight_percent]").fill("100")
    page.locator("main form.form button[type=submit]").first.click()
    expect(page).to_have_url(re.compile(r"/targets/1/$"))
    page.goto(f"{agreement}resources/")
    page.locator("input[name=r0-budget_item]").fill("35.01.04")
    for place in range(first, year + 1):
        page.locator(f"input[name=r0-eur_{place}]").fill("34 000 000,50")
        page.locator(f"input[name=r0-time_{place}]").fill("590,25")
    page.locator("main form button[type=submit]").last.click()
    expect(page).to_have_url(agreement)
    send(page, "negotiate")

    # The steering official comments and signs; the controller signs: in force.
    as_(page, site, language, "stina", f"{agreement}targets/1/")
    page.locator("textarea[name=text]").fill(str(said["comment"]))
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("main")).to_contain_text(str(said["comment"]))
    page.goto(agreement)
    sign_for(page, "YM", "Kalle Kuvitelma")
    as_(page, site, language, "kerttu", agreement)
    expect(page.locator("main")).to_contain_text("Kalle Kuvitelma")
    sign_for(page, "SYKE", "Elina Esimerkki")
    expect(page.locator("main .status-pill").first).to_contain_text(
        re.compile(str(said["signed"])[:10], re.IGNORECASE)
    )

    # Figures, the half-year review and its answer.
    year_page = f"{agreement}{year}/"
    for half, value in (("?half=1", "20"), ("", "21")):
        page.goto(f"{year_page}figures/{half}")
        page.locator("input[name=value_1]").fill(value)
        page.locator("main form button[type=submit]").last.click()
        expect(page).to_have_url(year_page)
    unfold(page, "review")
    page.locator("form:has(button[value=review]) textarea").fill(str(said["review"]))
    send(page, "review")
    as_(page, site, language, "stina", year_page)
    expect(page.locator("main")).to_contain_text(str(said["review"]))
    page.locator("textarea[name=answer]").fill(str(said["answer"]))
    send(page, "answer")

    # The report on operations, then the ministry's statement on it, for everyone to see.
    as_(page, site, language, "kerttu", year_page)
    expect(page.locator("main")).to_contain_text(str(said["answer"]))
    unfold(page, "freeze")
    form = page.locator("form:has(button[value=freeze])")
    form.locator("input[name=name]").fill("Elina Esimerkki")
    form.locator("input[name=way]").fill("Paperi / papper")
    send(page, "freeze")
    page.locator("main a[href*='/steering/reports/']").first.click()
    expect(page.locator("main")).to_contain_text("21")
    as_(page, site, language, "stina", year_page)
    unfold(page, "statement")
    page.locator(f"input[name=grade][value='{said['grade']}']").check()
    page.locator("form:has(button[value=statement]) textarea").fill(str(said["statement"]))
    send(page, "statement")
    sign_out(page, site, language)
    page.goto(year_page)
    expect(page.locator("main")).to_contain_text(str(said["statement"]))
    expect(page.locator("main")).not_to_contain_text(str(said["answer"]))


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_a_goal_owner_reports_the_year_and_leads_alone(page: Page, site: Site, language: str):
    """The goal's keeper moves the lead: there are never two; then freezes the goal's report."""
    base = f"{site.url}/{language}"
    sign_in(page, site, language, "kerttu")
    page.goto(f"{base}/goals/clean-waters/")
    expect(page.locator("main .joint-mark")).to_have_count(1)
    page.goto(f"{base}/goals/clean-waters/reports/")
    page.locator("select[name=year]").select_option(str(ENDED))
    page.locator("input[name=name]").fill("Elina Esimerkki")
    page.locator("main form button[type=submit]").last.click()
    expect(page.locator("[role=alert]")).to_be_visible()
    page.locator("input[name=way]").fill("Paperi / papper")
    page.locator("main form button[type=submit]").last.click()
    expect(page).to_have_url(re.compile(r"/steering/reports/\d+/$"))
    expect(page.locator("h1")).to_contain_text("Ved" if language == "fi" else "Vatt")
    page.goto(f"{base}/steering/matrix/?year=all")
    link = page.locator("table[data-matrix] td a").first
    link.focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('table[data-matrix] td') !== null")
    assert not link.evaluate("one => one === document.activeElement")
