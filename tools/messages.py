"""Names in a browser's messages to Streamlit."""


def trigger(component):
    """Return by which name a browser sends what a component of this id triggers."""
    return f"$$STREAMLIT_INTERNAL_KEY_{component}__events"
