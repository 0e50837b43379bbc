"""The Flask extensions, made once and bound to an application in :mod:`app.web.app`."""

from __future__ import annotations

from flask_babel import Babel
from flask_bootstrap import Bootstrap5
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_talisman import Talisman
from flask_wtf.csrf import CSRFProtect

babel = Babel()
bootstrap = Bootstrap5()
csrf = CSRFProtect()
limiter = Limiter(get_remote_address, storage_uri="memory://")
"""A brake, not a lock-out: it counts per process. Failed sign-ins are counted in the users' own table."""
login = LoginManager()
talisman = Talisman()
