"""Tables of news: articles, bodies, counters of months."""

import sqlalchemy as sa
from alembic import op

from menhu.api import UtcDateTime

revision = "news_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "news_article",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("column", sa.String(40), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("subtitle", sa.String(200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("source", sa.String(200), nullable=False),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("editor", sa.String(200), nullable=False),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("published", UtcDateTime(), nullable=False),
        sa.Column("updated", UtcDateTime(), nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("withdraw_reason", sa.Text(), nullable=True),
        sa.Column("external_id", sa.String(200), nullable=True),
        sa.Column("imported", sa.String(40), nullable=True),
        sa.Column("picture_id", sa.Integer(), nullable=True),
        sa.Column("picture_alt", sa.String(500), nullable=False),
        sa.Column("picture_caption", sa.String(500), nullable=False),
        sa.CheckConstraint("state IN ('published', 'withdrawn')", name=op.f("ck_news_article_state")),
        sa.ForeignKeyConstraint(
            ["site_id"], ["core_site.id"], name=op.f("fk_news_article_site_id_core_site")
        ),
        sa.ForeignKeyConstraint(
            ["picture_id"], ["core_file.id"], name=op.f("fk_news_article_picture_id_core_file")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news_article")),
        sa.UniqueConstraint("site_id", "external_id", name=op.f("uq_news_article_site_id_external_id")),
    )
    place = ["site_id", "column", "state", "published", "id"]
    op.create_index("ix_news_article_list", "news_article", place)
    op.create_index(
        "ix_news_article_pictures",
        "news_article",
        place,
        sqlite_where=sa.column("picture_id").is_not(None),
        postgresql_where=sa.column("picture_id").is_not(None),
    )
    op.create_table(
        "news_body",
        sa.Column("article_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"],
            ["news_article.id"],
            name=op.f("fk_news_body_article_id_news_article"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["site_id"], ["core_site.id"], name=op.f("fk_news_body_site_id_core_site")),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_news_body")),
    )
    op.create_table(
        "news_month",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("column", sa.String(40), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["core_site.id"], name=op.f("fk_news_month_site_id_core_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_news_month")),
        sa.UniqueConstraint("site_id", "column", "month", name=op.f("uq_news_month_site_id_column_month")),
    )


def downgrade() -> None:
    op.drop_table("news_month")
    op.drop_table("news_body")
    op.drop_table("news_article")
