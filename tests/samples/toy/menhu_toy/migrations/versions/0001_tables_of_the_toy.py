"""Cases, opinions and switches."""

import sqlalchemy as sa
from alembic import op

from menhu.api import UtcDateTime

revision = "toy0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "toy_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("opened", UtcDateTime(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["core_site.id"], name=op.f("fk_toy_case_site_id_core_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_toy_case")),
    )
    op.create_index(op.f("ix_toy_case_site_id_state_opened"), "toy_case", ["site_id", "state", "opened"])
    op.create_table(
        "toy_opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("given", UtcDateTime(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["toy_case.id"], name=op.f("fk_toy_opinion_case_id_toy_case"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["core_site.id"], name=op.f("fk_toy_opinion_site_id_core_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_toy_opinion")),
    )
    op.create_index(op.f("ix_toy_opinion_site_id_case_id"), "toy_opinion", ["site_id", "case_id"])
    op.create_table(
        "toy_switch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["core_site.id"], name=op.f("fk_toy_switch_site_id_core_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_toy_switch")),
    )
    op.create_index(op.f("ix_toy_switch_site_id_id"), "toy_switch", ["site_id", "id"])


def downgrade() -> None:
    op.drop_table("toy_switch")
    op.drop_table("toy_opinion")
    op.drop_table("toy_case")
