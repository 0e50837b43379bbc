"""What gunicorn and the ``flask`` command load: ``wsgi:app``."""

from app import cli
from app.web.app import create_app

app = create_app()
cli.init_app(app)
