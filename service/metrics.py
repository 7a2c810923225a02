"""Counts what the workers do and tells it to Prometheus, all workers together. It knows nothing of HTTP's details.

Where PROMETHEUS_MULTIPROC_DIR is set, as service/gunicorn.py does, the counts of all workers lie there.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.samples import Sample

from model import Prediction
from service.desk import Desk
from service.drift import measure
from service.schemas import Article
from service.visits import Visit

Metric = TypeVar("Metric", Counter, Histogram)

DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60)
CHARACTERS = (20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 50_000, 100_000)
SHARES = (0.25, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1)
ARTICLES, KNOWN = "banmian_articles", "banmian_known_words"


class Metrics:
    """The counts of this process, and of all workers."""

    def __init__(self) -> None:
        """Begin with nothing counted."""
        self.registry = CollectorRegistry()
        self._children: dict[tuple[object, ...], Any] = {}
        kept = self.registry
        self._requests = Counter("banmian_requests", "Requests answered.", ["route", "method", "status"], registry=kept)
        self._seconds = Histogram(
            "banmian_request_seconds",
            "Time from a request's head to its answer's end.",
            ["route"],
            buckets=SECONDS,
            registry=kept,
        )
        self._articles = Counter(ARTICLES, "Articles classified.", ["label", "review"], registry=kept)
        self._characters = Histogram("banmian_article_characters", "Length of texts.", buckets=CHARACTERS, registry=kept)
        self._known = Histogram(KNOWN, "Share of an article's words that the model knows.", buckets=SHARES, registry=kept)
        self._reloads = Counter("banmian_reloads", "Attempts to serve a newly published model.", ["outcome"], registry=kept)
        for outcome in ("served", "failed"):
            self._reloads.labels(outcome)

    def visited(self, visit: Visit, seconds: float) -> None:
        """Count a request; a method or route that is not ours is one of the others, so that no client makes new series."""
        method = visit.method if visit.method in ("GET", "POST", "HEAD", "OPTIONS") else "other"
        self._child(self._requests, visit.route, method, visit.status).inc()
        self._child(self._seconds, visit.route).observe(seconds)

    def count(self, articles: Sequence[Article], predictions: Sequence[Prediction]) -> None:
        """Count articles and what is told of them."""
        for article, one in zip(articles, predictions, strict=True):
            self._child(self._articles, one.label, "true" if one.needs_review else "false").inc()
            self._characters.observe(len(article.text))
            self._known.observe(one.known_share)

    def _child(self, parent: Metric, *labels: str | int) -> Metric:
        """Return the series with these labels; there are few, and making one out takes longer than counting."""
        key = (parent, *labels)
        if key not in self._children:
            self._children[key] = parent.labels(*map(str, labels))
        found: Metric = self._children[key]
        return found

    def reloaded(self, outcome: str) -> None:
        """Count an attempt to swap."""
        self._reloads.labels(outcome).inc()

    def exposition(self, desk: Desk) -> tuple[bytes, str]:
        """Return what Prometheus reads, and its content type."""
        registry = self.registry
        if DIRECTORY in os.environ:
            registry = CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry) + generate_latest(_drift(registry, desk)), CONTENT_TYPE_LATEST


class Described:
    """The model and how far what it meets is from what it was trained on, as a collector."""

    def __init__(self, registry: CollectorRegistry, desk: Desk) -> None:
        """Compare the counts in `registry` with the training profile of the desk's model."""
        self._registry = registry
        self._desk = desk

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the gauges."""
        info = GaugeMetricFamily("banmian_model_info", "The model that this worker serves.", labels=["version"])
        info.add_metric([self._desk.classifier.version], 1)
        yield info
        families = {family.name: family.samples for family in self._registry.collect()}
        trained = self._desk.manifest.get("data", {})
        drift = measure(_counted(families.get(ARTICLES, ())), trained.get("labels", {}))
        for kind, shares in (("seen", drift.seen), ("trained", drift.trained)):
            family = GaugeMetricFamily(f"banmian_label_share_{kind}", f"Share of each section, {kind}.", labels=["label"])
            for label, share in shares.items():
                family.add_metric([label], share)
            yield family
        yield GaugeMetricFamily("banmian_label_drift", "Population stability index of seen against trained.", drift.index)
        yield from _known_words(families.get(KNOWN, ()), trained.get("known_words"))


def _drift(registry: CollectorRegistry, desk: Desk) -> CollectorRegistry:
    described = CollectorRegistry()
    described.register(Described(registry, desk))  # a collector by its shape
    return described


def _counted(samples: Iterable[Sample]) -> dict[str, float]:
    counted: dict[str, float] = {}
    for sample in samples:
        if sample.name.endswith("_total"):
            counted[sample.labels["label"]] = counted.get(sample.labels["label"], 0.0) + sample.value
    return counted


def _known_words(samples: Iterable[Sample], trained: float | None) -> Iterator[GaugeMetricFamily]:
    """Yield the mean share of known words, seen and trained, each where there is one: older models have none."""
    told = {sample.name.removeprefix(KNOWN): sample.value for sample in samples if sample.name.endswith(("_sum", "_count"))}
    if told.get("_count"):
        yield GaugeMetricFamily(f"{KNOWN}_seen", "Mean share of known words, seen.", told["_sum"] / told["_count"])
    if trained is not None:
        yield GaugeMetricFamily(f"{KNOWN}_trained", "Mean share of known words, trained.", trained)
