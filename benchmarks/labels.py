"""How often a box is found by the label that a person sees, on saved pages of real sites, once all ties are cut.

    python -m benchmarks.labels FOLDER [--json] [--half 0|1] [--misses FILE]

Each visible box with a label of its own (`label for`, a label around it) whose text no other box of the page has is
one case: its `for`, `aria-*`, `title`, `placeholder`, `name` and `id` are taken away, a label around it becomes a span.
Then the box is asked for by the text. Right: exactly that box. Wrong: another one, which is the worst.

Pages fall into two halves by their site: look at the errors of half 0 only, and half 1 tells what they taught.
"""

from __future__ import annotations

import argparse
import json
import re
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, Route, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from bot.browser import launch
from bot.web import READ, SCRIPT
from bot.web.labels import Labels
from bot.web.match import Found, Several, Wanted, match
from bot.web.view import View

CUT_TIES = r"""() => {
  const clean = t => (t || '').replace(/\s+/g, ' ').trim();
  const bare = t => clean(t).replace(/^[*\s]+/, '').replace(/[\s*:]+$/, '');
  const vis = e => { if (!e.isConnected || !e.checkVisibility({checkVisibilityCSS: true})) return false;
    const b = e.getBoundingClientRect(); return b.width > 0 && b.height > 0; };
  const out = [], count = {};
  const none = ['hidden', 'submit', 'button', 'image', 'reset', 'file', 'radio'];
  for (const e of document.querySelectorAll('input, select, textarea')) {
    if (!vis(e) || none.includes(e.type)) continue;
    const labels = [...(e.labels || [])].filter(vis);
    let text = '';
    if (labels.length) {
      const copy = labels[0].cloneNode(true);
      for (const x of copy.querySelectorAll('input, select, textarea, option, script, style, button')) x.remove();
      text = bare(copy.textContent);
    }
    if (!text || text.length > 80 || text.length < 2) continue;
    count[text.toLowerCase()] = (count[text.toLowerCase()] || 0) + 1;
    const kind = e.tagName === 'SELECT' ? 'select' : e.tagName === 'TEXTAREA' ? 'textarea'
      : e.type === 'checkbox' ? 'checkbox' : 'text';
    e.setAttribute('data-case', String(out.length));
    out.push({text, kind, n: out.length});
  }
  for (const e of document.querySelectorAll('label')) {
    e.removeAttribute('for');
    if (!e.querySelector('input, select, textarea')) continue;
    const s = document.createElement('span');
    s.className = e.className; s.style.cssText = e.style.cssText; s.append(...e.childNodes); e.replaceWith(s);
  }
  const cut = ['aria-label', 'aria-labelledby', 'title', 'placeholder', 'name', 'id', 'for'];
  for (const e of document.querySelectorAll('input, select, textarea, label, [aria-label], [aria-labelledby]')) {
    for (const a of cut) e.removeAttribute(a);
  }
  return out.filter(c => count[c.text.toLowerCase()] === 1);
}"""
TIMED_READ = f"""() => {{ document.body.offsetHeight; const from = performance.now(), view = ({READ})();
  return [performance.now() - from, view]; }}"""
CASE_OF = "n => window.__caljobsView.element(n).getAttribute('data-case')"


@dataclass
class Score:
    """What was counted on the pages of one half."""

    pages: int = 0
    unloadable: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    script_ms: float = 0
    judge_ms: float = 0

    def figures(self) -> dict[str, Any]:
        cases = sum(self.answers.values())
        most, pages = max(cases, 1), max(self.pages, 1)
        right, wrong = self.answers["right"], self.answers["wrong"]
        return {
            "pages": self.pages, "unloadable": self.unloadable, "boxes": cases,
            "right": round(right / most, 4), "wrong": round(wrong / most, 4),
            "none_or_several": round((cases - right - wrong) / most, 4),
            "answers": dict(sorted(self.answers.items())), "by_kind": dict(sorted(self.kinds.items())),
            "script_ms_a_page": round(self.script_ms / pages, 2),
            "judgement_ms_a_page": round(self.judge_ms / pages, 2),
        }  # fmt: skip


def half_of(file: Path) -> int:
    """The half a page belongs to; all pages of one site are in the same."""
    return zlib.crc32(file.name.split("_")[0].encode()) % 2


def try_page(page: Page, file: Path, score: Score) -> Iterator[dict[str, Any]]:
    """Asks for every case of a page, counts the answers, and gives those that are not right."""
    html = re.sub(r"<script\b.*?</script>", "", file.read_text(errors="replace"), flags=re.S | re.I)

    def answer(route: Route) -> None:
        if route.request.url.endswith("/page.html"):
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        else:
            route.abort()

    page.route("**/*", answer)
    page.goto("http://wild.test/page.html", wait_until="domcontentloaded", timeout=15_000)
    cases = page.evaluate(CUT_TIES)
    if not cases:
        return
    took, text = page.evaluate(TIMED_READ)
    score.pages += 1
    score.script_ms += took
    start = time.perf_counter()
    labels = Labels(View.parse(text))
    answers = [match(Wanted(case["text"], case["kind"]), labels) for case in cases]
    score.judge_ms += (time.perf_counter() - start) * 1000
    for case, found in zip(cases, answers, strict=True):
        word = "several" if isinstance(found, Several) else "missing"
        if isinstance(found, Found):
            word = "right" if page.evaluate(CASE_OF, found.box.number) == str(case["n"]) else "wrong"
        score.answers[word] += 1
        score.kinds[f"{case['kind']}/{word}"] += 1
        if word != "right":
            yield {"page": file.name, **case, "answer": word}


def try_all(context: BrowserContext, files: list[Path]) -> tuple[list[Score], list[dict[str, Any]]]:
    """Both halves' scores, and what went amiss in each page."""
    scores, misses = [Score(), Score()], []
    for file in files:
        score = scores[half_of(file)]
        page = context.new_page()
        try:
            misses += [{"half": half_of(file), **miss} for miss in try_page(page, file, score)]
        except PlaywrightError as error:  # a page that will not load is no case
            score.unloadable += 1
            misses.append({"half": half_of(file), "page": file.name, "answer": error.message.splitlines()[0]})
        page.close()
    return scores, misses


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description="How often a box is found by its visible label.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true", help="print all figures as JSON")
    parser.add_argument("--half", type=int, choices=(0, 1), help="only the pages of one half")
    parser.add_argument("--misses", type=Path, help="write what was not right, one JSON line each")
    asked = parser.parse_args()
    files = [f for f in sorted(asked.folder.glob("*.html")) if asked.half in (None, half_of(f))]
    with sync_playwright() as playwright:
        browser = launch(playwright, arguments=["--host-resolver-rules=MAP * ~NOTFOUND"])
        context = browser.new_context()
        context.add_init_script(SCRIPT)
        scores, misses = try_all(context, files)
        browser.close()
    if asked.misses:
        asked.misses.write_text("".join(json.dumps(miss, ensure_ascii=False) + "\n" for miss in misses))
    figures = {f"half_{n}": score.figures() for n, score in enumerate(scores)}
    if asked.json:
        print(json.dumps(figures, indent=1))
        return
    for name, one in figures.items():
        print(
            f"{name}: {one['pages']} pages, {one['boxes']} boxes: right {one['right']:.3f}, wrong {one['wrong']:.3f}, "
            f"none or several {one['none_or_several']:.3f}; script {one['script_ms_a_page']} ms a page, "
            f"judgement {one['judgement_ms_a_page']}"
        )


if __name__ == "__main__":
    main()
