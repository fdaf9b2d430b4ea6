"""Whether a question that comes up right after our own press is the site asking back for that very press.

Leaving a screen and finishing a wizard are asked back about on many sites, each time in other words. Answering Yes is
then part of the press. Which words make it another matter is judged here, on plain texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.controls import fold

ASKED_BACK = ("leave", "finish")
"""The acts that sites ask back about."""

_ANOTHER_MATTER = re.compile(
    r"delet|remov|eras|void|purge|\bsubmit\w* (for|to)\b|\bsign(s|ed|ing|ature|atures|ify)?\b|creat|regist|enrol|approv"
    r"|certif|attest|authori[sz]|overwrit|replac|transfer|releas|notif|e-?mail|\bsend|\bsent\b|assist|assign|veteran"
    r"|\b(close|closing|exit|exiting) (the|this|a|an) (?!(page|window|form|wizard|screen|tab|dialog|record without)\b)"
)
"""Whatever was pressed: a question with these is about something that a person decides on."""
_TELLS_MORE = re.compile(
    r"error|warning|invalid|incomplete|not complete|missing|required|already|duplicate|another|overlap|expire|time ?out"
)
"""At Finish: it tells something that whoever pressed did not know. Leaving saves nothing, whatever it tells."""
_OTHER_ANSWER = re.compile(
    r"(press |click |choose |select )?[\"']?cancel[\"']? (to|and) (stay|remain|return|continue|keep|go back|cancel)"
    r"[^.?!]*"
)
_NOT_SAVED = re.compile(r"unsaved|without saving|before saving|last saved?|(not|n't)( been| be| yet been)? saved")
_KEEPS_US = re.compile(r"\b(stay|remain|keep editing|continue editing|continue working|go back)\b")
_SAVES = re.compile(r"\b(save|saves|saving|submit|finish|complete)\b")
_LOSES = re.compile(r"discard|\blose\b|\blost\b|cancel|leav")

_WARNS = re.compile(
    r"error|warning|caution|attention|invalid|incomplete|not complete|missing|required|\bmust\b|already|duplicat"
    r"|\bstays?\b|\bremain"
    r"|\banother\b|overlap|expir|time ?out|timed out|\bfail|unable|\bcannot\b|\bcan'?t\b|could not|couldn't"
    r"|\bnot (been |be |yet )?(saved|found|allowed|authori[sz]ed|available|valid|match|updated|added)"
    r"|denied|refused|reject|locked|\?"
    r"|please (enter|select|choose|correct|fill|provide|specify|contact|try)|delet|remov|void"
    r"|purge|unsaved|\blost\b|\blose\b|discard|conflict|problem|exceed|unexpected|log(ged)? ?(off|out)"
    r"|sign(ed)? (in|out|off)|no longer|should (not )?be|between|\bonly\b|\bwrong\b"
)
"""In a message with nothing but OK: it tells something that somebody should see."""
_DONE = re.compile(r"success|\b(saved|updated|added|recorded|completed|stored|submitted)\b")
_ACKNOWLEDGES = re.compile(r"(ok|okay|close|done|dismiss|got it|continue|x|×)")

SHORTEST_WORDS = 6
"""Fewer letters than these are no words to know a dialog by."""

_YES = r"(yes|ok|okay|continue|proceed|confirm|i am sure|i'm sure)"
_LEAVE = (
    r"(leave|exit|discard|close|quit)( (this|the))?( (page|window|form|wizard|screen|changes|without saving))*"
    r"|(do not|don'?t) save|continue without saving"
)
_FINISH = r"(finish|complete|save and finish|finish and save|done)( (it|now|wizard|(this|the) \w+))?"
_BUTTONS = {
    act: re.compile(rf"({_YES}|{own}|(yes|ok)[ ,:-]*({own}))", re.IGNORECASE)
    for act, own in (("leave", _LEAVE), ("finish", _FINISH))
}


def asks_back(words: str, act: str) -> bool:
    """Whether a question in these words asks back for a press that was to leave, or to finish, and nothing else."""
    if act not in ASKED_BACK:
        return False
    text = fold(words)
    if not text or _ANOTHER_MATTER.search(text):
        return False
    asked = _OTHER_ANSWER.sub(" ", text)
    if _KEEPS_US.search(asked):
        return False
    if act == "leave":
        return not _SAVES.search(_NOT_SAVED.sub(" ", asked))
    return not (_TELLS_MORE.search(asked) or _LOSES.search(asked) or _NOT_SAVED.search(asked))


def only_tells(words: str) -> bool:
    """Whether a message that can only be acknowledged says nothing that somebody should see: no fault, no refusal."""
    return bool(fold(words)) and not _WARNS.search(fold(words))


def acknowledging(words: str, buttons: Sequence[str]) -> str | None:
    """The one button of a message of the page that says that something was done; None for any other dialog."""
    is_told = len(buttons) == 1 and _ACKNOWLEDGES.fullmatch(fold(buttons[0])) is not None
    return buttons[0] if is_told and _DONE.search(fold(words)) and only_tells(words) else None


def yes_button(buttons: Iterable[str], act: str) -> str | None:
    """The one button that says Yes to the act; None where none does, or several."""
    fitting = {fold(text): text for text in buttons if act in _BUTTONS and _BUTTONS[act].fullmatch(fold(text))}
    return next(iter(fitting.values())) if len(fitting) == 1 else None


def profile_line(words: str, buttons: Sequence[str], act: str) -> str:
    """What to do about a question that nobody announced: the line of the profile that answers it next time.

    `words` have their values taken out already (an ellipsis stands for each); the longest part without one names it.
    """
    parts = [part.strip(" \"'‘’“”.,:;?!-\\") for part in words.split("…")]
    known_by = max(parts, key=len)
    if len(known_by) < SHORTEST_WORDS:
        return "it has too few words of its own to be known by: a person answers it"
    yes = yes_button(buttons, act)
    press = yes or (buttons[0] if buttons else "OK")
    others = [text for text in dict.fromkeys(buttons) if text != press]
    choice = f" (or press: {', or '.join(map(repr, others))})" if others and yes is None else ""
    quoted = known_by.replace("\\", "\\\\").replace('"', '\\"')
    return (
        "if a person says that it may be answered, put into the site profile:"
        f' dialogs: [{{words: "{quoted}", press: "{press}", on: {act}}}]{choice}'
    )
