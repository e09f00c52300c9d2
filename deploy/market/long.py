"""Long forms: one of 154 fields; both with lists of a thousand options and more, one drawn only where one looks."""

from functools import cache

import pycountry

from deploy.market.catalogue import Posting
from deploy.market.doubles import Double
from deploy.market.fields import Field
from deploy.market.person import Person
from deploy.market.questions import COUNTRIES, HEARD

# Those a person sees; a trap comes on top.
FIELDS = 154
LANDS = {"DE", "FR", "GB", "IT", "ES", "SI", "PT", "TR", "LV", "UG", "MK"}
TOOLS = (
    "Ada", "Ansible", "Assembly", "Bazel", "C", "C++", "C#", "Cassandra", "Clojure", "COBOL", "CockroachDB",
    "CouchDB", "Crystal", "D", "Dart", "Delphi", "Elixir", "Elm", "Erlang", "F#", "Fortran", "GCP", "Go", "Grafana",
    "GraphQL", "Groovy", "Hadoop", "Haskell", "HBase", "Helm", "Hive", "Istio", "Java", "Jenkins", "Julia", "Kafka",
    "Kotlin", "Lisp", "Lua", "MATLAB", "MongoDB", "MySQL", "Neo4j", "Nginx", "Nim", "Nomad", "OCaml", "Oracle",
    "Perl", "PHP", "Prolog", "Puppet", "R", "Racket", "Ruby", "Rust", "SAP", "SAS", "Scala", "Scheme", "Smalltalk",
    "Solr", "Spark", "Swift", "Tcl", "Terraform", "TypeScript", "Vault", "VHDL", "Zig", "Zsh",
)  # fmt: skip


@cache
def regions() -> tuple[str, ...]:
    """More than a thousand regions of the world by their own names, Berlin among them."""
    return tuple(sorted({region.name for region in pycountry.subdivisions if region.country_code in LANDS}))


@cache
def tongues() -> tuple[str, ...]:
    names = sorted({language.name for language in pycountry.languages})
    return (*names[::2], "Swedish")


def fields(posting: Posting, person: Person) -> tuple[Field, ...]:
    known = (*_person(person), *_lists(person), *posting.questions)
    known = tuple(field.model_copy(update={"name": field.name or f"q{index}"}) for index, field in enumerate(known))
    if posting.layout % 2 == 0:
        return known
    return (*known, *_tools(FIELDS + 1 - len(known)))


def _person(person: Person) -> tuple[Field, ...]:
    return (
        Field(name="first", label="First name", required=True, answer=person.first_name, section="Personal data"),
        Field(name="last", label="Last name", required=True, answer=person.last_name, section="Personal data"),
        Field(name="mail", label="E-mail address", kind="email", required=True, answer=person.email, section="Personal data"),
        Field(
            name="tel",
            label="Telephone",
            kind="phone",
            required=True,
            answer=person.phone,
            match="phone",
            section="Personal data",
        ),
        Field(name="street", label="Street and number", required=True, answer=person.address_line, section="Personal data"),
        Field(name="zip", label="Postal code", required=True, answer=person.postal_code, section="Personal data"),
        Field(name="town", label="Town", required=True, answer=person.city, section="Personal data"),
        Field(name="cv", label="Curriculum vitae", kind="file", required=True, match="file", section="Documents"),
        Field(
            name="heard",
            label="How did you find us?",
            kind="choice",
            required=True,
            options=HEARD,
            answer=person.heard_from,
            section="Documents",
        ),
        Field(name="trap", label="Fax number", match="blank", trap=True, section="Documents"),
    )


def _lists(person: Person) -> tuple[Field, ...]:
    return (
        Field(
            name="land",
            label="Country of residence",
            kind="choice",
            required=True,
            options=COUNTRIES,
            answer=person.country,
            section="Lists",
        ),
        Field(
            name="region",
            label="Region of residence",
            kind="choice",
            required=True,
            options=regions(),
            answer=person.region,
            section="Lists",
            widget="searched",
        ),
        Field(
            name="tongue",
            label="First language",
            kind="choice",
            required=True,
            options=tongues(),
            answer="Swedish",
            section="Lists",
            widget="virtual",
        ),
    )


def _tools(count: int) -> tuple[Field, ...]:
    made = [
        Field(name=f"years{index}", label=f"Years of experience with {tool}", match="blank", section="Experience")
        for index, tool in enumerate(TOOLS)
    ]
    made += [
        Field(
            name=f"level{index}", label=f"Do you hold a certificate in {tool}?", kind="choice", match="blank",
            section="Certificates", options=("Yes", "No"),
        )
        for index, tool in enumerate(TOOLS)
    ]  # fmt: skip
    return tuple(made[:count])


DOUBLE = Double("long", fields)
