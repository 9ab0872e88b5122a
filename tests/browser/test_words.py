"""Words and numbers of the page as each language writes them, in a bare page."""

from playground.languages import LANGUAGES

WRITE = """async ([address, languages]) => {
  const load = (name) => import(`${address}/${name}.js`);
  const [{ el }, { speak }, { Lesson }, { Flow }, { Positions }] =
    await Promise.all(["ui/dom", "ui/language", "panels/lesson", "panels/flow", "panels/diagram/positions"].map(load));
  return languages.map((language) => {
    speak(language);
    const lesson = new Lesson({ lesson: "", lesson_end: "", lesson_goal: "below {target}" });
    lesson.setTarget(0.1);
    lesson.show({ epoch: 0, trainLoss: 1 }, true);
    const texts = [];
    const context = { fillRect() {}, measureText: () => ({ width: 1 }), fillText: (text) => texts.push(text) };
    const positions = new Positions([1, 1], { width: 400, height: 200 }, 2);
    const diagram = { positions, colours: {}, area: el("div") };
    new Flow(diagram).numbers(context, (layer) => (layer === 0 ? 0.25 : null));
    return [lesson.text.textContent, ...texts];
  });
}"""


def test_numbers_in_a_sentence_and_in_the_diagram_are_written_as_the_language_does(blank, module):
    languages = [{name: getattr(LANGUAGES[code], name) for name in ("tag", "decimal", "group")}
                 for code in ("en", "pt", "uk")]  # fmt: skip
    comma = ["below 0,1", "0,25"]
    written = blank.evaluate(WRITE, [module("").rstrip("/"), languages])
    assert written == [["below 0.1", "0.25"], comma, comma]


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
