"""Tables of the core."""

import sqlalchemy as sa
from alembic import op

from menhu.data.types import UtcDateTime

revision = "core_0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "core_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("tx", sa.BigInteger(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_change")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_core_change_at"), "core_change", ["at"], unique=False)
    op.create_index(op.f("ix_core_change_tx"), "core_change", ["tx"], unique=False)

    op.create_table(
        "core_cluster",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("decl", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_cluster")),
    )
    op.create_table(
        "core_structure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_structure")),
        sa.UniqueConstraint("digest", name=op.f("uq_core_structure_digest")),
    )
    op.create_table(
        "core_template",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("decl", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_core_template")),
    )
    op.create_table(
        "core_site",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("successor", sa.String(), nullable=True),
        sa.Column("notice", sa.String(), nullable=True),
        sa.Column("path_prefix", sa.String(), nullable=True),
        sa.Column("structure_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("own", sa.JSON(), nullable=False),
        sa.Column("overlay", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["structure_id"], ["core_structure.id"], name=op.f("fk_core_site_structure_id_core_structure")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_site")),
        sa.UniqueConstraint("code", name=op.f("uq_core_site_code")),
        sa.UniqueConstraint("path_prefix", name=op.f("uq_core_site_path_prefix")),
    )
    op.create_index(op.f("ix_core_site_structure_id"), "core_site", ["structure_id"], unique=False)

    op.create_table(
        "core_closing",
        sa.Column("site_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("feature", sa.String(), nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"], ["core_site.id"], name=op.f("fk_core_closing_site_id_core_site"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("site_id", "feature", name=op.f("pk_core_closing")),
    )
    op.create_table(
        "core_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("alt", sa.String(), server_default="", nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["core_site.id"], name=op.f("fk_core_file_site_id_core_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_core_file")),
        sa.UniqueConstraint("site_id", "digest", "name", name=op.f("uq_core_file_site_id_digest_name")),
    )
    op.create_table(
        "core_host",
        sa.Column("host", sa.String(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"], ["core_site.id"], name=op.f("fk_core_host_site_id_core_site"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_core_host")),
    )
    op.create_index(op.f("ix_core_host_site_id"), "core_host", ["site_id"], unique=False)

    op.create_table(
        "core_participant",
        sa.Column("record_type", sa.String(), nullable=False),
        sa.Column(
            "record_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("site_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"],
            ["core_site.id"],
            name=op.f("fk_core_participant_site_id_core_site"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "record_type", "record_id", "site_id", "role", name=op.f("pk_core_participant")
        ),
    )
    op.create_index(
        op.f("ix_core_participant_site_id_record_type_record_id"),
        "core_participant",
        ["site_id", "record_type", "record_id"],
        unique=False,
    )


def downgrade() -> None:
    for table in (
        "core_participant",
        "core_host",
        "core_file",
        "core_closing",
        "core_site",
        "core_template",
        "core_structure",
        "core_cluster",
        "core_change",
    ):
        op.drop_table(table)
