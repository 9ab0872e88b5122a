// Puts Streamlit's own words into the reader's language: what its controls are called, and the few texts beside them.

const NAMED = "aria-label placeholder".split(" ");
// Texts of a page are the app's, but for these.
const TEXTS =
  "[data-testid=stSkipToContent], [data-testid=InputInstructions] *, [data-testid=stFileUploaderDropzone] p";
const PLACE = "{name}"; // at the end of a word: what of the app's it is said of

let words = new Map();
let begins = [];

/** From now on these are the words: { as Streamlit has them: as the reader does }. */
export function speak(known) {
  words = new Map(Object.entries(known));
  begins = [...words]
    .filter(([word]) => word.endsWith(PLACE))
    .map(([word, own]) => [word.slice(0, -PLACE.length), own]);
}

/** Change those words that are in the page. */
export function translate() {
  if (!words.size) return;
  for (const name of NAMED) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      change(element.getAttribute(name), (own) => element.setAttribute(name, own));
    }
  }
  for (const {
    childNodes: [text],
  } of document.querySelectorAll(TEXTS)) {
    if (text?.nodeType === Node.TEXT_NODE)
      change(text.data, (own) => {
        text.data = own;
      }); // React keeps its node
  }
}

function change(word, to) {
  const own = words.get(word) ?? named(word);
  if (own && own !== word) to(own); // else it would be watched changing for ever
}

/** What is said of something of the app's: "Help for x", or "Search: x". */
function named(word) {
  const [begin, own] = begins.find(([begin]) => word.startsWith(begin)) ?? [];
  if (own) return own.replace(PLACE, () => word.slice(begin.length));
  const end = word.indexOf(": ");
  return words.has(word.slice(0, end)) ? words.get(word.slice(0, end)) + word.slice(end) : undefined;
}
