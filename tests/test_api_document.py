"""The OpenAPI document says what the API does: requests made from it are answered as it says.

`make test-api` makes many more of them.
"""

import os

import pytest

pytest.importorskip("fastapi", reason="the API comes with dateline[api]")
pytest.importorskip("schemathesis", reason="schemathesis is in the group dev")

import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import positive_data_acceptance

from assistant.api.app import build
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
    "POST /v1/chat/completions",
)

BEYOND = ("since is after until", "is empty; type", "is longer than", "must be the user's")
"""What a request is refused for that a schema cannot say."""


@pytest.fixture(scope="module")
def document(news_library: Library) -> BaseSchema:
    return schemathesis.openapi.from_asgi("/v1/openapi.json", build(Assistant(news_library)))


def test_the_document_names_every_operation(document: BaseSchema) -> None:
    named = [each.ok().label for each in document.get_all_operations()]
    assert sorted(named) == sorted(OPERATIONS)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_requests_made_from_the_document_are_answered_as_it_says(
    document: BaseSchema, operation: str
) -> None:
    method, _, path = operation.partition(" ")

    @given(case=document[path][method].as_strategy())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def answered(case: schemathesis.Case) -> None:
        response = case.call()
        senseless = response.status_code == 422 and any(each in response.text for each in BEYOND)
        excluded = [positive_data_acceptance] if senseless else []
        case.validate_response(response, excluded_checks=excluded)

    answered()
