"""Tables of pages: pages and bodies."""

import sqlalchemy as sa
from alembic import op

from menhu.api import UtcDateTime

revision = "pages_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pages_page",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("column", sa.String(40), nullable=False),
        sa.Column("slug", sa.String(60), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("updated", UtcDateTime(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("imported", sa.String(40), nullable=True),
        sa.Column("picture_id", sa.Integer(), nullable=True),
        sa.Column("picture_alt", sa.String(500), nullable=False),
        sa.Column("picture_caption", sa.String(500), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["core_site.id"], name=op.f("fk_pages_page_site_id_core_site")),
        sa.ForeignKeyConstraint(
            ["picture_id"], ["core_file.id"], name=op.f("fk_pages_page_picture_id_core_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pages_page")),
        sa.UniqueConstraint("site_id", "column", "slug", name=op.f("uq_pages_page_site_id_column_slug")),
    )
    op.create_table(
        "pages_body",
        sa.Column("page_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["page_id"], ["pages_page.id"], name=op.f("fk_pages_body_page_id_pages_page"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["core_site.id"], name=op.f("fk_pages_body_site_id_core_site")),
        sa.PrimaryKeyConstraint("page_id", name=op.f("pk_pages_body")),
    )


def downgrade() -> None:
    op.drop_table("pages_body")
    op.drop_table("pages_page")
