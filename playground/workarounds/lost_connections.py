"""Takes a browser that leaves while something is sent to it for one that has left, and not for a fault.

Missing in Streamlit 1.67: it reads on from the connection that is no longer there, takes the refusal for a frame of
text, and closes what is closed already. Without this the traceback of that stands in the log, where faults of ours
would drown. tests/playground/workarounds/test_gaps.py fails when it ends without one.
"""


class LostConnections:
    """An ASGI middleware around `app`: of a connection that was lost on the way nothing more can go wrong."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        is_lost = False

        async def send_if_there(message):
            nonlocal is_lost
            try:
                await send(message)
            except OSError:  # so a server says that nobody is there any more
                is_lost = True
                raise

        try:
            await self.app(scope, receive, send_if_there)
        except RuntimeError:
            if not is_lost:
                raise
