"""Quiz: one question at a time, an explanation for every answer, and a score to take away."""

import streamlit as st

from course import afresh, chapters, kept_work
from course.chapters import CHAPTERS, go
from course.quiz import questions, report, score
from course.visits import visit
from nn_core import checks
from playground.presets import PRESETS
from playground.texts import _

answers = st.session_state.setdefault("quiz_answers", {})  # {id of a question: number of the first answer given}


@st.fragment
def quiz():
    """Show the question that is on, or the score behind the last one."""
    asked, at = questions(), st.session_state.setdefault("quiz_at", 0)
    where = _("Score") if at == len(asked) else _("Question {at} of {count}").format(at=at + 1, count=len(asked))
    so_far = _("{right} of {answered} right so far").format(right=score(asked, answers), answered=len(answers))
    st.progress(len(answers) / len(asked), f"{where} · {so_far}")
    if at == len(asked):
        finish(asked)
    elif asked[at].id in answers:
        explain(asked[at])
    else:
        ask(asked[at])
    with st.container(horizontal=True):
        if at > 0:
            st.button(_("Back"), key="quiz_back", on_click=move_to, args=(at - 1,))
        if at < len(asked):
            label = _("Next question") if at + 1 < len(asked) else _("See the score")
            kind = "primary" if asked[at].id in answers else "secondary"
            st.button(label, key="quiz_next", type=kind, on_click=move_to, args=(at + 1,))
    kept_work.keep("quiz", {"answers": answers, "at": at} if answers or at else {}, take_up)


def take_up(kept):
    """Go on with the answers, and at the question, that the browser has kept."""
    asked = questions()
    given = {q.id: kept["answers"][q.id] for q in asked if q.id in kept["answers"]}
    if not all(type(given[q.id]) is int and 0 <= given[q.id] < len(q.answers) for q in asked if q.id in given):
        raise ValueError("An answer is not one of the choices.")
    move_to(checks.whole("at", kept["at"], 0, len(asked)))
    answers.update(given)


def move_to(at):
    st.session_state.quiz_at = at


def ask(question):
    """Let a question be answered, once."""
    st.markdown(f"### {question.text}")
    texts = [answer.text for answer in question.answers]
    with st.form(f"form_{question.id}", border=False):
        st.radio(
            question.text, range(len(texts)), None, format_func=texts.__getitem__, label_visibility="collapsed",
            key=f"ask_{question.id}",
        )  # fmt: skip
        if st.form_submit_button(_("Answer"), type="primary", on_click=take, args=(question,)):
            st.markdown(_("Nothing is chosen yet. Pick one of the answers, then press **Answer**."))


def take(question):
    """Take the answer that is chosen, if there is one."""
    chosen = st.session_state.get(f"ask_{question.id}")
    if chosen is not None:
        answers[question.id] = chosen


def explain(question):
    """Say of every answer why it is right or wrong, and offer to go where that can be seen."""
    st.markdown(f"### {question.text}")
    for number, answer in enumerate(question.answers):
        mark = _(":material/check: Right") if answer.right else _(":material/close: Wrong")
        yours = f" · {_('your answer')}" if number == answers[question.id] else ""
        with st.container(border=True):
            st.markdown(f"{mark}{yours}  \n**{answer.text}**  \n{answer.why}")
    place = PRESETS[question.scene] if question.scene else CHAPTERS[question.page]
    label, icon = _("See it: {title}").format(title=place.title), ":material/visibility:"
    if question.scene:
        visit(label, place.settings, "quiz_see", icon=icon)
    else:
        go(label, place.page, key="quiz_see", anchor=question.anchor, icon=icon)


def finish(asked):
    """Show the score and what was right, and let it be taken away."""
    st.subheader(_("{right} of {count} right").format(right=score(asked, answers), count=len(asked)))
    for at, question in enumerate(asked):
        given = answers.get(question.id)
        mark = _(":material/check: Right") if given == question.right else _(":material/close: Wrong")
        label = f"{mark} · {question.text}" if given is not None else f"{question.text} ({_('not answered yet')})"
        st.button(label, key=f"quiz_to_{question.id}", type="tertiary", on_click=move_to, args=(at,))
    # A form: with a click on the download alone, the name that was just typed would come too late for the file.
    with st.form("quiz_whose", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input(
            _("Your name, if you want it in the file"), key="quiz_name", max_chars=80, width=320,
            persist_state="session",
        ).strip()  # fmt: skip
        st.form_submit_button(_("Add it to the file"))
    with st.container(horizontal=True):
        label = _("Download the score of {name}").format(name=name) if name else _("Download the score")
        st.download_button(
            label, report(asked, answers, name).encode("utf-8-sig"), "quiz.csv", "text/csv",
            on_click="ignore", icon=":material/download:", key="quiz_download",
        )  # fmt: skip
        st.button(_("Start again"), key="quiz_again", on_click=start_again, icon=":material/replay:")
        afresh.offer()


def start_again():
    answers.clear()
    move_to(0)


chapters.begin("quiz")
with st.container(width=820):
    quiz()
chapters.end("quiz")
