"""Samples: real data sets that ship with the app, each cut to two measurements and a class, with source and licence.

The numbers are as their authors published them. Only columns and rows were taken out, and `what` says which.
"""

from dataclasses import dataclass
from pathlib import Path

from own_data.files import points_of, read
from playground.texts import N_, Label

FOLDER = Path(__file__).parent / "samples"
_PENGUINS = N_(
    "K. B. Gorman, T. D. Williams and W. R. Fraser: Ecological sexual dimorphism and environmental variability within "
    "a community of Antarctic penguins (genus Pygoscelis), PLoS ONE 9(3): e90081, 2014, Palmer Station, Antarctica "
    "LTER; as compiled by A. M. Horst, A. P. Hill and K. B. Gorman in the R package palmerpenguins, 2020."
)


@dataclass(frozen=True)
class Sample:
    """A data set in `samples/`: which columns of its file are the inputs and the label, and whose it is."""

    title: str = Label()
    what: str = Label()
    file: str
    x1: int
    x2: int
    label: int
    source: str = Label()
    licence: str = Label()

    @property
    def contents(self):
        """The bytes of its file."""
        return (FOLDER / self.file).read_bytes()

    def load(self):
        """Return its points, a Loaded."""
        return points_of(read(self.contents), self.x1, self.x2, self.label)


# In the order of how much a network has to do.
SAMPLES = {
    "penguins": Sample(
        N_("Two kinds of penguin"),
        N_(
            "Length and depth of the bills of 151 Adelie and 123 Gentoo penguins, in millimetres. A line is nearly "
            "enough. Two birds that were not measured and the third kind, Chinstrap, are left out."
        ),
        "penguins.csv",
        0,
        1,
        2,
        _PENGUINS,
        N_("CC0 1.0, public domain"),
    ),
    "iris": Sample(
        N_("Two kinds of iris"),
        N_(
            "Length and width of the petals of 50 flowers each of Iris versicolor and Iris virginica, in centimetres. "
            "The kinds overlap: two flowers, one of each, have the same petal. The third kind, setosa, is left out."
        ),
        "iris.csv",
        0,
        1,
        2,
        N_(
            "R. A. Fisher: The use of multiple measurements in taxonomic problems, Annals of Eugenics 7, 1936, pages "
            "179 to 188; measured by E. Anderson; UCI Machine Learning Repository, "
            "doi.org/10.24432/C56C76."
        ),
        N_("CC BY 4.0"),
    ),
    "penguin_sex": Sample(
        N_("Female or male penguin"),
        N_(
            "Length of the bill, in millimetres, and body mass, in grams, of 165 female and 168 male penguins of three "
            "kinds. Males are heavier within each kind, so that a line does poorly and hidden neurons help. 11 of the "
            "344 birds, of unknown sex, are left out."
        ),
        "penguins_sex.csv",
        0,
        1,
        2,
        _PENGUINS,
        N_("CC0 1.0, public domain"),
    ),
}
