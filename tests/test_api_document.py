"""The OpenAPI document says what the API does: requests made from it are answered as it says.

`make test-api` makes many more of them.
"""

import os

import pytest

pytest.importorskip("fastapi", reason="the API comes with dateline[api]")
pytest.importorskip("schemathesis", reason="schemathesis is in the group dev")

import schemathesis as st
from hypothesis import HealthCheck, settings

from assistant.api.app import build
from assistant.desk import Assistant
from index.library import Library

EXAMPLES = int(os.environ.get("API_EXAMPLES", "8"))


@pytest.fixture(scope="module")
def document(news_library: Library) -> object:
    return st.openapi.from_asgi("/v1/openapi.json", build(Assistant(news_library)))


schema = st.pytest.from_fixture("document")


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_every_request_is_answered_as_the_document_says(case: st.Case) -> None:
    case.call_and_validate()
