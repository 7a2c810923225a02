"""Banmian over HTTP: articles in, their sections out. It knows Flask and `model`, nothing of segmentation or training."""

from service.app import create_app

__all__ = ["create_app"]
