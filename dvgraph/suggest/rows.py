"""Rankings as SSSOM rows, as JSON and as a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from dvgraph.crosswalks import Mapping as Row
from dvgraph.crosswalks import MappingSet
from dvgraph.crosswalks.statements import mapping_set_iri
from dvgraph.namespaces import Namespaces
from dvgraph.suggest.material import Known, Material
from dvgraph.suggest.ranking import Candidate, Ranking

__all__ = ["as_json", "mapping_set", "pruned", "reason"]

AUTHOR = "dvgraph suggest"
_TELLING, _NEAREST = 3, 10
#: Where nothing is known of how such items are related, the weakest relation.
_WEAKEST = "skos:relatedMatch"
#: Kinds of evidence that are words alone, and meaning alone; any others, or both, are a composite.
_LEXICAL, _SEMANTIC = {"words"}, {"meaning"}


def pruned(rankings: Iterable[Ranking], top: int, least: float) -> list[Ranking]:
    """Return rankings with their first candidates alone, those below a score left out."""
    return [
        Ranking(one.subject, tuple(c for c in one.candidates[:top] if c.score >= least), one.near) for one in rankings
    ]


def justification(candidate: Candidate) -> str:
    """Return the term of SEMAPV that says how a candidate came about, by the kinds of evidence that speak for it."""
    kinds = {one.kind for one in candidate.evidence}
    if kinds and kinds <= _LEXICAL:
        return "semapv:LexicalSimilarityThresholdMatching"
    if kinds and kinds <= _SEMANTIC:
        return "semapv:SemanticSimilarityThresholdMatching"
    return "semapv:CompositeMatching"


def reason(ranking: Ranking, candidate: Candidate, namespaces: Namespaces) -> str:
    """Return what speaks for a candidate, in a sentence."""
    told = [f"{one.kind} ({one.value:.2f})" for one in candidate.evidence[:_TELLING]]
    text = f"Suggested by {', '.join(told)}" if told else "Suggested by nothing in particular"
    if candidate.topics:
        names = (namespaces.curie(topic).partition(":")[2].replace("-", " ") for topic in candidate.topics[:_TELLING])
        text += f"; shared subjects: {', '.join(names)}"
    if ranking.near:
        text += f"; nearest item filed already: {ranking.near[0][0]}"
    return text + "."


def mapping_set(
    name: str, rankings: Sequence[Ranking], material: Material, namespaces: Namespaces, date: str
) -> MappingSet:
    """Return rankings as a crosswalk; confidences of one subject differ, as files want them.

    :param name: the two short names ("set-fm").
    :param date: the day, ISO 8601.
    """
    source, _, target = name.partition("-")
    predicates = _predicates(material, namespaces)
    rows = []
    for ranking in rankings:
        last = 1.01
        for candidate in ranking.candidates:
            last = max(0.0, min(round(candidate.score, 4), round(last - 0.0001, 4)))
            rows.append(
                Row(
                    ranking.subject.curie,
                    ranking.subject.label,
                    _predicate(ranking, candidate, predicates),
                    candidate.target.curie,
                    candidate.target.label,
                    justification(candidate),
                    AUTHOR,
                    "",
                    f"framework:{target}",
                    date,
                    last,
                    reason(ranking, candidate, namespaces),
                )
            )
    used = ("framework", "semapv", "skos", "sssom", source, target)
    metadata: dict[str, object] = {
        "mapping_set_id": mapping_set_iri(name),
        "mapping_set_title": f"Candidates from {source} to {target}, to be reviewed",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "subject_source": f"framework:{source}",
        "curie_map": {prefix: namespaces.prefixes[prefix] for prefix in sorted(used)},
    }
    return MappingSet(name, metadata, tuple(sorted(rows, key=lambda row: row.order)), f"{name}.sssom.tsv")


def as_json(rankings: Sequence[Ranking], namespaces: Namespaces) -> list[dict[str, object]]:
    """Return rankings as plain values for JSON."""
    return [
        {
            "subject": one.subject.curie,
            "label": one.subject.label,
            "nearest_filed": [{"item": curie, "nearness": round(near, 4)} for curie, near in one.near],
            "candidates": [
                {
                    "object": c.target.curie,
                    "label": c.target.label,
                    "score": round(c.score, 4),
                    "topics": [namespaces.curie(topic) for topic in c.topics],
                    "evidence": {e.kind: {"value": round(e.value, 4), "adds": round(e.weight, 4)} for e in c.evidence},
                }
                for c in one.candidates
            ],
        }
        for one in rankings
    ]


def _predicates(material: Material, namespaces: Namespaces) -> Mapping[str, Sequence[Known]]:
    """Return curie of a mapped item -> its mappings."""
    found: dict[str, list[Known]] = defaultdict(list)
    for one in material.known:
        found[namespaces.curie(one.subject)].append(one)
    return found


def _predicate(ranking: Ranking, candidate: Candidate, known: Mapping[str, Sequence[Known]]) -> str:
    """Return the relation that the nearest filed items have most, to this candidate above others."""
    weights: dict[str, float] = defaultdict(float)
    for curie, nearness in ranking.near[:_NEAREST]:
        for one in known.get(curie, ()):
            weights[one.predicate] += nearness * (2 if one.target == candidate.target.iri else 1)
    best = max(sorted(weights), key=lambda predicate: weights[predicate], default="")
    return "skos:" + best.rpartition("#")[2] if best else _WEAKEST
