"""Tests that a model comes back from its file to the bit, and that any other file is refused with the place named."""

import io
import json
import re
import tracemalloc
import zipfile
from contextlib import redirect_stdout
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from export.model import MAX_BYTES, Model, journal_of, read, write
from nn_core import ACTIVATIONS, FEATURES, Description, Run
from nn_core.checks import Fault
from nn_core.own import encode
from nn_core.run import MAX_PARAMETER
from tests.helpers.core import described, refusal
from tests.helpers.share import advanced, any_json, places, put, small_descriptions, taken, without

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs/model.md").read_text(encoding="utf-8")
OWN_POINTS = encode([[-3, 1], [2, 2], [4.5, -1.2], [-1, -5]], [0, 1, 1, 0])
GOOD = {
    "format": "perceptron-playground model",
    "version": 1,
    "epoch": 7,
    "settings": {"noise": 10, "hidden": [2]},
    "features": ["x1", "x2"],
    "sizes": [2, 2, 1],
    "layers": [
        {"activation": "tanh", "weights": [[1.5, 2], [3, -4]], "biases": [0.5, 6]},
        {"activation": "sigmoid", "weights": [[7, 8]], "biases": [9]},
    ],
}


def file(model):
    """The bytes of a model's file. Python writes NaN and infinity, too, which are no JSON."""
    return json.dumps(model).encode()


def bits(run):
    return run.record().parameters.tobytes()


# --- there and back


@settings(max_examples=30)
@given(small_descriptions(), st.integers(0, 2))
@example(described(hidden=(), activation="relu"), 0)
@example(described(hidden=(3, 2), activation=("tanh", "tanh")), 1)
@example(described(dataset="hills", features=("x2", "x1sq", "sinx1")), 1)
@example(described(dataset="own", points=OWN_POINTS, split=50, batch_size=2), 2)
def test_a_model_comes_back_to_the_bit(description, epochs):
    snapshot = taken(advanced(description, epochs))
    assume(np.abs(snapshot.record.parameters).max() <= MAX_PARAMETER)
    model = read(write(snapshot).encode())
    assert (model.description, model.epoch, model.notes) == (description, snapshot.record.epoch, ())
    assert model.parameters.dtype == float and model.parameters.tobytes() == snapshot.record.parameters.tobytes()


@pytest.mark.parametrize("engine", ["numpy", "numba"])
def test_a_run_of_it_begins_with_its_weights_and_trains_on(engine):
    snapshot = taken(advanced(described(), 5))
    model = read(write(snapshot).encode())
    run = Run(model.description, engine, journal_of(model))
    assert run.epoch == 0 and bits(run) == snapshot.record.parameters.tobytes()
    before = run.record().train_loss
    *_, last = run.advance(20)
    assert last.train_loss < before and bits(run) != snapshot.record.parameters.tobytes()


def test_it_holds_the_settings_as_they_were_changed_on_the_way():
    run = advanced(described(), 2)
    run.change(learning_rate=0.5, parameters=[[0, -0.0]])
    model = read(write(taken(run)).encode())
    assert model.description == described(learning_rate=0.5)
    assert np.signbit(model.parameters[0]) and model.parameters[0] == 0


def test_a_neuron_is_a_line():
    text = write(taken(advanced(described(hidden=(3, 2)), 1)))
    rows = [line for line in text.splitlines() if re.fullmatch(r" *\[[-e.\d]+(, [-e.\d]+)*\],?", line)]
    assert len(rows) == 3 + 2 + 1


def test_a_loss_that_is_no_number_is_null():
    snapshot = taken(advanced(described(), 1))
    record = replace(snapshot.record, train_loss=np.inf, test_loss=np.nan)
    written = json.loads(write(replace(snapshot, record=record)), parse_constant=pytest.fail)
    assert written["training_loss"] is written["test_loss"] is None
    assert json.loads(write(snapshot))["training_loss"] == snapshot.record.train_loss


