"""What is remembered: versions, releases, batches, decisions, letters, scorecards, users. Knows sqlite-utils.

Open it once per application (``store = Store(settings.database)``) and hand it to the functions of the
subject's module: ``batches.get(store, 7)``. Frozen dataclasses come out; no cursor leaves this package.
"""

from app.store.database import Store

__all__ = ["Store"]
