// What the line looks like: as long as somebody is not in the room, and once they are.

import { el } from "../ui/dom.js";
import { sign } from "../ui/emoji.js";
import { say } from "../ui/language.js";
import { known, teaches } from "./kept.js";

const LONGEST = 24; // characters of a nickname
const SENTENCE = "room-line-sentence";

/** Show the way in, or why there is none. What is half typed stays. */
export function entry(element, told, act) {
  if (teaches(told.code)) return fill(element, ...FACES.teaches(told));
  if (told.kind === "asks") return form(element, told, act);
  fill(element, ...FACES[told.kind](told, act));
}

/** What there is to see of each kind. */
const FACES = {
  teaches: ({ labels, shown, code }) => [words(say(labels.yours, { code: shown })), wall(labels, code)],
  elsewhere: ({ labels }, act) => [words(labels.elsewhere), button(labels.here, act.comeBack)],
  over: ({ sentence, labels }, act) => {
    return [words(sentence, SENTENCE), button(labels.without, act.without), otherCode(labels)];
  },
  refused: ({ sentence, labels }, act) => {
    return [words(sentence, SENTENCE), button(labels.ask, act.comeBack), button(labels.without, act.without)];
  },
  none: ({ sentence, labels, shown, code }, act) => {
    const waiting = known(code).token ? say(labels.again, { code: shown }) : "";
    return [words(sentence, SENTENCE), words(waiting), button(labels.without, act.without), otherCode(labels)];
  },
};

/** Ask for a nickname. */
function form(element, { labels, sentence, shown }, act) {
  const typed = element.querySelector("input")?.value ?? "";
  const hadFocus = element.contains(document.activeElement);
  const field = el("input", { type: "text", maxLength: 4 * LONGEST, value: typed, autocomplete: "off" });
  const way = el(
    "form",
    {
      onsubmit: (event) => {
        event.preventDefault();
        act.join(field.value);
      },
    },
    el("label", {}, el("span", { textContent: labels.nickname }), field),
    el("button", { type: "submit", className: "room-line-join", textContent: labels.join }),
  );
  const room = words(say(labels.room, { code: shown }), "room-line-room");
  const ways = [
    button(labels.animal, () => act.join(null)),
    button(labels.without, () => act.without(), "room-line-quiet"),
  ];
  fill(element, room, way, ...ways, words(sentence, SENTENCE));
  if (hadFocus) field.focus();
}

/** Show who somebody is in the room, and what there is to do. */
export function inside(element, told, act) {
  const { labels, shown, nickname, sentence, paused, offer, back, help, board } = told;
  const focused = document.activeElement?.dataset?.act;
  const isFocused = element.contains(document.activeElement);
  const [before, after] = labels.you_are.split("{name}").map((part) => say(part, { code: shown }));
  const name = el("bdi", { textContent: nickname, className: "room-line-name" });
  const animal = el("span", { textContent: sign(told.sign), ariaHidden: "true" });
  const who = el("p", { className: "room-line-who" }, animal, before, name, after);
  const news = [];
  if (paused) news.push(words(labels.paused, "room-line-paused"));
  if (offer) news.push(words(say(labels.offer, { what: offer.text })), button(labels.take, act.take, "", "take"));
  if (sentence) news.push(words(sentence, SENTENCE));
  if (back) news.push(button(labels.back, act.back, "", "back"));
  if (board) news.push(words(board));
  if (help) news.push(words(labels.waiting, "room-line-help"));
  const helpButton = button(help ? labels.helped : labels.help, () => act.help(!help), "", "help");
  fill(element, who, ...news, el("span", { className: "room-line-end" }, helpButton, leaveButton(labels, act)));
  if (isFocused) (element.querySelector(`[data-act="${focused}"]`) ?? element).focus();
}

function leaveButton(labels, act) {
  return button(labels.leave, act.leave, "room-line-quiet", "leave");
}

function otherCode(labels) {
  return el("a", { href: "room", textContent: labels.other });
}

function wall(labels, code) {
  return el("a", { href: `room?room=${code}`, textContent: labels.wall });
}

function button(text, onclick, className = "", act = "") {
  return el("button", { type: "button", className, textContent: text, onclick, "data-act": act });
}

function words(text, className = "") {
  return text ? el("p", { textContent: text, className }) : "";
}

function fill(element, ...parts) {
  element.replaceChildren(...parts.filter(Boolean));
}
