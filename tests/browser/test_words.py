"""Letters, lists and words in the browser, in a bare page: in every alphabet, and as each language writes them."""

import pytest

from playground.languages import LANGUAGES


@pytest.mark.parametrize(
    ("key", "code", "letter"),
    [("n", "KeyN", "n"), ("N", "KeyN", "n"), ("z", "KeyY", "z"), ("т", "KeyN", "n"), ("Я", "KeyZ", "z"),
     ("у", "KeyE", "e"), ("н", "KeyY", "y"), ("ArrowLeft", "ArrowLeft", ""), (" ", "Space", ""), ("Dead", "KeyN", "")],
)  # fmt: skip
def test_a_key_is_the_letter_on_it_whatever_the_alphabet(blank, module, key, code, letter):
    read = "async ([address, key]) => (await import(address)).letter(new KeyboardEvent('keydown', key))"
    assert blank.evaluate(read, [module("ui/dom.js"), {"key": key, "code": code}]) == letter


@pytest.mark.parametrize(
    ("code", "written"),
    [("en", ["0.5, −2", "below 0.1", "0.25"]), ("pt", ["0,5; −2", "below 0,1", "0,25"]),
     ("uk", ["0,5; −2", "below 0,1", "0,25"])],
)  # fmt: skip
def test_numbers_are_written_as_the_language_does(blank, module, code, written):
    language = {name: getattr(LANGUAGES[code], name) for name in ("tag", "decimal", "group")}
    write = """async ([address, language]) => {
      const { el, listed, speak, written } = await import(`${address}/ui/dom.js`);
      const { Lesson } = await import(`${address}/panels/lesson.js`);
      speak(language);
      const lesson = new Lesson({ lesson: "", lesson_end: "", lesson_goal: "below {target}" });
      lesson.setTarget(0.1);
      lesson.show({ epoch: 0, trainLoss: 1 }, true);
      const { Flow } = await import(`${address}/panels/flow.js`);
      const { Positions } = await import(`${address}/panels/diagram/positions.js`);
      const texts = [];
      const context = { fillRect() {}, measureText: () => ({ width: 1 }), fillText: (text) => texts.push(text) };
      const positions = new Positions([1, 1], { width: 400, height: 200 }, 2);
      const diagram = { positions, colours: {}, area: el("div") };
      new Flow(diagram).numbers(context, (layer) => layer === 0 ? 0.25 : null);
      return [listed([written("0.5"), written("-2")]), lesson.text.textContent, ...texts];
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


@pytest.mark.parametrize(
    ("last", "told"), [(5.2, "5"), (1234.4, "1.234"), (1e9, "> 1.000.000"), (float("inf"), "> 1.000.000")]
)
def test_how_much_less_reaches_the_first_layer_has_an_end(blank, module, last, told):
    tell = """async ([address, last]) => {
      const { speak } = await import(`${address}/ui/dom.js`);
      const { times } = await import(`${address}/model/facts.js`);
      speak({ tag: "pt-BR", decimal: ",", group: "." });
      return times(last);
    }"""
    assert blank.evaluate(tell, [module("").rstrip("/"), last]) == told
