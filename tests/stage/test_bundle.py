"""Tests of the one file that has all modules of the stage."""

import pytest

from playground.bundle import bundle

DOM = 'export const el = (name) => name;\nexport function fit() {\n  return "fit";\n}\n'


@pytest.mark.parametrize(
    ("sources", "fault"),
    [
        ({"main.js": 'import { el } from "./ui/dom.js";\n'}, "main.js imports ui/dom.js, which is not there."),
        (
            {"a.js": 'import { b } from "./b.js";\n', "b.js": 'import { a } from "./a.js";\n'},
            "These import each other: a.js, b.js, a.js.",
        ),
        ({"a.js": 'import "./b.js";\n', "b.js": ""}, 'a.js cannot be put with the others: import "./b.js";'),
        ({"a.js": 'import * as b from "./b.js";\n', "b.js": ""}, "a.js cannot be put with the others"),
        ({"a.js": "export default 1;\n"}, "a.js cannot be put with the others: export default 1;"),
        ({"a.js": "export let changed = 1;\n"}, "a.js cannot be put with the others"),
        ({"a.js": "const here = import.meta.url;\n"}, "a.js cannot be put with the others: import.meta"),
        ({"a.js": "const b = import(name);\n"}, "a.js cannot be put with the others: import(name)"),
    ],
)
def test_a_module_in_another_form_is_named(sources, fault):
    with pytest.raises(ValueError) as error:
        bundle(sources)
    assert str(error.value).startswith(fault)


def test_a_module_is_made_once_and_only_when_it_is_asked_for(node, tmp_path):
    made = 'globalThis.made = [...(globalThis.made ?? []), "{name}"];\n'
    sources = {
        "main.js": f'import {{\n  el,\n  fit as fitted,\n}} from "./ui/dom.js";\n{made.format(name="main")}'
        "export class Main {\n  parts = [el('a'), fitted()];\n}\n",
        "ui/dom.js": made.format(name="dom") + DOM,
        "ui/card.js": f'import {{ el }} from "./dom.js";\n{made.format(name="card")}export const card = el("card");\n',
        "later.js": 'export async function later() {\n  return (await import("./rare/packed.js")).packed;\n}\n',
        "rare/packed.js": "var a=1,b=2;export{a as packed,b};\n",
    }
    (tmp_path / "modules.mjs").write_text(bundle(sources))
    seen = node.evaluate(
        """async (address) => {
          const { use } = await import(address);
          const [{ Main }, { card }, { later }] = ["main.js", "ui/card.js", "later.js"].map(use);
          return [new Main().parts, card, await later(), use("main.js") === use("main.js"), globalThis.made];
        }""",
        (tmp_path / "modules.mjs").as_uri(),
    )
    assert seen == [["a", "fit"], "card", 1, True, ["dom", "main", "card"]]
