"""Sentences for people, written once in English and translated at the edge."""

from dataclasses import dataclass, field

LANGUAGES = {"en": "English", "zh-Hans": "中文"}
"""The languages of the interface, each by its own name. Sentences are written in the first."""


@dataclass(frozen=True)
class Sentence:
    """An English sentence with named gaps (`{like_this}`), the key of its translation."""

    text: str
    values: dict[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text.format(**self.values) if self.values else self.text


def say(text: str, **values: object) -> Sentence:
    """Name a sentence; Babel collects the first argument of every call for the catalogues."""
    return Sentence(text, values)
