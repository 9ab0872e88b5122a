"""What is typed as a weight is read as the number that it is, or has a fault with a name."""

READ = """async ([address, language, texts]) => {
  const { speak } = await import(`${address}/ui/language.js`);
  const { readNumber } = await import(`${address}/panels/inspector.js`);
  speak(language);
  return texts.map(readNumber);
}"""
VALUES = {
    "0.5": 0.5, " -2 ": -2, "−1.5": -1.5, "+.5": 0.5, "1e-3": 0.001, "3.": 3, "1000000": 1e6, "1/2": 0.5,
    " −1.5 / +.5 ": -3, "-1/−4": 0.25, "0/7": 0, "1e3/1e-3": 1e6,
}  # fmt: skip
FAULTS = {
    "value_empty": ["", "  "],
    "value_comma": ["1,5", "1,5/2"],
    "value_large": ["1e309", "-1000001", "1e309/1e309", "1e6/.5"],
    "value_by_zero": ["1/0", "0/-0.0"],
    "value_text": ["abc", "NaN", "Infinity", "0x10", "1 2", "1e", "٣", "1/", "/2", "/", "1/2/3"],
}


def test_what_is_typed_is_a_number_or_has_a_fault_with_a_name(node, module):
    expected = {text: {"value": value} for text, value in VALUES.items()}
    expected |= {text: {"fault": fault} for fault, texts in FAULTS.items() for text in texts}
    read = node.evaluate(READ, [module("").rstrip("/"), {"decimal": "."}, list(expected)])
    assert dict(zip(expected, read, strict=True)) == expected


def test_where_decimals_have_a_comma_a_fraction_may_have_two(node, module):
    assert node.evaluate(READ, [module("").rstrip("/"), {"decimal": ","}, ["0,5/2,5"]]) == [{"value": 0.2}]
