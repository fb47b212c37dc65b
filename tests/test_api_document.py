"""The OpenAPI document says what the API does: requests made from it are answered as it says.

`make test-api` makes many more of them.
"""

import hashlib
import os
from collections.abc import Callable

import pytest

pytest.importorskip("fastapi", reason="the API comes with dateline[api]")
pytest.importorskip("schemathesis", reason="schemathesis is in the group dev")

import schemathesis
from hypothesis import HealthCheck, given, settings
from pydantic import SecretStr
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import (
    positive_data_acceptance,
    response_schema_conformance,
)

from assistant.api.app import app, build
from assistant.desk import Assistant
from index.library import Library

EXAMPLES = int(os.environ.get("API_EXAMPLES", "10"))
OPERATIONS = (
    "POST /v1/ask",
    "GET /v1/search",
    "GET /v1/articles",
    "GET /v1/articles/{source}",
    "GET /v1/statements",
    "GET /v1/timeline",
    "GET /v1/models",
    "GET /v1/models/{name}",
    "POST /v1/chat/completions",
)

BEYOND = ("since is after until", "is empty; type", "is longer than", "must be the user's")
"""What a request is refused for that a schema cannot say."""


TOKEN = hashlib.sha256(b"the token of these tests").hexdigest()
HEADERS = {"Authorization": f"Bearer {TOKEN}", "Host": "localhost"}
REFUSED = {
    "no token": ({"Host": "localhost"}, 401),
    "a wrong token": ({**HEADERS, "Authorization": f"Bearer {TOKEN[:-1]}"}, 401),
    "a foreign name": ({**HEADERS, "Host": "evil.example"}, 403),
    "a foreign site": ({**HEADERS, "Origin": "https://evil.example"}, 403),
}


@pytest.fixture(scope="module")
def document(news_library: Library) -> BaseSchema:
    return schemathesis.openapi.from_asgi("/v1/openapi.json", build(Assistant(news_library)))


@pytest.fixture(scope="module")
def guarded(news_library: Library) -> BaseSchema:
    """The document behind the gate, which asks for a token."""
    gate = app(Assistant(news_library), SecretStr(TOKEN))
    return schemathesis.openapi.from_asgi("/v1/openapi.json", gate, headers=HEADERS)


def test_the_document_names_every_operation(document: BaseSchema) -> None:
    named = [each.ok().label for each in document.get_all_operations()]
    assert sorted(named) == sorted(OPERATIONS)


def test_the_document_asks_for_a_token_where_one_is_asked_for(
    document: BaseSchema, guarded: BaseSchema
) -> None:
    (name, scheme), *others = guarded.raw_schema["components"]["securitySchemes"].items()
    assert (scheme["type"], scheme["scheme"], others) == ("http", "bearer", [])
    for path in guarded.raw_schema["paths"].values():
        assert all(each["security"] == [{name: []}] for each in path.values())
    assert "securitySchemes" not in document.raw_schema.get("components", {})


def made_from(
    document: BaseSchema, operation: str, holds: Callable[[schemathesis.Case], None]
) -> None:
    """Try requests made from the document."""
    method, _, path = operation.partition(" ")

    @given(case=document[path][method].as_strategy())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def tried(case: schemathesis.Case) -> None:
        holds(case)

    tried()


def answered(case: schemathesis.Case, headers: dict[str, str] | None = None) -> None:
    response = case.call(headers=headers)
    senseless = response.status_code == 422 and any(each in response.text for each in BEYOND)
    excluded = [positive_data_acceptance] if senseless else []
    case.validate_response(response, excluded_checks=excluded, headers=headers)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_requests_made_from_the_document_are_answered_as_it_says(
    document: BaseSchema, operation: str
) -> None:
    made_from(document, operation, answered)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_behind_the_gate_requests_are_answered_or_refused_as_the_document_says(
    guarded: BaseSchema, operation: str
) -> None:
    def holds(case: schemathesis.Case) -> None:
        answered(case, HEADERS)
        for why, (headers, status) in REFUSED.items():
            response = case.call(headers=headers)
            assert response.status_code == status, (why, response.text)
            case.validate_response(response, checks=[response_schema_conformance])
        if case.method == "POST":
            response = case.call(headers=HEADERS, json={"question": "Why? " * 60_000})
            assert response.status_code == 413
            case.validate_response(response, checks=[response_schema_conformance])

    made_from(guarded, operation, holds)
