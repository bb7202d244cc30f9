import json

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from dvgraph.load import Loaded
from dvgraph.namespaces import EXTERNAL, Namespaces
from dvgraph.places import ontology_dir
from dvgraph_server.rdf import JSON_LD as OFFER
from dvgraph_server.rdf import Context, write_rdf

OBJECT_PROPERTY = NamedNode(EXTERNAL["owl"] + "ObjectProperty")
TYPE = NamedNode(EXTERNAL["rdf"] + "type")
XSD = EXTERNAL["xsd"]


def entries() -> dict[str, dict[str, str]]:
    content = json.loads((ontology_dir() / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    return {value["@id"]: value for value in content.values() if isinstance(value, dict)}


def test_context_types_every_property_of_the_ontology(loaded: Loaded) -> None:
    known, names = entries(), loaded.namespaces
    own = [t for t in loaded.triples("ontology") if isinstance(t.subject, NamedNode)]
    links = {names.curie(t.subject.value) for t in own if t.predicate == TYPE and t.object == OBJECT_PROPERTY}
    links = {curie for curie in links if curie.startswith("dv:")}
    assert links
    assert {curie: known.get(curie, {}).get("@type") for curie in links} == dict.fromkeys(links, "@id")


def test_context_has_the_prefixes_of_the_frameworks(loaded: Loaded) -> None:
    content = json.loads((ontology_dir() / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    assert {prefix: content.get(prefix) for prefix in loaded.namespaces.prefixes} == loaded.namespaces.prefixes


def test_json_ld_keeps_every_kind_of_term() -> None:
    names = Namespaces()
    item, prop = NamedNode(names.base + "topic/a"), NamedNode("https://example.org/p")
    position, label = NamedNode(names.dv("position")), NamedNode(EXTERNAL["skos"] + "prefLabel")
    notation, mentions = NamedNode(EXTERNAL["skos"] + "notation"), NamedNode(names.dv("mentions"))
    objects = [
        (prop, Literal("plain")),
        (prop, Literal("français", language="fr")),
        (prop, Literal("2005", datatype=NamedNode(XSD + "gYear"))),
        (prop, BlankNode("b")),
        (position, Literal("7", datatype=NamedNode(XSD + "integer"))),
        (position, Literal("007", datatype=NamedNode(XSD + "integer"))),
        (position, Literal("seven")),
        (label, Literal("in English", language="en")),
        (label, Literal("auf Deutsch", language="de")),
        (label, Literal("no language")),
        (notation, Literal("A1")),
        (mentions, NamedNode("https://example.org/x y".replace(" ", "%20"))),
        (mentions, Literal("a text where a resource is due")),
        (TYPE, NamedNode(names.dv("Topic"))),
    ]
    triples = [Triple(item, p, o) for p, o in objects]
    body = write_rdf(triples, OFFER, names, Context.read(names))
    found = {(q.predicate, q.object) for q in parse(input=body, format=RdfFormat.JSON_LD)}
    assert {p for p, o in found if isinstance(o, BlankNode)} == {prop}
    assert {pair for pair in found if not isinstance(pair[1], BlankNode)} == {
        pair for pair in objects if not isinstance(pair[1], BlankNode)
    }
