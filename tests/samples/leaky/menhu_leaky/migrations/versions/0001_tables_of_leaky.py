"""Documents and remarks."""

import sqlalchemy as sa
from alembic import op

revision = "leaky0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "leaky_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"], ["core_site.id"], name=op.f("fk_leaky_document_site_id_core_site")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaky_document")),
    )
    op.create_index(op.f("ix_leaky_document_title_site_id"), "leaky_document", ["title", "site_id"])
    op.create_table(
        "leaky_remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(100), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["leaky_document.id"], name=op.f("fk_leaky_remark_document_id_leaky_document")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaky_remark")),
    )
    op.create_index(op.f("ix_leaky_remark_document_id"), "leaky_remark", ["document_id"])


def downgrade() -> None:
    op.drop_table("leaky_remark")
    op.drop_table("leaky_document")