def test_the_largest_model_is_far_from_the_limit():
    points = encode(np.random.default_rng(0).uniform(-6, 6, (5000, 2)), np.arange(5000) % 2)
    largest = Description(dataset="own", points=points, features=tuple(FEATURES), hidden=(16,) * 6)
    text = write(taken(Run(largest)))
    assert len(text) < MAX_BYTES / 10
    assert read(text.encode()).description == largest


# --- the document


def test_the_document_names_every_key():
    written = json.loads(write(taken(advanced(described(), 1))))
    names = [*written, *written["layers"][0], *(f.name for f in fields(Description)), *FEATURES, *ACTIVATIONS]
    assert [name for name in names if f"`{name}`" not in DOCUMENT] == []


def test_the_example_of_the_document_is_a_model():
    (example_of,) = re.findall(r"```json\n(.*?)```", DOCUMENT, re.DOTALL)
    model = read(example_of.encode())
    assert (
        model.notes == ()
        and model.epoch == 240
        and list(json.loads(example_of)) == list(json.loads(write(taken(advanced(described(), 1)))))
    )


def test_the_program_of_the_document_predicts_as_the_run_does(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (program,) = re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)
    for dataset, activation in (*(("circle", name) for name in ACTIVATIONS), ("hills", "tanh")):
        run = advanced(described(dataset=dataset, activation=activation, hidden=(4, 3), features=tuple(FEATURES)), 2)
        (tmp_path / "model.json").write_text(write(taken(run)), encoding="utf-8")
        held = {}
        with redirect_stdout(io.StringIO()) as printed:
            exec(program, held)
        predicted = run.predict(np.array([held["x1"], held["x2"]]))
        assert np.allclose(held["a"], predicted, rtol=1e-12, atol=0), (dataset, activation)
        assert printed.getvalue() == f"{held['a'][0]}\n"


# --- made elsewhere


def test_layers_alone_are_a_model_with_the_usual_settings():
    model = read(file({"layers": GOOD["layers"]}))
    assert (model.description, model.epoch, model.notes) == (Description(hidden=(2,)), 0, ())
    assert model.parameters.tolist() == [1.5, 2, 3, -4, 0.5, 6, 7, 8, 9]


def test_one_layer_is_a_model():
    model = read(file({"features": ["sinx2"], "layers": [{"activation": "linear", "weights": [[3]], "biases": [1]}]}))
    assert model.description == Description("plane", features=("sinx2",), hidden=())


def test_features_in_another_order_take_their_weights_along():
    model = read(file(GOOD | {"features": ["x2", "x1"]}))
    assert model.description.features == ("x1", "x2")
    assert model.parameters.tolist() == [2, 1.5, -4, 3, 0.5, 6, 7, 8, 9]


def test_the_features_may_stand_among_the_settings():
    layers = [{"activation": "sigmoid", "weights": [[1, 2, 3]], "biases": [4]}]
    model = read(file({"layers": layers, "settings": {"features": ["x1x2", "x1", "sinx1"]}}))
    assert model.description.features == ("x1", "x1x2", "sinx1") and model.notes == ()
    assert model.parameters.tolist() == [2, 1, 3, 4]


def test_small_data_bring_the_batch_size_down_without_a_word():
    model = read(file(GOOD | {"settings": {"n": 10, "split": 30}}))
    assert (model.description.batch_size, model.notes) == (3, ())


def test_a_byte_order_mark_and_keys_of_others_do_no_harm():
    assert read(b"\xef\xbb\xbf" + file(GOOD | {"author": {"name": ["x"]}})).notes == ()


