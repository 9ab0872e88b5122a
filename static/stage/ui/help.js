// Help for everybody: what a mouse is told of a control by its `title` is shown on focus, and after a finger's tap, too.

import { el } from "./dom.js";

const ROOM = 6; // pixels between a control and its help

/** Show the titles inside of an element, which places what it has by itself. */
export function helpFor(home) {
  const bubble = el("div", { className: "stage-tip stage-help", "aria-hidden": "true", hidden: true }); // a screen reader reads titles itself
  const hide = () => {
    bubble.hidden = true;
  };
  const show = ({ target }) => {
    const titled = target.closest("[title]");
    if (titled && home.contains(titled)) place(bubble, titled, home);
    else hide();
  };
  home.append(bubble);
  home.addEventListener("focusin", (event) => (event.target.matches(":focus-visible") ? show(event) : hide()));
  home.addEventListener("focusout", hide);
  home.addEventListener("pointerup", (event) => event.pointerType === "touch" && show(event));
  document.addEventListener("pointerdown", hide);
  home.addEventListener("keydown", ({ key }) => key === "Escape" && hide());
}

/** Under a control, or above it where the window ends, and inside of the home's width. */
function place(bubble, titled, home) {
  bubble.textContent = titled.title;
  bubble.hidden = false;
  const [box, all] = [titled, home].map((element) => element.getBoundingClientRect());
  const { offsetWidth: width, offsetHeight: height } = bubble;
  const below = Math.min(box.bottom, innerHeight) + ROOM;
  const top = below + height < innerHeight ? below : Math.max(box.top, height + ROOM) - height - ROOM;
  const left = Math.max(all.left, Math.min(box.left, all.right - width));
  Object.assign(bubble.style, { left: `${left - all.left}px`, top: `${top - all.top}px` });
}
