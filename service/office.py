"""What the application works with, put together once. Data only."""

from dataclasses import dataclass, field
from threading import Event

from model.tagger import Tagger
from service.gate import Gate
from service.journal import Journal
from service.live import Live
from service.metrics import Metrics
from service.settings import Settings
from service.tray import Tray

OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Office:
    """The settings, the model being served, the tray before it, the tagger of pages, the gates, the counts, and the journal.

    `stopping` is set once the worker has been told to stop.
    """

    settings: Settings
    live: Live
    tray: Tray
    tagger: Tagger
    requests: Gate
    streams: Gate
    metrics: Metrics
    journal: Journal
    stopping: Event = field(default_factory=Event)
