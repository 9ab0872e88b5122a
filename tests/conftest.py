"""What holds for every test: how long it may take, in which order they come, and which engine trains."""

import pytest
import pytest_timeout
from hypothesis import HealthCheck, settings

# No time limit for an example: a machine that stalls for a moment is no fault of the code under test.
settings.register_profile("patient", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.hookimpl(trylast=True)  # after tests/browser/conftest.py has marked its own
def pytest_collection_modifyitems(items):
    """Give slow tests ten minutes, and put browser tests last: their driver leaves an event loop running."""
    for item in items:
        if item.get_closest_marker("slow") and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(600))
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Start the clock of pytest-timeout anew for each run of a test: by itself it starts once for all of its reruns."""
    settings = pytest_timeout._get_item_settings(item)
    if settings.timeout:
        item.ihook.pytest_timeout_cancel_timer(item=item)
        item.ihook.pytest_timeout_set_timer(item=item, settings=settings)


@pytest.fixture(autouse=True)
def numpy_engine(request, monkeypatch):
    """Train by NumPy, the reference, but where a test asks for something else; no thread that compiles beside it."""
    if request.node.get_closest_marker("browser") is None:
        monkeypatch.setenv("NN_ENGINE", "numpy")
