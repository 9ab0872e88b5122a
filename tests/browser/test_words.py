"""Words and numbers of the page as each language writes them, in a bare page."""

import pytest

from playground.languages import LANGUAGES


@pytest.mark.parametrize(
    ("code", "written"),
    [("en", ["below 0.1", "0.25"]), ("pt", ["below 0,1", "0,25"]),
     ("uk", ["below 0,1", "0,25"])],
)  # fmt: skip
def test_numbers_are_written_as_the_language_does(blank, module, code, written):
    language = {name: getattr(LANGUAGES[code], name) for name in ("tag", "decimal", "group")}
    write = """async ([address, language]) => {
      const { el, speak } = await import(`${address}/ui/dom.js`);
      const { Lesson } = await import(`${address}/panels/lesson.js`);
      speak(language);
      const lesson = new Lesson({ lesson: "", lesson_end: "", lesson_goal: "below {target}" });
      lesson.setTarget(0.1);
      lesson.show({ epoch: 0, trainLoss: 1 }, true);
      const { Flow } = await import(`${address}/panels/flow.js`);
      const texts = [];
      const context = { fillRect() {}, measureText: () => ({ width: 1 }), fillText: (text) => texts.push(text) };
      const network = { at: [[[0, 0]]], diameters: [10], colours: {}, area: el("div") };
      new Flow(network).numbers(context, () => 0.25);
      return [lesson.text.textContent, ...texts];
    }"""
    assert blank.evaluate(write, [module("").rstrip("/"), language]) == written


def test_words_of_streamlit_are_put_into_the_readers_and_only_those(blank, module):
    translate = """async (address) => {
      const { speak, translate } = await import(address);
      document.body.innerHTML = `<button aria-label="Help for Noise"></button><input placeholder="Choose an option">
        <div data-testid="InputInstructions"><span>Open</span></div><p aria-label="Noise">Open</p>
        <p aria-label="Open: a: b"></p>`;
      speak({ "Help for {name}": "Ajuda: {name}", "Choose an option": "Escolha", "Open": "Abrir" });
      translate();
      const once = document.body.innerHTML;
      translate();
      return [once, document.body.innerHTML];
    }"""
    once, twice = blank.evaluate(translate, module("workarounds/words.js"))
    assert once == twice
    assert 'aria-label="Ajuda: Noise"' in once and 'placeholder="Escolha"' in once
    assert 'aria-label="Abrir: a: b"' in once
    assert "<span>Abrir</span>" in once and '<p aria-label="Noise">Open</p>' in once
