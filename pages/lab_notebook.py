"""Lab notebook: rows of "I expect, I set, I saw", kept by the browser, to be printed or saved."""

from course import chapters
from lab import notebook
from playground import sync

chapters.begin("lab_notebook")
notebook.notebook()
sync.write_address()
