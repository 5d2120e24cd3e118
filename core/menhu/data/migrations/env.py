"""Alembic's environment for every unit, the core's and the plugins'; run by `menhu.data.migrate` alone."""

from alembic import context

from menhu.data.migrate import configuration

options = configuration(context.config.attributes["unit"], context.config.attributes["connection"])
context.configure(**options)
with context.begin_transaction():
    context.run_migrations()
