"""Alembic's environment: always a connection that is already open (see `migrations/upgrade.py`)."""

from alembic import context

from world_model.tables import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata, compare_type=True)
context.run_migrations()
