"""What trains in these tests is NumPy, the reference, but where a test asks for something else."""

import pytest


@pytest.fixture(autouse=True)
def numpy_engine(monkeypatch):
    """No thread that compiles beside a test."""
    monkeypatch.setenv("NN_ENGINE", "numpy")
