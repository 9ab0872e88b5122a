"""What the page needs and cannot have: the stage says so."""

from playwright.sync_api import expect


def test_a_module_that_cannot_be_loaded_is_said(page):
    page.route("**/modules.js", lambda route: route.abort())
    page.goto("/")
    expect(page.get_by_text("The stage could not be loaded. Reload the page to try again.")).to_be_visible()
