"""A service that parses JSON and sends it back: what Flask and gunicorn cost by themselves. It knows nothing of Banmian."""
# ruff: noqa: TID251 - the echo is made of Flask

from flask import Flask, Response, jsonify, request

app = Flask(__name__)


@app.post("/classify")
def echo() -> Response:
    """Send back what came."""
    return jsonify(request.get_json())