IN, CIRCLE = "In the model's settings, ", ' Using "circle" instead.'
NOTES = {
    "no object": (("settings",), [1],
     "settings must be an object with keys and values, not [1]. The usual settings are used instead."),
    "null": (("settings",), None,
     "settings must be an object with keys and values, not None. The usual settings are used instead."),
    "too much": (("settings", "noise"), 99, IN + "noise must be a whole number from 0 to 50, not 99. Using 0 instead."),
    "no number": (("settings", "seed"), True,
     IN + "seed must be a whole number from 0 to 4294967295, not True. Using 0 instead."),
    "a float": (("settings", "n"), 100.5,
     IN + "n must be a whole number from 10 to 5000, not 100.5. Using 500 instead."),
    "NaN": (("settings", "clip"), float("nan"),
     IN + "clip must be a finite number from 0.001 to 1000, not nan. Using null instead."),
    "a batch": (("settings", "batch_size"), 251,
     IN + "batch_size must be a whole number from 1 to 250, not 251. Using 10 instead."),
    "no name": (("settings", "order"), ["sorted"],
     IN + "order must be one of shuffled, sorted, not ['sorted']. Using \"shuffled\" instead."),
    "data": (("settings", "dataset"), "hills", IN + "dataset does not fit the layers." + CIRCLE),
    "no points": (("settings", "dataset"), "own",
     IN + "points must include both classes: at least one of class 0 and one of class 1." + CIRCLE),
    "bad points": (("settings",), {"dataset": "own", "points": {}},
     IN + "points are damaged: their text was cut short or altered in transit." + CIRCLE),
    "hidden": (("settings", "hidden"), [4, 2], IN + "hidden does not fit the layers. Using [2] instead."),
    "features": (("settings", "features"), ["x1", "x1sq"],
     IN + "features does not fit the layers. Using [\"x1\", \"x2\"] instead."),
    "activation": (("settings", "activation"), "relu",
     IN + "activation does not fit the layers. Using \"tanh\" instead."),
    "a stranger": (("settings", "<b>\n"), 1, IN + "'<b>\\n' is not a setting; it was left out."),
    "sizes": (("sizes",), [2, 3, 1], "sizes does not fit the layers, which are [2, 2, 1]."),
    "epoch": (("epoch",), -1, "epoch must be a whole number from 0 to 1000000000, not -1. Using 0 instead."),
}  # fmt: skip


def test_what_of_the_settings_cannot_be_used_is_told_and_the_network_loads():
    for name, (place, value, sentence) in NOTES.items():
        model = read(file(put(GOOD, place, value)))
        assert model.notes == (sentence,), name
        assert model.parameters.tolist() == read(file(GOOD)).parameters.tolist(), name


def test_a_whole_number_that_was_written_with_a_point_is_one():
    model = read(file(GOOD | {"epoch": 3.0, "settings": {"noise": 10.0, "seed": 4.0, "learning_rate": 1.0}}))
    assert (model.epoch, model.notes) == (3, ())
    described = model.description
    assert (described.noise, described.seed, described.learning_rate) == (10, 4, 1.0)
    assert [type(number) for number in (model.epoch, described.noise, described.learning_rate)] == [int, int, float]
    assert read(file(GOOD | {"epoch": 3.5})).notes == (
        "epoch must be a whole number from 0 to 1000000000, not 3.5. Using 0 instead.",
    )


def test_many_strangers_among_the_settings_make_few_sentences():
    model = read(file(GOOD | {"settings": {str(number): number for number in range(1000)}}))
    assert len(model.notes) == 6 and model.notes[-1] == "The same goes for 995 more."


# --- refused


def zipped():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("model.json", file(GOOD))
    return archive.getvalue()


