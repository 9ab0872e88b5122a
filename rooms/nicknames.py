"""What students are called in a room: a nickname of their own, or an animal; each is one of a kind there."""

import unicodedata
from dataclasses import dataclass

from playground.texts import N_, Label, _

LONGEST = 24  # characters
MOST_TYPED = 4 * LONGEST  # that are looked at one by one


@dataclass(frozen=True)
class Animal:
    """An animal, with an emoji for a sign: it stands for a student where the wall shows no names."""

    sign: str
    name: str = Label()


ANIMALS = {
    "ant": Animal("🐜", N_("Ant")),
    "badger": Animal("🦡", N_("Badger")),
    "bat": Animal("🦇", N_("Bat")),
    "bear": Animal("🐻", N_("Bear")),
    "beaver": Animal("🦫", N_("Beaver")),
    "bee": Animal("🐝", N_("Bee")),
    "bison": Animal("🦬", N_("Bison")),
    "camel": Animal("🐪", N_("Camel")),
    "cat": Animal("🐈", N_("Cat")),
    "cow": Animal("🐄", N_("Cow")),
    "crab": Animal("🦀", N_("Crab")),
    "crocodile": Animal("🐊", N_("Crocodile")),
    "deer": Animal("🦌", N_("Deer")),
    "dolphin": Animal("🐬", N_("Dolphin")),
    "duck": Animal("🦆", N_("Duck")),
    "eagle": Animal("🦅", N_("Eagle")),
    "elephant": Animal("🐘", N_("Elephant")),
    "flamingo": Animal("🦩", N_("Flamingo")),
    "fox": Animal("🦊", N_("Fox")),
    "frog": Animal("🐸", N_("Frog")),
    "giraffe": Animal("🦒", N_("Giraffe")),
    "goat": Animal("🐐", N_("Goat")),
    "hedgehog": Animal("🦔", N_("Hedgehog")),
    "hippo": Animal("🦛", N_("Hippo")),
    "horse": Animal("🐎", N_("Horse")),
    "kangaroo": Animal("🦘", N_("Kangaroo")),
    "koala": Animal("🐨", N_("Koala")),
    "ladybird": Animal("🐞", N_("Ladybird")),
    "leopard": Animal("🐆", N_("Leopard")),
    "lion": Animal("🦁", N_("Lion")),
    "lizard": Animal("🦎", N_("Lizard")),
    "llama": Animal("🦙", N_("Llama")),
    "mouse": Animal("🐁", N_("Mouse")),
    "octopus": Animal("🐙", N_("Octopus")),
    "otter": Animal("🦦", N_("Otter")),
    "owl": Animal("🦉", N_("Owl")),
    "panda": Animal("🐼", N_("Panda")),
    "parrot": Animal("🦜", N_("Parrot")),
    "peacock": Animal("🦚", N_("Peacock")),
    "penguin": Animal("🐧", N_("Penguin")),
    "rabbit": Animal("🐇", N_("Rabbit")),
    "ram": Animal("🐏", N_("Ram")),
    "rhino": Animal("🦏", N_("Rhino")),
    "rooster": Animal("🐓", N_("Rooster")),
    "seal": Animal("🦭", N_("Seal")),
    "shark": Animal("🦈", N_("Shark")),
    "sloth": Animal("🦥", N_("Sloth")),
    "snail": Animal("🐌", N_("Snail")),
    "squid": Animal("🦑", N_("Squid")),
    "swan": Animal("🦢", N_("Swan")),
    "tiger": Animal("🐅", N_("Tiger")),
    "turtle": Animal("🐢", N_("Turtle")),
    "whale": Animal("🐋", N_("Whale")),
    "wolf": Animal("🐺", N_("Wolf")),
    "zebra": Animal("🦓", N_("Zebra")),
}
# Marks that turn the direction of a line, and all else that cannot be seen, do not count as text.
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_PILED = 2  # accents over one letter: more would cover the lines above


def read_nickname(text):
    """Return a nickname as it is shown; ValueError with a sentence for what is none."""
    if not isinstance(text, str):
        raise ValueError(_("Type a nickname first, or take the animal."))
    seen = "".join(sign for sign in text[:MOST_TYPED] if unicodedata.category(sign) not in _UNSEEN or sign.isspace())
    name = _without_piles(" ".join(unicodedata.normalize("NFC", seen).split()))
    if not any(sign.isalnum() for sign in name):
        raise ValueError(_("A nickname needs at least one letter or digit."))
    if len(name) > LONGEST or len(text) > MOST_TYPED:
        raise ValueError(_("A nickname has at most {most} characters.").format(most=LONGEST))
    return name


def _without_piles(text):
    kept, piled = [], 0
    for sign in text:
        piled = piled + 1 if unicodedata.combining(sign) else 0
        if piled <= _PILED:
            kept.append(sign)
    return "".join(kept)


def folded(name):
    """Return what two nicknames have in common that look alike to whoever reads them out."""
    return unicodedata.normalize("NFKC", name).casefold().replace(" ", "")


def draw_animal(taken, mark):
    """Draw an animal that the fewest have; `taken` holds each as often as somebody has it.

    Who comes with the same `mark` again, hexadecimal digits, gets the same one if it is free.
    """
    animals, first = list(ANIMALS), int(mark, 16) % len(ANIMALS)
    return min(animals[first:] + animals[:first], key=taken.count)


def free_name(name, taken):
    """Return the name, or the name with a number behind it, that nobody has; `taken` are folded names."""
    names = (name, *(f"{name} {number}" for number in range(2, len(taken) + 3)))
    return next(each for each in names if folded(each) not in taken)
