// What a teacher chooses for the wall: the order of the tiles, their size, and what students are called. Pure.

import { SIZES } from "./fitting.js";
import { NAMES, ORDERS } from "./order.js";

/** All that there is to choose from; the first is what is usual. */
export const CHOICES = { order: ORDERS, size: Object.keys(SIZES), names: Object.keys(NAMES) };

/** What was chosen as this tab remembers it, if at all: the usual for whatever else that is. */
export function chosen(kept) {
  const valid = ([name, all]) => [name, all.includes(kept?.[name]) ? kept[name] : all[0]];
  return Object.fromEntries(Object.entries(CHOICES).map(valid));
}
