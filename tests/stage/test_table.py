"""The table of a run: its numbers to the last digit, as a spreadsheet of the reader's language has them."""

import re

import numpy as np
import pytest

from export import record
from playground.languages import LANGUAGES, speaking
from playground.texts import translated
from tests.helpers.tables import rows_of


def test_a_number_has_as_few_digits_as_tell_it_from_any_other(node, module):
    draw = np.random.default_rng(0)
    sizes = 10.0 ** draw.uniform(-30, 30, 2000)
    values = np.float32(np.concatenate([sizes, -sizes, draw.uniform(0, 1, 2000), [0, 1, 0.03, 3.4e38, 0.1]]))
    texts = node.evaluate(
        "async ([address, values]) => { const { digits } = await import(address); return values.map(digits); }",
        [module("record/table.js"), values.tolist()],
    )
    assert [np.float32(text) for text in texts] == values.tolist()
    count = lambda text: len(re.sub(r"e.*|[.-]", "", text).strip("0"))  # noqa: E731
    assert [count(text) for text in texts] == [count(np.format_float_scientific(value)) for value in values]
    assert node.evaluate(
        "async (address) => [NaN, Infinity, undefined].map((await import(address)).digits)", module("record/table.js")
    ) == ["", "", ""]


@pytest.mark.parametrize(("code", "between"), [("en", ","), ("pt", ";"), ("uk", ";")])
def test_the_table_is_parted_and_its_numbers_are_written_as_a_spreadsheet_of_the_reader_has_them(
    node, module, code, between
):
    script = """async ([address, path, language, header]) => {
      (await import(address)).speak(language);
      const { table } = await import(path);
      const names = ["loss", "trainLoss", "testLoss", "trainScore", "testScore", "learningRate"];
      const history = Object.fromEntries(names.map((name) => [name, [NaN, 0.25]]));
      history.testLoss[1] = 2 ** -30;
      return Array.from(new Uint8Array(await (await table(history, 1, header)).arrayBuffer()));
    }"""
    spoken = {name: getattr(LANGUAGES[code], name) for name in ("tag", "decimal", "group")}
    with speaking(code):
        header = translated(record.HEADER)["classification"]
    contents = bytes(node.evaluate(script, [module("ui/language.js"), module("record/table.js"), spoken, header]))
    names, rows = rows_of(contents, between)
    assert names == header
    mark = spoken["decimal"]
    quarter, small = f"0{mark}25", f"9{mark}313226e-10"
    assert rows == [["0", *[""] * 6], ["1", quarter, quarter, small, quarter, quarter, quarter]]
