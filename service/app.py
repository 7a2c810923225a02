"""Puts the application together. It knows no path and no format."""

import os
from functools import partial

from flask import Flask

from model import ModelError, Versions
from model.tagger_artifact import load_tagger
from service.express import Express
from service.gate import Gate
from service.journal import Journal
from service.live import Live
from service.metrics import Metrics
from service.office import OFFICE, Office
from service.problems import answer
from service.routes import POSTED, routes
from service.settings import Settings
from service.tray import Tray
from service.visits import Watched


# gunicorn prints a RuntimeError raised at start as one line, and anything else as a traceback.
class StartError(RuntimeError):
    """Something without which there is nothing to serve."""


def create_app(settings: Settings | None = None) -> Flask:
    """Return the application with its model loaded; `settings` are those of the environment where none are given.

    Raises SettingsError for a bad setting, StartError for a model that cannot be served.
    """
    settings = settings or Settings.from_environ(os.environ)
    app = Flask("service", static_folder=None)
    office = open_office(settings)
    app.extensions[OFFICE] = office
    app.register_blueprint(routes)
    app.register_error_handler(Exception, answer)
    rules = [rule.rule for rule in app.url_map.iter_rules()]
    version = lambda: office.live.desk.classifier.version  # noqa: E731
    express = Express(app.wsgi_app, {path: partial(view, office) for path, view in POSTED.items()}, settings.keys)
    watched = Watched(express, settings, rules, office.metrics.visited, office.journal, version)
    app.wsgi_app = watched  # type: ignore[method-assign]  # as Flask says
    return app


def open_office(settings: Settings) -> Office:
    """Return what the application works with. Raises StartError."""
    metrics = Metrics()
    try:
        live, tagger = Live(versions_of(settings), metrics.reloaded), load_tagger()
    except ModelError as error:
        raise StartError(str(error)) from error
    requests, streams = Gate(settings.max_concurrent, "requests"), Gate(settings.max_streams, "streams")
    return Office(settings, live, Tray(lambda: live.desk), tagger, requests, streams, metrics, Journal())


def versions_of(settings: Settings) -> Versions:
    """Return the models that may be served: the one that `settings` name, or the published ones."""
    if settings.model:
        return Versions(settings.model / "none", settings.model)
    return Versions(settings.versions) if settings.versions else Versions()
