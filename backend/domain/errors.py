"""What can go wrong in words of the domain. `web/errors.py` decides how each is answered."""

from backend.domain.wording import Sentence


class RuleBroken(Exception):
    """A rule of Facekind forbids this; the sentence says what to do instead.

    `field` names the input the sentence belongs beside, when there is one.
    """

    def __init__(self, sentence: Sentence, *, field: str | None = None) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
        self.field = field


class NotFound(Exception):
    """There is no such thing, or it is not this person's: the two look alike on purpose."""


class Conflict(Exception):
    """The same name already stands for something else; nothing was changed."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
