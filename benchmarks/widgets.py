"""What each of Streamlit's elements costs a page: the files it fetches, and how long the renderer is busy with it.

    python -m benchmarks.widgets [--json]

Each is opened beside a line of text, once and twenty times over, in a browser that has seen none of its files. What is
printed is the difference to the line of text alone, the median of three; a few hundredths of a second are noise.
"""

import statistics
import tempfile
from pathlib import Path

from benchmarks.opening import VIEWPORT
from benchmarks.report import Report
from tools.driver import Server, chromium_browser

MANY, ROUNDS = 20, 3
ELEMENTS = {
    "text": 'st.text("x")',
    "markdown": 'st.markdown("**x**")',
    "markdown with a formula": 'st.markdown("$x^2$")',
    "html": 'st.html("<p>x</p>")',
    "component of one's own": 'own(key=f"k{i}")',
    "button": 'st.button("x", key=f"k{i}")',
    "pills": 'st.pills("x", ["a", "b"], key=f"k{i}")',
    "checkbox": 'st.checkbox("x", key=f"k{i}")',
    "radio": 'st.radio("x", ["a", "b"], key=f"k{i}")',
    "selectbox": 'st.selectbox("x", ["a", "b"], key=f"k{i}")',
    "multiselect": 'st.multiselect("x", ["a", "b"], key=f"k{i}")',
    "slider": 'st.slider("x", 0, 10, key=f"k{i}")',
    "number_input": 'st.number_input("x", 0, 10, key=f"k{i}")',
    "text_input": 'st.text_input("x", key=f"k{i}")',
    "text_area": 'st.text_area("x", key=f"k{i}")',
    "columns": 'st.columns(2)[0].text("x")',
    "expander": 'st.expander("x").text("x")',
    "popover": 'st.popover(f"x{i}").text("x")',
    "tabs": 'st.tabs(["a", "b"])[0].text("x")',
    "code": 'st.code("x = 1")',
    "table": 'st.table({"a": [1]})',
    "dataframe": 'st.dataframe({"a": [1]}, key=f"k{i}")',
    "plotly_chart": 'st.plotly_chart({"data": [{"y": [1, 2]}]}, key=f"k{i}")',
}
PAGE = """import streamlit as st

own = st.components.v2.component("own", html="<b>x</b>\\n", js="export default () => {{}};\\n", isolate_styles=False)
ELEMENTS = {{{elements}}}
element = ELEMENTS.get(st.query_params.get("element"))
st.text("begin")
for i in range(int(st.query_params.get("count", "0"))):
    element(i)
st.text("end")
"""
IS_DRAWN = """() => [...document.querySelectorAll("[data-testid=stText]")].some((text) => text.textContent === "end")
  && !document.querySelector("[data-testid=stSkeleton]")"""
SETTLES_MS = 1000  # what is drawn is then at rest


def opened(browser, url, element, count):
    """Open the page with so many of an element; return ({file: bytes}, seconds that the renderer was busy)."""
    context = browser.new_context(viewport=VIEWPORT)
    page = context.new_page()
    tools = context.new_cdp_session(page)
    names, sizes = {}, {}
    tools.on("Network.responseReceived", lambda event: names.update({event["requestId"]: event["response"]["url"]}))
    tools.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    for domain in ("Network", "Performance"):
        tools.send(f"{domain}.enable")
    page.goto(f"{url}?element={element}&count={count}")
    page.wait_for_function(IS_DRAWN)
    page.wait_for_timeout(SETTLES_MS)
    metrics = tools.send("Performance.getMetrics")["metrics"]
    busy = next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration")
    context.close()
    return {name: sizes.get(key, 0) for key, name in names.items() if "/static/js/" in name}, busy


def main():
    report = Report(__doc__.splitlines()[0])
    with tempfile.TemporaryDirectory() as folder, chromium_browser() as browser:
        script = Path(folder) / "page.py"
        elements = ", ".join(f"{name!r}: lambda i: {call}" for name, call in ELEMENTS.items())
        script.write_text(PAGE.format(elements=elements))
        server = Server(Path(folder) / "log.txt", script=script).wait()

        def busy(element, count):
            return statistics.median(opened(browser, server.url, element, count)[1] for _ in range(ROUNDS))

        bare, _ = opened(browser, server.url, "text", 0)
        floor = busy("text", 0)
        for element in ELEMENTS:
            files, _ = opened(browser, server.url, element, 1)
            own = [size for name, size in files.items() if name not in bare]
            one, many = busy(element, 1), busy(element, MANY)
            report.add(f"{element}: files", len(own), "files")
            report.add(f"{element}: size, as Streamlit sends it", sum(own) / 1000, "kB")
            report.add(f"{element}: busy with the first", 1000 * (one - floor), "ms")
            report.add(f"{element}: busy with each more", 1000 * (many - one) / (MANY - 1), "ms")
        server.stop()


if __name__ == "__main__":
    main()