FILES = {
    "nothing": (b"", "The file is empty."),
    "blanks": (b" \n\t", "The file is empty."),
    "a ZIP": (zipped(), "The file is a ZIP file, not a model in JSON."),
    "a PNG": (b"\x89PNG\r\n\x1a\n\0\0", "The file is a PNG file, not a model in JSON."),
    "gzip": (b"\x1f\x8b\x08", "The file is a gzip file, not a model in JSON."),
    "Latin-1": ('{"name": "é"}'.encode("latin-1"), "The file is not UTF-8 text: save the model as JSON in UTF-8."),
    "UTF-16": ("{}".encode("utf-16"), "The file is not UTF-8 text: save the model as JSON in UTF-8."),
    "too large": (b" " * (MAX_BYTES + 1), "The file is larger than 1 MB; a model is far smaller."),
    "many lists": (b"[" + b"[]," * 20_000 + b"[]]", "The file holds more than 10000 lists and objects."),
    "100,000 deep": (b"[" * 100_000, "The file holds more than 10000 lists and objects."),
    "cut": (file(GOOD)[:-5], "The file is not JSON: it breaks off in line 1."),
    "cut in a text": (b'{"for', "The file is not JSON: something is wrong in line 1, column 2."),
    "a comma": (b'{\n "epoch": 1,, "a": 2}', "The file is not JSON: something is wrong in line 2, column 13."),
    "something behind": (file(GOOD) + b" x", "The file is not JSON: something is wrong in line 1, column 308."),
    "Python": (b"{'epoch': 1}", "The file is not JSON: something is wrong in line 1, column 2."),
    "a NUL": (b"\0", "The file is not JSON: something is wrong in line 1, column 1."),
    "twice": (b'{"layers": [], "layers": []}', "The file has the key 'layers' twice in one object."),
    "a list": (b"[]", "The model must be an object with keys and values, not []."),
    "a number": (b"1" * 900_000, "The model must be an object with keys and values, not inf."),
    "null": (b"null", "The model must be an object with keys and values, not None."),
    "an empty object": (b"{}", "The model lacks the key layers."),
    "a huge whole number": (
        file(GOOD).replace(b"1.5", b"-" + b"1" * 900_000),
        "layers[0].weights[0][0] must be a finite number from -1000000 to 1000000, not -inf.",
    ),
    "1e999": (
        file(GOOD).replace(b"1.5", b"1e999"),
        "layers[0].weights[0][0] must be a finite number from -1000000 to 1000000, not inf.",
    ),
}  # fmt: skip
LAYERS = ("layers",)
FIRST = ("layers", 0)
LAST = ("layers", 1)
W = (*FIRST, "weights")
NAMES = "tanh, relu, sigmoid, leaky_relu, elu, silu, softplus, linear"
FEATURE_NAMES = "x1, x2, x1sq, x2sq, x1x2, sinx1, sinx2"
SOME_FEATURES = f"features must be a list of 1 to 7 of {FEATURE_NAMES}, not "
ROWS = "layers[1].weights must hold 1 row, since the last layer has one neuron, not "
NUMBER = " must be a finite number from -1000000 to 1000000, not "
PLACES = {
    "format": (("format",), "ONNX",
     "format must be \"perceptron-playground model\", not 'ONNX': this is something else."),
    "a list as format": (("format",), [],
     "format must be \"perceptron-playground model\", not []: this is something else."),
    "version": (("version",), 2, "version must be 1, not 2: no other can be read here."),
    "version as text": (("version",), "1", "version must be 1, not '1': no other can be read here."),
    "true as version": (("version",), True, "version must be 1, not True: no other can be read here."),
    "no layers": (LAYERS, [], "layers must hold 1 to 7 layers, the output's included, not 0."),
    "8 layers": (LAYERS, GOOD["layers"][:1] * 7 + GOOD["layers"][1:],
     "layers must hold 1 to 7 layers, the output's included, not 8."),
    "9,999 layers": (LAYERS, [0] * 9999, "layers must hold 1 to 7 layers, the output's included, not 9999."),
    "layers as object": (LAYERS, {"0": 1}, "layers must be a list, not {'0': 1}."),
    "layers as text": (LAYERS, "tanh", "layers must be a list, not 'tanh'."),
    "layer as list": (FIRST, [[1]], "layers[0] must be an object with keys and values, not [[1]]."),
    "layer as null": (LAST, None, "layers[1] must be an object with keys and values, not None."),
    "unknown activation": ((*FIRST, "activation"), "Tanh", f"layers[0].activation must be one of {NAMES}, not 'Tanh'."),
    "activation as number": ((*FIRST, "activation"), 3, f"layers[0].activation must be one of {NAMES}, not 3."),
    "activation as list": ((*FIRST, "activation"), ["tanh"],
     f"layers[0].activation must be one of {NAMES}, not ['tanh']."),
    "activation with HTML": ((*FIRST, "activation"), "<b>\n</b>",
     f"layers[0].activation must be one of {NAMES}, not '<b>\\n</b>'."),
    "output tanh": ((*LAST, "activation"), "tanh", "layers[1].activation must be one of sigmoid, linear, not 'tanh'."),
    "two outputs": ((*LAST, "weights"), [[1, 2], [3, 4]], f"{ROWS}2."),
    "no output": ((*LAST, "weights"), [], f"{ROWS}0."),
    "17 neurons": (W, [[1, 2]] * 17, "layers[0].weights must hold 1 to 16 rows, one for each neuron, not 17."),
    "no neuron": (W, [], "layers[0].weights must hold 1 to 16 rows, one for each neuron, not 0."),
    "weights as object": (W, {}, "layers[0].weights must be a list, not {}."),
    "weights as a flat list": (W, [1, 2, 3, 4], "layers[0].weights[0] must be a list, not 1."),
    "a row too long": ((*W, 1), [1, 2, 3],
     "layers[0].weights[1] has length 3, but needs 2: one number for each feature."),
    "a row too short": ((*LAST, "weights", 0), [1],
     "layers[1].weights[0] has length 1, but needs 2: one number for each neuron of layers[0]."),
    "an empty row": ((*W, 0), [], "layers[0].weights[0] has length 0, but needs 2: one number for each feature."),
    "a row as text": ((*W, 0), "12", "layers[0].weights[0] must be a list, not '12'."),
    "three dimensions": (W, [[[1], [2]], [[3], [4]]], f"layers[0].weights[0][0]{NUMBER}[1]."),
    "a neuron more": (W, [[1, 2], [3, 4], [5, 6]],
     "layers[0].biases has length 2, but needs 3: one number for each row of layers[0].weights."),
    "a weight as text": ((*W, 0, 1), "2", f"layers[0].weights[0][1]{NUMBER}'2'."),
    "a weight as null": ((*W, 0, 1), None, f"layers[0].weights[0][1]{NUMBER}None."),
    "true as weight": ((*W, 1, 0), True, f"layers[0].weights[1][0]{NUMBER}True."),
    "NaN": ((*W, 1, 0), float("nan"), f"layers[0].weights[1][0]{NUMBER}nan."),
    "Infinity": ((*W, 1, 0), float("-inf"), f"layers[0].weights[1][0]{NUMBER}-inf."),
    "too large a weight": ((*W, 1, 0), 1000001, f"layers[0].weights[1][0]{NUMBER}1000001."),
    "too large a bias": ((*LAST, "biases", 0), -1e300, f"layers[1].biases[0]{NUMBER}-1e+300."),
    "biases as column": ((*FIRST, "biases"), [[1], [2]], f"layers[0].biases[0]{NUMBER}[1]."),
    "biases as number": ((*FIRST, "biases"), 1, "layers[0].biases must be a list, not 1."),
    "a bias too many": ((*LAST, "biases"), [1, 2],
     "layers[1].biases has length 2, but needs 1: one number for each row of layers[1].weights."),
    "a feature too many": (("features",), ["x1", "x2", "x1x2"],
     "layers[0].weights[0] has length 2, but needs 3: one number for each feature."),
    "unknown feature": (("features",), ["x1", "x3"], f"features, number 2, must be one of {FEATURE_NAMES}, not 'x3'."),
    "a feature as number": (("features",), ["x1", 2], f"features, number 2, must be one of {FEATURE_NAMES}, not 2."),
    "a feature twice": (("features",), ["x1", "x1"], "features must differ from each other, not ('x1', 'x1')."),
    "no features": (("features",), [], f"{SOME_FEATURES}[]."),
    "features as text": (("features",), "x1", f"{SOME_FEATURES}'x1'."),
    "features as null": (("features",), None, f"{SOME_FEATURES}None."),
}  # fmt: skip


