"""Two versions of a rulebook compared: in which cases they decide differently, and what else was changed."""

from app.decide.diff.compare import compare
from app.decide.diff.model import Difference
from app.decide.diff.possible import Lists, lists_of

__all__ = ["Difference", "Lists", "compare", "lists_of"]
