"""`dvgraph review`: a person accepts, changes or rejects the rows of a crosswalk, one by one."""

from __future__ import annotations

import datetime
import sys
from collections import Counter
from pathlib import Path

import click

from dvgraph.cli.options import ontology_option
from dvgraph.crosswalks.decisions import ACCEPT, CHANGE, REJECT, Decision, Key, Reviewer
from dvgraph.crosswalks.review import Review, screen
from dvgraph.crosswalks.sssom import NO_TERM, PREDICATES, Mapping
from dvgraph.errors import InvalidInput
from dvgraph.facts import Facts
from dvgraph.load import load
from dvgraph.places import ontology_dir

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_KEYS = {"a": ACCEPT, "c": CHANGE, "r": REJECT, "s": "skip", "q": "quit"}
_SAYS = ", ".join(f"{key} {word}" for key, word in _KEYS.items())
_WORDS = [name.removeprefix("skos:") for name in PREDICATES[:-1]]


@click.command()
@click.argument("file", type=_FILE)
@click.option("--candidates", type=_FILE, help="Crosswalk file of candidates, as `dvgraph suggest` writes it.")
@click.option("--reviewer", required=True, help="Name of the person who decides; it stands in every accepted row.")
@click.option("--decisions", type=_FILE, help="File of decisions (TSV: subject, object, decision ..) to carry out.")
@click.option("--again", is_flag=True, help="Go through rows that somebody has accepted, too.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Day of the review (default: today).")
@ontology_option("with the items")
def review(
    file: Path,
    candidates: Path | None,
    reviewer: str,
    decisions: Path | None,
    again: bool,
    day: datetime.datetime | None,
    ontology: Path | None,
) -> None:
    """Accept, change or reject the rows of a crosswalk FILE (<a>-<b>.sssom.tsv), and candidates beside them.

    Shows one row a screen; each decision is checked and written at once. An accepted row bears the reviewer's name
    and the day. The last row of a subject can only be rejected for another object, or for the statement that nothing
    fits, with a reason. Where somebody else changed the file meanwhile, both edits are joined; where that can't be,
    the decision is kept in <a>-<b>.unmerged.tsv. All decisions are kept in <a>-<b>.review.tsv.

    Exits 0 where all decisions were carried out, 1 where one was not, 2 on misuse.
    """
    try:
        who = Reviewer(" ".join(reviewer.split()), (day.date() if day else datetime.date.today()).isoformat())
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--reviewer") from None
    work = Review(file, Facts(load(ontology or ontology_dir())), who, candidates, again=again)
    done = _carry_out(work, decisions) if decisions else _go_through(work)
    summary = ", ".join(f"{done[word]} {word}" for word in ("accepted", "changed", "rejected", "refused") if done[word])
    click.echo(f"{file.name}: {summary or 'nothing decided'}.", err=True)
    sys.exit(1 if done["refused"] else 0)


def _carry_out(work: Review, path: Path) -> Counter[str]:
    """Carry out a file of decisions; what is refused is told with its line."""
    done: Counter[str] = Counter()
    for decision, outcome in work.take_all(path):
        done[_past(decision.decision) if outcome.written else "refused"] += 1
        if not outcome.written:
            click.echo(f"{path}:{decision.line}: {outcome.problem}", err=True)
    return done


def _past(word: str) -> str:
    return f"{word}d" if word.endswith("e") else f"{word}ed"


def _go_through(work: Review) -> Counter[str]:
    """Show what waits, row by row, and carry out what the reviewer says; end at `q` or the end of input."""
    done: Counter[str] = Counter()
    keys = work.waiting()
    try:
        for number, key in enumerate(keys, 1):
            word = _decide(work, key, f"{number} of {len(keys)}")
            if word == "quit":
                break
            if word != "skip":
                done[_past(word)] += 1
    except click.Abort:
        # Every decision before was written when it was taken.
        click.echo()
    return done


def _decide(work: Review, key: Key, count: str) -> str:
    """Show a row until the reviewer has said what can be carried out, or passes on; return what was done."""
    row = work.row(key)
    if row is None:
        return "skip"
    click.clear()
    click.echo(f"{count}\n\n{screen(work, row)}")
    while True:
        word = _KEYS[click.prompt(_SAYS, type=click.Choice(list(_KEYS)), show_choices=False, prompt_suffix=" > ")]
        if word in {"skip", "quit"}:
            return word
        try:
            outcome = work.take(_asked(work, row, word), key)
        except InvalidInput as error:
            if error.file:
                raise
            click.echo(error.problem)
            continue
        if outcome.written:
            click.echo("Written, with what was changed in the file meanwhile." if outcome.merged else "Written.")
            return word
        click.echo(f"Not written. {outcome.problem}")
        row = work.row(key) or row


def _asked(work: Review, row: Mapping, word: str) -> Decision:
    """Ask for what a decision needs."""
    if word == CHANGE:
        return _asked_change(work, row, CHANGE, row.object_id)
    if word == REJECT and not work.is_candidate(row) and not _filed_siblings(work, row):
        click.echo(f"It is the last row of {row.subject_id}. Name another object, or {NO_TERM}.")
        return _asked_change(work, row, REJECT, None if row.is_gap else NO_TERM)
    return Decision(row.subject_id, row.object_id, word)


def _filed_siblings(work: Review, row: Mapping) -> list[Mapping]:
    return [one for one in work.siblings(row) if not work.is_candidate(one)]


def _asked_change(work: Review, row: Mapping, word: str, default: str | None) -> Decision:
    """Ask for object, predicate, confidence and reason, with what the row has as defaults."""
    target = " ".join(click.prompt("Object", default=default).split())
    other = target != row.object_id
    predicate = label = confidence = ""
    if target != NO_TERM:
        if other and not (label := work.label_of(target)):
            label = click.prompt(f"The graph has no {target}. Its label")
        now = row.predicate_id.removeprefix("skos:")
        chosen = click.prompt("Predicate", type=click.Choice(_WORDS), default=now if now in _WORDS else None)
        number = click.prompt("Confidence", type=click.FloatRange(0, 1), default=None if other else row.confidence)
        predicate, confidence = f"skos:{chosen}", f"{number:g}"
    comment = click.prompt("Reason", default=None if other else row.comment)
    return Decision(row.subject_id, row.object_id, word, predicate, target if other else "", label, confidence, comment)
