// The teacher's panels beside the wall, by their names. Another one is a module, its row here, and its label in `panels`.
//
// A panel is made by new Panel(opening, home, ask): `opening` is the answer to "enter", `home` what dialogs go into, and
// ask(request) reaches the server. It has `element`, and show(room, names), called with every answer and when `names`,
// the way to name students, is another one; it may have recolour(colours) and resize().

import { Challenge } from "./challenge.js";
import { Experiment } from "./experiment.js";
import { Lead } from "./lead.js";

export const PANELS = { lead: Lead, experiment: Experiment, challenge: Challenge };
