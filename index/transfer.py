"""A catalog copied from one kind of database to the other: for a backup and for its return."""

from index.database import OF_ARTICLES, Database
from index.filters import marks

_WINDOW = 100
"""Articles copied at once: what is in memory of a large catalog."""


def transfer(source: Database, target: Database) -> None:
    """Copy files, articles and all that is kept of them, as at one moment, to an empty catalog.

    The outbox begins anew, with every article in it. Raises CatalogError.
    """
    with source.snapshot() as read, target.transaction() as write:
        ids = [row[0] for row in read.run("SELECT id FROM articles ORDER BY source")]
        files = read.run("SELECT * FROM files")
        write.many("INSERT INTO files VALUES (?, ?, ?, ?, ?, ?)", files)
        for at in range(0, len(ids), _WINDOW):
            window = ids[at : at + _WINDOW]
            for table in OF_ARTICLES:
                key = "id" if table == "articles" else "article"
                rows = read.run(f"SELECT * FROM {table} WHERE {key} IN ({marks(window)})", window)
                if rows:
                    write.many(f"INSERT INTO {table} VALUES ({marks(rows[0])})", rows)
            for id in window:
                target.announce(write, "add", id)
