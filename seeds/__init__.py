"""Five articles from invented outlets on a real story of March 2024, the
Nissan-Honda talks on electric vehicles. They were written for this project:
the facts are real, the outlets (and their bylines) are invented."""

from pathlib import Path

# The folder that holds the bundled sample articles.
ARTICLES = Path(__file__).parent / "articles"
