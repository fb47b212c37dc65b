"""The HTTP API: the only place that knows FastAPI, beside the page that brings it."""
