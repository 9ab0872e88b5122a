// The lab notebook as a file: one of HTML, which needs nothing else, or Markdown. What somebody has typed stays text.

import { say } from "../ui/language.js";
import { addressOf, numbersOf, pictureName, sentencesOf, settingsOf } from "./facts.js";

// No script, and nothing from elsewhere.
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
// What Markdown, or one of its dialects, takes for more than text: anywhere, at the beginning of a line, in a link.
const MARKUP = [
  [/[\\`*_{}[\]<>#|~&$!^@]/g, "\\$&"],
  [/^[-+=]/, "\\$&"],
  [/^(\d+)([.)])(?=\s|$)/, "$1\\$2"],
  [/:(?=\/\/)|(?<!\d):(?=\S)/g, "\\:"],
  [/\bwww\./gi, (text) => `${text.slice(0, 3)}\\.`],
];
const STYLE = `body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; color: #000; background: #fff; }
h1, h2, h3 { line-height: 1.25; margin: 0.8em 0 0.2em; }
section { border-top: 1px solid #999; padding: 0.5rem 0 1rem; break-inside: avoid; }
p { margin: 0.2rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.run { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; }
dl { display: grid; grid-template-columns: auto auto; gap: 0 1rem; margin: 0; justify-content: start; align-content: start; }
dd { margin: 0; font-variant-numeric: tabular-nums; }
.other { font-size: 14px; }
`;

/** `notebook` as a page of HTML, in the words of `labels` and the language of a BCP 47 tag; `here` is the app's address. */
export function asHtml(notebook, labels, tag, here) {
  const title = notebook.title || labels.notebook;
  const rows = notebook.rows.map((row, i) => htmlRow(row, i + 1, labels, tag, here));
  return `<!doctype html>
<html lang="${escaped(tag)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>
${STYLE}</style>
</head>
<body>
<h1>${escaped(title)}</h1>
<p>${escaped(notebook.name)}</p>
${rows.join("")}</body>
</html>
`;
}

function htmlRow({ expect, run, saw }, number, labels, tag, here) {
  return `<section>
<h2>${escaped(say(labels.row, { number }))}</h2>
<h3>${escaped(labels.expect)}</h3>
<p>${escaped(expect || "–")}</p>
<h3>${escaped(labels.set)}</h3>
${run ? htmlRun(run, labels, tag, here) : "<p>–</p>\n"}<h3>${escaped(labels.saw)}</h3>
<p>${escaped(saw || "–")}</p>
</section>
`;
}

function htmlRun(run, labels, tag, here) {
  const [main, others] = settingsOf(run);
  const pairs = (all) => all.map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`).join("");
  const picture = `<img src="${escaped(run.picture ?? "")}" width="160" height="160" alt="${escaped(pictureName(run, labels))}">`;
  const address = addressOf(run, here);
  const link = address ? ` <a href="${escaped(address)}">${escaped(labels.open)}</a>` : "";
  return `<div class="run">${run.picture ? picture : ""}<dl>${pairs(numbersOf(run, labels))}</dl><dl>${pairs(main)}</dl></div>
<p class="other">${others.map((pair) => escaped(pair.join(" "))).join(" · ")}</p>
<p>${escaped(sentencesOf(run, labels, tag).join(" "))}${link}</p>
`;
}

function escaped(text) {
  const names = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/g, (mark) => names[mark]);
}

/** `notebook` as Markdown. The pictures stand at its end, so that the text before them can be read as it is. */
export function asMarkdown(notebook, labels, tag, here) {
  const blocks = [`# ${plain(notebook.title || labels.notebook)}`, plain(notebook.name)];
  const pictures = [];
  notebook.rows.forEach(({ expect, run, saw }, i) => {
    const picture = run?.picture && `row-${i + 1}`;
    if (picture) pictures.push(`[${picture}]: ${run.picture}`);
    blocks.push(
      `## ${plain(say(labels.row, { number: i + 1 }))}`,
      `### ${plain(labels.expect)}`,
      plain(expect) || "–",
      `### ${plain(labels.set)}`,
      ...(run ? markdownRun(run, picture, labels, tag, here) : ["–"]),
      `### ${plain(labels.saw)}`,
      plain(saw) || "–",
    );
  });
  return `${[...blocks, pictures.join("\n")].filter(Boolean).join("\n\n")}\n`;
}

function markdownRun(run, picture, labels, tag, here) {
  const rows = [...numbersOf(run, labels), ...run.settings].map((pair) => `| ${pair.map(plain).join(" | ")} |`);
  const address = addressOf(run, here);
  return [
    ...(picture ? [`![${plain(pictureName(run, labels))}][${picture}]`] : []),
    ["| | |", "|---|---|", ...rows].join("\n"),
    plain(sentencesOf(run, labels, tag).join(" ")),
    ...(address ? [`[${plain(labels.open)}](${address.replace(/[()]/g, encodeURIComponent)})`] : []),
  ];
}

/** A text that Markdown shows as it is, its lines as lines. */
function plain(text) {
  const lines = text
    .split(/\r\n?|\n/)
    .map((line) => MARKUP.reduce((plain, [mark, kept]) => plain.replace(mark, kept), line.trim()));
  const blocks = lines
    .join("\n")
    .trim()
    .split(/\n{2,}/);
  return blocks.map((block) => block.replaceAll("\n", "  \n")).join("\n\n");
}
