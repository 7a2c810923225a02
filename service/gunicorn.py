"""How gunicorn runs the service: `gunicorn -c service/gunicorn.py "service:create_app()"`. It knows nothing of articles."""

import gc
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

bind = os.environ.get("BANMIAN_BIND") or f"0.0.0.0:{os.environ.get('PORT') or 8000}"
workers = os.environ.get("BANMIAN_WORKERS") or 2
# gthread with our problem details; docs/operations.md compares the classes.
worker_class = "service.worker.ProblemWorker"
# A slow client holds a thread that waits, and no more; a thread is made when it is needed.
threads = 256
worker_connections = 2_000
keepalive = 15
graceful_timeout = 60
# The model is loaded once and its memory shared; what is wrong with it is said before a worker starts.
preload_app = True
# A file that is touched every second has no place on a disk, and the root may be read-only.
MEMORY = "/dev/shm"  # noqa: S108 (gunicorn makes its file there, unlinked at once)
worker_tmp_dir = MEMORY if Path(MEMORY).is_dir() else None
control_socket_disable = True
# Workers share the processors already; NumPy's own threads would only wait for each other. Read when NumPy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# The workers' counts, which each of them can tell for all. The name holds the process, so that a restart begins anew.
COUNTS, PREFIX = "PROMETHEUS_MULTIPROC_DIR", f"banmian-{os.getpid()}-"
if not Path(os.environ.get(COUNTS, "")).name.startswith(PREFIX):
    os.environ[COUNTS] = tempfile.mkdtemp(prefix=PREFIX, dir=worker_tmp_dir)


def post_worker_init(worker: Any) -> None:  # noqa: ANN401
    """Settle a worker, and begin what has a thread of its own in each: one that the master had would not survive the fork."""
    gc.freeze()  # nearly all that is there by now stays: the collector need not look at it again and again
    office = getattr(worker.wsgi, "extensions", {}).get("office")
    if office is not None:
        office.live.watch()
        office.journal.keep()


def worker_exit(_server: Any, worker: Any) -> None:  # noqa: ANN401
    """Write the last lines of the log."""
    office = getattr(worker.wsgi, "extensions", {}).get("office")
    if office is not None:
        office.journal.write()


def on_exit(_server: Any) -> None:  # noqa: ANN401
    """Leave nothing behind."""
    shutil.rmtree(os.environ[COUNTS], ignore_errors=True)