def test_a_file_that_is_no_model_is_refused_in_a_sentence():
    for name, (contents, sentence) in FILES.items():
        assert refusal(read, contents) == sentence, name


@pytest.mark.parametrize("depth", [900, 4900])
@pytest.mark.parametrize("opens, closes", [(b"[", b"]"), (b'{"sizes":', b"}")], ids=["lists", "objects"])
def test_deep_nesting_is_refused_in_a_sentence(opens, closes, depth):
    sentence = refusal(read, opens * depth + b"1" + closes * depth)
    shallow = "The model must be an object with keys and values, not [[[...]]].", "The model lacks the key layers."
    # How deep is too deep for JSON differs from one Python to the next.
    assert sentence in ("The file has lists or objects that are nested too deeply.", *shallow)


def test_an_invalid_part_is_refused_with_its_place():
    for name, (place, value, sentence) in PLACES.items():
        assert refusal(read, file(put(GOOD, place, value))) == sentence, name


def test_a_key_that_a_layer_lacks_is_named():
    for number, key in ((0, "activation"), (0, "weights"), (1, "biases")):
        bad = without(GOOD, ("layers", number, key))
        assert refusal(read, file(bad)) == f"layers[{number}] lacks the key {key}."


BOMBS = {
    "lists": b"[" + b"[]," * 333_000 + b"[]]",
    "objects": b"[" + b'{"":0},' * 142_000 + b"0]",
    "depth": b"[" * 999_999,
    "numbers": b"[" + b"1.5," * 249_000 + b"1]",
    "texts": b"[" + b'"ab",' * 199_000 + b"1]",
    "keys": b"{" + b",".join(b'"%d":0' % number for number in range(100_000, 190_000)) + b"}",
    "repeated keys": b"{" + b",".join(b'"%d":0' % (number % 80_000) for number in range(100_000)) + b"}",
    "one weight": file(put(GOOD, W, [[0] * 300_000, [0] * 10])),
}


