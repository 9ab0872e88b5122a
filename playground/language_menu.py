"""The menu of languages in the head of every page: links to this page in each of them.

A language is chosen by loading the page anew: the browser brings back what there was, and every label of the stage is
in the other language from its first picture on.
"""

import html
from functools import cache

import streamlit as st

from playground.languages import LANGUAGES, PARAMETER, current
from playground.texts import _

STYLE = """
[data-testid="stStatusWidget"] { margin-right: 7.5rem; }
:has(> .st-key-language_menu) { position: absolute; }
.st-key-language_menu { position: fixed; top: 0; right: 3.25rem; width: auto; z-index: 1000000; }
.language-menu { position: relative; font-size: 0.875rem; }
.language-menu summary {
  cursor: pointer; list-style: none; display: flex; align-items: center; gap: 0.35rem;
  height: 2rem; margin: 0.9rem 0 0; padding: 0 0.5rem; border-radius: 0.5rem;
}
.language-menu summary::-webkit-details-marker { display: none; }
.language-menu svg { width: 1.25rem; height: 1.25rem; fill: none; stroke: currentColor; stroke-width: 1.6; }
.language-menu ul {
  position: absolute; right: 0; top: 2.2rem; margin: 0; padding: 0.25rem; list-style: none; min-width: 12rem;
  border: 1px solid color-mix(in srgb, currentColor 30%, transparent); border-radius: 0.5rem;
  background: var(--st-background-color); box-shadow: 0 4px 16px rgb(0 0 0 / 16%);
}
.language-menu li { margin: 0; padding: 0; }
.language-menu a {
  display: block; padding: 0.45rem 0.75rem; border-radius: 0.35rem; color: inherit; text-decoration: none;
}
.language-menu a[aria-current] { font-weight: 600; }
.language-menu a:hover, .language-menu summary:hover { background: color-mix(in srgb, currentColor 10%, transparent); }
.language-menu a:focus-visible, .language-menu summary:focus-visible { outline: 2px solid var(--st-primary-color); }
@media (max-width: 640px) { .language-menu summary span { display: none; } }
@media print { .language-menu { display: none; } }
"""
GLOBE = (
    '<svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="9"/>'
    '<path d="M3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18"/></svg>'
)
# The address is the one at the time of the click: the stage, and other pages, have written into it by then.
SCRIPT = """
export default ({ parentElement }) => {
  const menu = parentElement.querySelector("details");
  const go = (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const address = new URL(location.href);
    for (const [name, value] of new URL(link.href).searchParams) address.searchParams.set(name, value);
    location.assign(address);
  };
  const shut = (event) => {
    const isInside = menu.contains(event.target);
    if (event.type === "keydown" ? event.key !== "Escape" : isInside) return;
    if (isInside && menu.open) menu.querySelector("summary").focus();
    menu.open = false;
  };
  menu.addEventListener("click", go);
  for (const type of ["keydown", "pointerdown", "focusin"]) document.addEventListener(type, shut);
  return () => {
    menu.removeEventListener("click", go);
    for (const type of ["keydown", "pointerdown", "focusin"]) document.removeEventListener(type, shut);
  };
};
"""


@cache
def _component(code):
    """The menu as it is for the readers of one language, the one who reads now."""
    links = "".join(
        f'<li><a href="?{PARAMETER}={language.code}" hreflang="{language.code}" lang="{language.tag}"'
        f"{' aria-current=true' if language.code == code else ''}>{html.escape(language.name)}</a></li>"
        for language in LANGUAGES.values()
    )
    label = html.escape(_("Language"))
    menu = (
        f'<nav class="language-menu" aria-label="{label}"><details><summary aria-label="{label}: {current().name}">'
        f"{GLOBE}<span>{current().name}</span></summary><ul>{links}</ul></details></nav>\n"
    )
    return st.components.v2.component(f"language_menu_{code}", html=menu, css=STYLE, js=SCRIPT, isolate_styles=False)


def language_menu(place):
    """Draw the menu in its place, a container with the key "language_menu"."""
    with place:
        _component(current().code)(key="languages")
