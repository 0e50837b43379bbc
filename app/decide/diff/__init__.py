"""Two versions of a rulebook compared: in which cases they decide differently, and what else was changed."""

from app.decide.diff.compare import compare
from app.decide.diff.model import Difference

__all__ = ["Difference", "compare"]
