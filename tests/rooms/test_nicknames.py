import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms import nicknames
from rooms.nicknames import ANIMALS, LONGEST, draw_animal, folded, free_name, read_nickname


@pytest.mark.parametrize(
    ("typed", "nickname"),
    [
        ("Ada", "Ada"),
        ("  Ada \t Lovelace\n", "Ada Lovelace"),
        ("<b>Ada</b>", "<b>Ada</b>"),
        ("\u202eadA", "adA"),
        ("A\u200bda", "Ada"),
        ("Оля 7Б", "Оля 7Б"),
        ("A" + "\u0301" * 40, "Á\u0301\u0301"),
    ],
)
def test_a_nickname_is_text_that_can_be_seen(typed, nickname):
    assert read_nickname(typed) == nickname


@pytest.mark.parametrize("typed", ["", "   ", "\u202e\u200b", "!!!", None, 7, ["Ada"], "A" * 25, "A" * 10_000])
def test_what_is_no_nickname_is_refused_in_a_sentence(typed):
    with pytest.raises(ValueError, match="nickname"):
        read_nickname(typed)


@given(st.text(max_size=200))
def test_any_text_is_a_nickname_that_stays_as_it_is_or_refused(text):
    try:
        name = read_nickname(text)
    except ValueError:
        return
    assert 0 < len(name) <= LONGEST
    assert read_nickname(name) == name


def test_nicknames_that_look_alike_count_as_the_same():
    assert folded("ADA L") == folded("ada l") == folded("Ａｄａ\u00a0L")


def test_nobody_gets_an_animal_twice_before_all_are_taken():
    taken = []
    for _ in range(len(ANIMALS)):
        taken.append(draw_animal(taken, "a7"))

    assert sorted(taken) == sorted(ANIMALS)
    assert draw_animal(taken, "a7") == draw_animal([], "a7")


def test_every_animal_has_a_sign_of_its_own():
    signs = [animal.sign for animal in ANIMALS.values()]

    assert len(set(signs)) == len(signs)


def test_an_animal_that_comes_twice_has_a_number():
    assert free_name("Otter", {"otter", "otter2"}) == "Otter 3"
    assert nicknames.free_name("Otter", set()) == "Otter"
