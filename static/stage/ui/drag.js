// Drags: of a slider, of a chart, or over a plane. Each one that has begun ends exactly once, however the browser ends it:
// a slider that is back where it was sends no `change`, and a pointer that the system takes away sends no `pointerup`.

// These count only where they are of the pointer that drags.
const BY_POINTER = ["pointerup", "pointercancel", "lostpointercapture", "touchcancel"];
const BY_WINDOW = ["blur", "pagehide", "visibilitychange"];
const BY_ELEMENT = ["change", "blur"];

let dragged = null; // what is being dragged: { element, pointer, end }
let pointer = null; // the one that is pressed
let isSpent = false; // true once its drag was cancelled: until it is pressed again it begins no other

/** Begin the drag of an element; false where it may not begin. end(holds) is called when it is over, with false if it was cancelled. */
export function beginDrag(element, end) {
  if (isSpent) return false;
  endDrag();
  dragged = { element, pointer, end };
  return true;
}

/** End the drag now, if there is one: what was dragged holds, or is cancelled. */
export function endDrag(holds = true) {
  const ended = dragged;
  dragged = null;
  ended?.end(holds);
}

/** Let a slider call set(value) at each move, and, where the drag is cancelled, once more with what before() was. */
export function onSlide(slider, before, set) {
  let isDragged = false;
  slider.addEventListener("input", () => {
    const start = before();
    const place = (value) => {
      slider.value = value;
      set(value);
    };
    isDragged ||= beginDrag(slider, (holds) => {
      isDragged = false;
      if (!holds) place(start);
    });
    place(isDragged ? Number(slider.value) : start);
  });
}

/** Let a drag over a chart inside of an element end as any other does: Plotly itself hears only of a button that is lifted. */
export function endDragsOver(element) {
  element.addEventListener(
    "pointerdown",
    ({ target, clientX, clientY }) => {
      const plot = target.closest(".js-plotly-plot");
      if (plot) beginDrag(plot, (holds) => setTimeout(() => liftFromChart(holds, { clientX, clientY, bubbles: true })));
    },
    true,
  );
}

/** While Plotly drags, its cover lies over the page: release the button there. A drag that is cancelled ends where it began. */
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
  for (const kind of kinds) window.addEventListener(kind, act, true); // before another listener can stop it
}

listen(["pointerdown"], press);
listen(BY_POINTER, lift);
listen(["pointermove"], (event) => event.buttons === 0 && lift(event)); // it was released outside of the window
listen(BY_WINDOW, ({ target }) => [window, document].includes(target) && endDrag());
listen(BY_ELEMENT, ({ target }) => target === dragged?.element && endDrag());
listen(["keydown"], (event) => {
  if (event.key !== "Escape" || !dragged) return;
  event.preventDefault();
  event.stopImmediatePropagation(); // and does nothing else, such as close a card
  isSpent = pointer !== null;
  endDrag(false);
});
