// The keys of the stage, while the focus is inside and not in a field.

import { letter } from "../ui/dom.js";

const FIELDS = "input:not([type=checkbox], [type=range]), select, textarea";
const KEYS = {
  " ": (act) => (act.isPlaying() ? act.pause() : act.play()),
  ArrowRight: (act) => act.step(),
  ArrowLeft: (act) => act.stepBack(),
  n: (act) => act.restart("reset"),
  Escape: (act) => act.closeCards(),
};

/** Let the keys in an element do what `act` has for them: play(), pause(), isPlaying(), step(), stepBack(), restart(command) and closeCards(). */
export function listenToKeys(element, act) {
  element.addEventListener("keydown", (event) => {
    const { key, target, repeat, ctrlKey, metaKey, altKey } = event;
    if (target.closest(FIELDS) || ctrlKey || metaKey || altKey || (repeat && !key.startsWith("Arrow"))) return;
    const isOwn = key === " " && target.closest("button, input[type=checkbox]"); // it presses that one
    const does = KEYS[letter(event) || key];
    if (isOwn || !does) return;
    event.preventDefault();
    does(act);
  });
}
