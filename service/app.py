"""Puts the application together. It knows no path and no format."""

import os

from flask import Flask

from model import Classifier, ModelError, Versions
from service.desk import Desk
from service.errors import answer
from service.routes import DESK, routes
from service.settings import Settings


# gunicorn prints a RuntimeError raised at start as one line, and anything else as a traceback.
class StartError(RuntimeError):
    """Something without which there is nothing to serve."""


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application with its model loaded; `settings` are those of the environment where none are given.

    Raises SettingsError for a bad setting, StartError for a model that cannot be served.
    """
    settings = settings or Settings.from_environ(os.environ)
    app = Flask(__name__, static_folder=None)
    app.extensions[DESK] = Desk(load_model(settings), settings)
    app.register_blueprint(routes)
    app.register_error_handler(Exception, answer)
    return app


def load_model(settings: Settings) -> Classifier:
    """Return the model that `settings` name, or else the published one. Raises StartError."""
    try:
        return Classifier.load(settings.model or Versions().current())
    except ModelError as error:
        raise StartError(str(error)) from error
