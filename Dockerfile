# The service with its shipped model. Another model: mount its folder and name it in BANMIAN_MODEL.
FROM python:3.13-slim AS build
# pip knows --group since 25.1
RUN pip install --no-cache-dir --root-user-action=ignore "pip>=25.1"
RUN python -m venv --without-pip /venv
WORKDIR /app
COPY pyproject.toml requirements.txt /build/
RUN pip --python /venv/bin/python install --no-cache-dir --only-binary :all: \
    --group /build/pyproject.toml:serve -c /build/requirements.txt
COPY service service
COPY model model
# Compiled here, because the root of a running container may be read-only.
RUN python -m compileall -q --invalidation-mode unchecked-hash service model

FROM python:3.13-slim
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s --retries=3 CMD ["python", "-c", "\
import os; from http.client import HTTPConnection; \
c = HTTPConnection('127.0.0.1', int(os.environ.get('PORT') or 8000), timeout=2); \
c.request('GET', '/healthz'); raise SystemExit(c.getresponse().status != 200)"]
CMD ["gunicorn", "-c", "service/gunicorn.py", "service:create_app()"]
