"""Facekind: a calm daily companion for people living with long-standing facial palsy."""
