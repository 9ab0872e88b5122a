// Drags: of a slider, of a chart, or over a plane. One that has begun ends, and once, however the browser ends it: a
// slider that is back where it was tells of no change, and of a pointer that is taken away there is no lifting.

// Whatever comes of a pointer has to come of the one that drags.
const BY_POINTER = ["pointerup", "pointercancel", "lostpointercapture", "touchcancel"];
const BY_WINDOW = ["blur", "pagehide", "visibilitychange"];
const BY_ELEMENT = ["change", "blur"];

let dragged = null; // what is being dragged: { element, pointer, end }
let pointer = null; // the one that is pressed
let isSpent = false; // its drag was given up: it begins no other

/** A drag of an element begins; false where it may not. end(holds) is called when it is over, with false if it was given up. */
export function beginDrag(element, end) {
  if (isSpent) return false;
  endDrag();
  dragged = { element, pointer, end };
  return true;
}

/** The drag ends here and now, if there is one: what was dragged holds, or is given up. */
export function endDrag(holds = true) {
  const ended = dragged;
  dragged = null;
  ended?.end(holds);
}

/** Let a slider call set(value) at each move, and once more with what before() was where the drag is given up. */
export function onSlide(slider, before, set) {
  let isDragged = false;
  slider.addEventListener("input", () => {
    const old = before();
    const place = (value) => {
      slider.value = value;
      set(value);
    };
    isDragged ||= beginDrag(slider, (holds) => {
      isDragged = false;
      if (!holds) place(old);
    });
    place(isDragged ? Number(slider.value) : old);
  });
}

/** Let a drag over a chart inside of an element end as any other does: Plotly itself hears only of a button that is lifted. */
export function endDragsOver(element) {
  element.addEventListener("pointerdown", ({ target, clientX, clientY }) => {
    const plot = target.closest(".js-plotly-plot");
    if (plot) beginDrag(plot, (holds) => setTimeout(() => liftFromChart(holds, { clientX, clientY, bubbles: true })));
  }, true);
}

/** Plotly drags under a cover over the page, if it has not heard yet; a drag that is given up ends where it began. */
function liftFromChart(holds, start) {
  const cover = document.querySelector(".dragcover");
  if (!holds) cover?.dispatchEvent(new MouseEvent("mousemove", start));
  cover?.dispatchEvent(new MouseEvent("mouseup", start));
}

function press({ pointerId }) {
  pointer = pointerId;
  isSpent = false;
}

function lift({ pointerId }) {
  if (dragged && (pointerId ?? dragged.pointer) === dragged.pointer) endDrag();
  if ((pointerId ?? pointer) !== pointer) return;
  pointer = null;
  isSpent = false;
}

function listen(kinds, act) {
  for (const kind of kinds) window.addEventListener(kind, act, true); // before anybody can keep it from here
}

listen(["pointerdown"], press);
listen(BY_POINTER, lift);
listen(["pointermove"], (event) => event.buttons === 0 && lift(event)); // it was lifted where nobody saw
listen(BY_WINDOW, ({ target }) => [window, document].includes(target) && endDrag());
listen(BY_ELEMENT, ({ target }) => target === dragged?.element && endDrag());
listen(["keydown"], (event) => {
  if (event.key !== "Escape" || !dragged) return;
  event.preventDefault();
  event.stopImmediatePropagation(); // it closes nothing else
  isSpent = pointer !== null;
  endDrag(false);
});
