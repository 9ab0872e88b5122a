"""What works around a gap of Streamlit, a file for each gap.

A file opens with what is missing, in which version, what it costs to do without, and which test fails once the gap is
closed: then the file can go. Nothing outside this folder touches what Streamlit keeps to itself.
"""

from playground.workarounds import clear_cache, no_delay, send_limits, upload_limits


def hold():
    """Hold this server to the limits that Streamlit does not have. To be called for every visitor: once is enough."""
    for module in (clear_cache, no_delay, send_limits, upload_limits):
        module.hold()
