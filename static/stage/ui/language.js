// Texts and numbers in the reader's language.

let language = { tag: "en", decimal: ".", group: "," };

/** From now on labels and numbers are in this language, see `playground/languages.py`. */
export function speak(spoken) {
  language = spoken;
}

/** The marks that Plotly is to write numbers with. */
export function separators() {
  return language.decimal + language.group;
}

/** What stands between the numbers of a list: a decimal comma needs another mark than the comma. */
export function listed(texts) {
  return texts.join(language.decimal === "," ? "; " : ", ");
}

/** A text as a person types a number, as JavaScript reads it: with a decimal comma where that is what is usual. */
export function typed(text) {
  return language.decimal === "," ? text.replace(",", ".") : text;
}

/** Replace each {name} in a label by its value. Of a label in several forms, the one that goes with {count} is taken. */
export function say(label, values = {}) {
  const text = typeof label === "string" ? label : label[form(values.count)];
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** Which of a label's forms for one, two and five goes with a number. */
function form(count) {
  return { one: 0, few: 1 }[new Intl.PluralRules(language.tag).select(count)] ?? 2;
}

/** A number that JavaScript has written, with the separators of the language, and a minus that is not a hyphen. */
export function written(text) {
  const marks = { ".": language.decimal, ",": language.group, "-": "−" };
  return text.replace(/[.,-]/g, (mark) => marks[mark]);
}

/** A loss or a weight as a person reads it: three decimals, or two digits when it is smaller than that. */
export function number(value) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  if (size >= 1e6 || (size > 0 && size < 1e-6)) return written(value.toExponential(1).replace("e+", "e"));
  const decimals = size === 0 || size >= 0.01 ? 3 : 1 - Math.floor(Math.log10(size));
  return written(value.toFixed(decimals));
}

/** A share from 0 to 1 in whole per cent; 100 only when it is all of them. */
export function percent(share) {
  const value = Math.round(share * 100);
  return String(share < 1 && value === 100 ? 99 : value);
}
