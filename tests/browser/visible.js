// Returns [[where, text]] of all that a person sees or hears on the page: texts, names, tips; not code and formulas.
() => {
  // What is in a language of its own, such as the names in the menu of languages; code; formulas.
  const FOREIGN =
    "script, style, textarea, code, pre, math, svg title, [lang]:not(html), .katex, .course-code, [data-testid=stCode]";
  const ATTRIBUTES = ["aria-label", "aria-valuetext", "aria-description", "title", "data-title", "placeholder", "alt"];
  const isSeen = (element) => {
    if (element.matches("option")) return isSeen(element.parentElement);
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0 && element.checkVisibility({ visibilityProperty: true });
  };
  const isIcon = (element) => /material/i.test(getComputedStyle(element).fontFamily);
  const where = (element) => element.closest("[data-testid]")?.dataset.testid ?? element.tagName;
  const found = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const text = texts.currentNode.textContent.trim();
    if (text && !element.closest(FOREIGN) && isSeen(element) && !isIcon(element)) found.push([where(element), text]);
  }
  for (const element of document.body.querySelectorAll(ATTRIBUTES.map((name) => `[${name}]`).join())) {
    if (element.closest(FOREIGN) || !isSeen(element) || isIcon(element)) continue;
    for (const name of ATTRIBUTES) {
      const text = element.getAttribute(name)?.trim();
      if (text) found.push([`${where(element)} ${name}`, text]);
    }
  }
  return found;
};
