"""The usual recipe as a service, as its users write it: one Flask route on a pickled pipeline, loaded at import.

RECIPE_PIPELINE names the pipeline, written by joblib.dump. Only gunicorn and a test import this file.
"""
# ruff: noqa: TID251 - a service of its own, with nothing of ours

import os

import joblib
from flask import Flask, Response, jsonify, request

app = Flask(__name__)
pipeline = joblib.load(os.environ["RECIPE_PIPELINE"])


@app.post("/classify")
def classify() -> Response:
    """Answer with the likeliest label and the probability of each."""
    article = request.get_json()
    scores = pipeline.predict_proba([f"{article.get('title', '')}\n{article['text']}"])[0]
    label = str(pipeline.classes_[scores.argmax()])
    return jsonify(label=label, scores=dict(zip(pipeline.classes_.tolist(), scores.tolist(), strict=True)))
