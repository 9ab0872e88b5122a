// Taps on a chart: presses that are released where they began. What lies over the chart meanwhile makes no difference.

import { DOUBLE_CLICK_MS, DRAG } from "../ui/plotly.js";

/**
 * Call `act(event)` for a press on an element that is no drag, at once, or, where `mustWait()`, once no second one can
 * follow. The second press of a double click is none.
 */
export function onTap(element, act, mustWait) {
  let [pressedAt, waiting] = [-Infinity, null];
  element.addEventListener("pointerdown", (press) => {
    clearTimeout(waiting);
    const isSingle = press.timeStamp - pressedAt > DOUBLE_CLICK_MS;
    pressedAt = press.timeStamp;
    if (!isSingle || !press.isPrimary || press.button !== 0) return;
    const lift = ({ pointerId, clientX, clientY }) => {
      const way = Math.hypot(clientX - press.clientX, clientY - press.clientY);
      if (pointerId !== press.pointerId || way >= DRAG) return;
      if (mustWait()) waiting = setTimeout(() => act(press), DOUBLE_CLICK_MS);
      else act(press);
    };
    window.addEventListener("pointerup", lift, { capture: true, once: true });
  });
}
