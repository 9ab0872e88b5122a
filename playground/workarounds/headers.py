"""Sends with every answer the headers that a host expects: what a page may load, and what other sites learn of it.

Missing in Streamlit 1.67: a setting for headers. Without this the page may load scripts from anywhere, be framed by
anybody, and tell other sites its address, in which a learner's settings and points are.
tests/playground/workarounds/test_gaps.py fails when Streamlit sends some itself.
"""

# blob: the small loaders of the components, and plotly.js, which the stage unpacks. wasm: how Streamlit's messages
# reckon with whole numbers of 64 bits. The hash: the one line of script in Streamlit's page. Styles are set by
# scripts everywhere. Nothing is fetched from anywhere else.
POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self' blob: 'wasm-unsafe-eval' 'sha256-THxz9J9+wf7rhwR2YkXJoSZ13UCmYyC+3lNDv2+8ugA='",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
    ]
)
# A teacher may put the stage into a page of their own, by its address with embed=true; nothing else may be framed.
FRAMED_BY_OURSELVES = "; frame-ancestors 'self'"
ALWAYS = {
    b"x-content-type-options": b"nosniff",
    # The address holds a student's settings and points: other sites need not know.
    b"referrer-policy": b"same-origin",
    b"permissions-policy": b"camera=(), microphone=(), geolocation=(), payment=(), usb=(), midi=()",
}
TO_EMBED = ALWAYS | {b"content-security-policy": POLICY.encode()}
ALONE = ALWAYS | {b"content-security-policy": (POLICY + FRAMED_BY_OURSELVES).encode()}


class Headers:
    """An ASGI middleware around `app`; what the app itself says in one of these headers is replaced."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        ours = TO_EMBED if b"embed=true" in scope["query_string"].split(b"&") else ALONE

        async def send_with_ours(message):
            if message["type"] == "http.response.start":
                theirs = [(name, value) for name, value in message.get("headers", []) if name.lower() not in ours]
                message = {**message, "headers": [*theirs, *ours.items()]}
            await send(message)

        await self.app(scope, receive, send_with_ours)
