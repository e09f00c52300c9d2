"""How a site's pages are opened: its locale, time zone, device and proxy.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("sites", sa.Column("browsing", JSONB(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("sites", "browsing")
