"""`python -m migrations` brings a database to this release: Alembic revisions, functions, roles, row-level security."""
