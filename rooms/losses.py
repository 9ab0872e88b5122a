"""The losses of a student's run as a room keeps them: thinned, so that a class takes little memory."""

from array import array

MOST = 240  # epochs that are kept: when there is one more, every second one is dropped


class Losses:
    """Training and test loss by epoch: `numbers` is a flat array of (epoch, training loss, test loss)."""

    def __init__(self):
        self._stride = 1
        self.numbers = array("f")

    def __len__(self):
        return len(self.numbers) // 3

    @property
    def newest(self):
        """The last epoch that is kept, -1 where there is none."""
        return int(self.numbers[-3]) if self.numbers else -1

    def add(self, first, rows):
        """Take in the metrics of the epochs from `first` on, if any; what was known of later ones is struck out."""
        if rows and self.numbers and first <= self.newest:
            self.numbers = self.before(first)
        for epoch in range(first - first % -self._stride, first + len(rows), self._stride):
            row = rows[epoch - first]
            self.numbers.extend((epoch, row[1], row[2]))
            if len(self) > MOST:
                self._thin()
                self.add(epoch + 1, rows[epoch + 1 - first :])
                return

    def before(self, epoch):
        """Return the numbers of the epochs before one."""
        numbers = self.numbers  # the same ones, whatever another thread does
        return numbers[: 3 * sum(each < epoch for each in numbers[::3])]

    def _thin(self):
        self._stride *= 2
        kept = array("f")
        for place in range(0, len(self.numbers), 3):
            if self.numbers[place] % self._stride == 0:
                kept.extend(self.numbers[place : place + 3])
        self.numbers = kept