@pytest.mark.parametrize("name", BOMBS)
def test_no_file_takes_much_memory(name):
    assert 900_000 < len(BOMBS[name]) <= MAX_BYTES
    tracemalloc.start()
    try:
        refusal(read, BOMBS[name])
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert most < 30e6


# --- anything at all


def assert_model_or_sentence(contents):
    """Whatever it is: a Model that a run can begin with, or a ValueError with one short sentence."""
    try:
        model = read(contents)
    except ValueError as error:
        message = str(error)
        assert type(error) in (ValueError, Fault)
        assert message.endswith(".") and "\n" not in message and len(message) < 400
    else:
        assert isinstance(model, Model)
        assert all(note.endswith(".") and "\n" not in note and len(note) < 400 for note in model.notes)
        small = (
            replace(model.description, n=10, batch_size=1) if model.description.dataset != "own" else model.description
        )
        assert bits(Run(small, journal=journal_of(model))) == model.parameters.tobytes()


@st.composite
def mutated(draw, least=1):
    """A good model, its settings among it, with some of its parts replaced or gone, or its text damaged."""
    model = draw(st.sampled_from(GOOD_ONES))
    for _ in range(draw(st.integers(least, 3))):
        place = draw(st.sampled_from(list(places(model))))
        model = draw(st.just(without(model, place)) | any_json.map(lambda new, of=model, at=place: put(of, at, new)))
        if not model:
            break
    contents = file(model)
    if draw(st.integers(0, 3)) == 0:
        at = draw(st.integers(0, len(contents)))
        contents = contents[:at] + draw(st.binary(max_size=3)) + contents[at + draw(st.integers(0, 3)) :]
    return contents


GOOD_ONES = [
    GOOD,
    *(
        json.loads(write(taken(Run(description))))
        for description in (
            described(),
            described(dataset="own", points=OWN_POINTS, batch_size=1),
            described(dataset="plane", hidden=(2, 3), activation=("relu", "elu")),
        )
    ),
]
anything = any_json.map(file) | st.binary(max_size=40) | st.text(max_size=40).map(str.encode) | mutated()


@settings(max_examples=100)
@given(anything)
def test_no_file_makes_it_fail_in_another_way(contents):
    assert_model_or_sentence(contents)


@pytest.mark.slow
@settings(max_examples=1000)
@given(anything)
def test_none_of_a_thousand_files_makes_it_fail_in_another_way(contents):
    assert_model_or_sentence(contents)
