"""Rows: SQLModel tables and queries. The only place with SQL; every query names its owner."""
