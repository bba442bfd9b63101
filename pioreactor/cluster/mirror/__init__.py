"""A copy of the leader's database in PostgreSQL, kept up to date while experiments run."""
