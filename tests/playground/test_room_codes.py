import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground import room_codes


def test_a_key_makes_the_same_code_again():
    key = room_codes.new_key()
    room_codes.code_of.cache_clear()
    first = room_codes.code_of(key)
    room_codes.code_of.cache_clear()

    assert room_codes.code_of(key) == first
    assert len(first) == room_codes.LENGTH
    assert set(first) <= set(room_codes.SIGNS)


def test_a_code_has_no_signs_that_are_mistaken_for_one_another():
    assert not set("0OQ1IL2Z5S8B6GU") & set(room_codes.SIGNS)


@pytest.mark.parametrize("typed", ["KX4T7P", "kx4-t7p", " kx4 t7p ", "KX4–T7P"])
def test_a_code_is_read_as_people_type_it(typed):
    assert room_codes.read_code(typed) == "KX4T7P"


@pytest.mark.parametrize("typed", ["", "KX4-T7", "KX4-T7PP", "KX4-T70", "<b>KX4", None, 7, ["KX4T7P"], "K" * 10_000])
def test_what_is_no_code_is_refused_in_a_short_sentence(typed):
    with pytest.raises(ValueError, match="six letters or digits") as refused:
        room_codes.read_code(typed)

    assert len(str(refused.value)) < 200


@given(st.text(max_size=60))
def test_any_text_is_a_code_or_refused(text):
    try:
        code = room_codes.read_code(text)
    except ValueError:
        return
    assert room_codes.read_code(room_codes.written(code)) == code


@pytest.mark.parametrize("text", ["", "x" * 21, "x" * 23, "ä" * 22, None, "../../etc/passwd......"])
def test_what_cannot_be_a_key_is_told_apart(text):
    assert room_codes.is_key(room_codes.new_key())
    assert not room_codes.is_key(text)
