"""The bare exchange of a plan: the bot's own requests, sent again over HTTP without a browser.

A run of the bot is recorded once (as HAR, by Playwright). What the site made up for that run (view states, event
validation, `enc` tokens) is replaced, request by request, with what stands in the same place of the answer in the
replay. So the replay is the same forms in the same order, and nothing else: it is the limit for any program that goes
through the site's forms one by one.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import httpx

Kind = Literal["document", "postback", "list", "pdf"]
"""`postback`: answered with pieces of a page; `list`: data that a page's script fetches."""
Counts = dict[str, int]
"""How many requests of each `Kind`, and how many `redirect`s."""

NOBODY_WAITS = ("/static/", "api/poll.ashx", "signalr/")
"""What a browser fetches once and keeps, and by what a page keeps itself up to date."""
_TOKEN = re.compile(
    r'/vosnet/[\w/.]+\?enc=([\w%=-]+)|id="__(?:VIEWSTATE|EVENTVALIDATION)"\s+value="([\w-]+)'
    r"|hiddenField\|__(?:VIEWSTATE|EVENTVALIDATION)\|([\w-]+)"
)
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_ASYNC = {"X-MicrosoftAjax": "Delta=true"}


class ReplayFailed(RuntimeError):
    """The replay does not go the way of the recording, so its time would mean nothing."""


@dataclass(frozen=True)
class Place:
    """Where a token stands: the answer (by the number of its request) and the how-manieth of its tokens it is."""

    answer: int
    number: int


@dataclass(frozen=True)
class Request:
    """One request of the recording. A `Place` stands for whatever the site puts there in a replay."""

    kind: Kind
    path: str
    token: Place | None
    form: tuple[tuple[str, str | Place], ...] | None
    """None for a GET."""
    redirects: int

    def presses(self, button: str) -> bool:
        """Whether it posts the whole page by this button."""
        return self.kind == "document" and any(value == button for _, value in self.form or ())


@dataclass(frozen=True)
class Exchange:
    """The requests of one run, in their order; those left out are None, so that places keep their numbers."""

    requests: tuple[Request | None, ...]

    def without_reading_back(self) -> Exchange:
        """The exchange without what was opened again only to be compared.

        A wizard that is left by Cancel has entered nothing: from behind the Finish before it, all of it was reading.
        The answers to Finish and to Cancel are the same page, so what follows finds its tokens in either.
        """
        kept = list(self.requests)
        finish = None
        for number, request in enumerate(self.requests):
            if request is None:
                continue
            if request.presses("Finish"):
                finish = number
            elif request.presses("Cancel") and finish is not None:
                kept[finish + 1 : number + 1] = [None] * (number - finish)
        return Exchange(tuple(kept))

    def counts(self) -> Counts:
        """How many requests there are of each kind; redirects are requests too."""
        sent = [request for request in self.requests if request is not None]
        counted = Counter[str](request.kind for request in sent)
        counted["redirect"] = sum(request.redirects for request in sent)
        return dict(counted)

    def replay(self, http: httpx.Client) -> None:
        """Send it all, one after the other, with the client of someone who is signed in.

        Raises ReplayFailed where an answer is not what it was in the recording.
        """
        answers: list[tuple[str, ...]] = []
        for request in self.requests:
            if request is None:
                answers.append(answers[-1])
                continue
            answers.append(_send(http, request, answers))


def _send(http: httpx.Client, request: Request, answers: list[tuple[str, ...]]) -> tuple[str, ...]:
    fill = partial(_fill, answers=answers)
    address = request.path if request.token is None else f"{request.path}?enc={fill(request.token)}"
    if request.form is None:
        answer = http.get(address)
    else:
        content = urlencode([(name, fill(value)) for name, value in request.form])
        headers = _FORM | (_ASYNC if request.kind == "postback" else {})
        answer = http.post(address, content=content, headers=headers)
    if answer.status_code != 200 or len(answer.history) != request.redirects:
        raise ReplayFailed(f"{request.path}: status {answer.status_code}, {len(answer.history)} redirects")
    if request.kind == "pdf":
        if not answer.content.startswith(b"%PDF"):
            raise ReplayFailed(f"{request.path}: no PDF")
        return ()
    return tokens(answer.text)


def _fill(value: str | Place, answers: list[tuple[str, ...]]) -> str:
    return value if isinstance(value, str) else answers[value.answer][value.number]


def tokens(text: str) -> tuple[str, ...]:
    """What a page, or a piece of one, holds of its addresses' tokens, view state and event validation, in order."""
    return tuple(unquote("".join(found)) for found in _TOKEN.findall(text))


# --- the recording


def exchange_of(har: Path, first: str) -> Exchange:
    """The exchange that a HAR file holds, from the last GET of the address `first` on.

    Raises ReplayFailed for a token that no answer before it holds.
    """
    log = json.loads(har.read_text(encoding="utf-8"))["log"]
    entries = sorted(log["entries"], key=lambda entry: str(entry["startedDateTime"]))
    chains = [chain for chain in _chains(entries) if _counts(_url(chain[0]))]
    begin = max(n for n, chain in enumerate(chains) if _url(chain[0]) == first)
    requests: list[Request | None] = []
    answers: list[tuple[str, ...]] = []
    for chain in chains[begin:]:
        requests.append(_request(chain, answers))
        answers.append(tokens(chain[-1]["response"]["content"].get("text", "")))
    return Exchange(tuple(requests))


def _counts(url: str) -> bool:
    """Whether the work waits for it."""
    return not any(part in url for part in NOBODY_WAITS)


def _chains(entries: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Each request with those it was redirected to."""
    open_chains: dict[str, list[dict[str, Any]]] = {}
    chains = []
    for entry in entries:
        chain = open_chains.pop(_url(entry), None)
        if chain is None:
            chain = []
            chains.append(chain)
        chain.append(entry)
        if onward := entry["response"]["redirectURL"]:
            open_chains[str(httpx.URL(_url(entry)).join(onward))] = chain
    return iter(chains)


def _url(entry: dict[str, Any]) -> str:
    return str(entry["request"]["url"])


def _request(chain: list[dict[str, Any]], answers: list[tuple[str, ...]]) -> Request:
    asked = chain[0]["request"]
    parts = urlsplit(asked["url"])
    query = unquote(parts.query.removeprefix("enc="))
    form = None
    if asked["method"] == "POST":
        pairs = parse_qsl(asked["postData"]["text"], keep_blank_values=True)
        form = tuple((name, _place(value, answers) or value) for name, value in pairs)
    token = _place(query, answers)
    if query and token is None:
        raise ReplayFailed(f"{parts.path}: its address stands in no answer")
    return Request(_kind(chain, form), parts.path, token, form, len(chain) - 1)


def _kind(chain: list[dict[str, Any]], form: tuple[tuple[str, Any], ...] | None) -> Kind:
    if form is not None and ("__ASYNCPOST", "true") in form:
        return "postback"
    kind = str(chain[-1]["response"]["content"]["mimeType"])
    if kind.startswith("application/json"):
        return "list"
    return "pdf" if "pdf" in kind else "document"


def _place(value: str, answers: list[tuple[str, ...]]) -> Place | None:
    for answer in range(len(answers) - 1, -1, -1):
        if value in answers[answer]:
            return Place(answer, answers[answer].index(value))
    return None
