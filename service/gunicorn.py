"""How gunicorn runs the service: `gunicorn -c service/gunicorn.py "service:create_app()"`. It knows nothing of the service."""

import os
from pathlib import Path

bind = os.environ.get("BANMIAN_BIND") or f"0.0.0.0:{os.environ.get('PORT') or 8000}"
workers = os.environ.get("BANMIAN_WORKERS") or 2
# As fast as sync here (1,280-1,590 against 1,030-1,430 requests/s); and a slow upload neither fills a worker nor times out.
worker_class = "gthread"
threads = 4
# The model is loaded once and its memory shared; what is wrong with it is said before a worker starts.
preload_app = True
# A file that is touched every second has no place on a disk, and the root may be read-only.
MEMORY = "/dev/shm"  # noqa: S108 (gunicorn makes its file there, unlinked at once)
worker_tmp_dir = MEMORY if Path(MEMORY).is_dir() else None
control_socket_disable = True
