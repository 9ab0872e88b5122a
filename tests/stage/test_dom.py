"""Letters, numbers and labels as the stage reads and writes them: in every alphabet, and as each language has them."""

import pytest

from playground.languages import LANGUAGES

KEYS = [
    ("n", "KeyN", "n"), ("N", "KeyN", "n"), ("z", "KeyY", "z"), ("т", "KeyN", "n"), ("Я", "KeyZ", "z"),
    ("у", "KeyE", "e"), ("н", "KeyY", "y"), ("ArrowLeft", "ArrowLeft", ""), (" ", "Space", ""), ("Dead", "KeyN", ""),
]  # fmt: skip
WRITE = """async ([address, language]) => {
  const { listed, number, say, speak, typed, written } = await import(address);
  speak(language);
  const counted = [1, 2, 5, 21].map((count) => say(["{count} one", "{count} few", "{count} many"], { count }));
  return [listed([written("0.5"), written("-2")]), number(-1234567), number(-0.00123), typed("0,5"), ...counted];
}"""


def test_a_key_is_the_letter_on_it_whatever_the_alphabet(node, module):
    read = "async ([address, keys]) => { const { letter } = await import(address); return keys.map(letter); }"
    keys = [{"key": key, "code": code} for key, code, _letter in KEYS]
    assert node.evaluate(read, [module("ui/dom.js"), keys]) == [letter for _key, _code, letter in KEYS]


@pytest.mark.parametrize(
    ("code", "expected"),
    [("en", ["0.5, −2", "−1.2e6", "−0.0012", "0,5", "1 one", "2 many", "5 many", "21 many"]),
     ("pt", ["0,5; −2", "−1,2e6", "−0,0012", "0.5", "1 one", "2 many", "5 many", "21 many"]),
     ("uk", ["0,5; −2", "−1,2e6", "−0,0012", "0.5", "1 one", "2 few", "5 many", "21 one"])],
)  # fmt: skip
def test_numbers_and_what_is_counted_are_written_as_the_language_does(node, module, code, expected):
    language = {name: getattr(LANGUAGES[code], name) for name in ("tag", "decimal", "group")}
    assert node.evaluate(WRITE, [module("ui/language.js"), language]) == expected
