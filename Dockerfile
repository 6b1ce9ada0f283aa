FROM python:3.13-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
WORKDIR /app
COPY requirements.lock ./
RUN /opt/venv/bin/pip install --require-hashes --no-deps --only-binary :all: -r requirements.lock
COPY . ./
# The key is thrown away with this step: collecting files only needs settings that load.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
    ALLOWED_HOSTS=localhost \
    /opt/venv/bin/python manage.py collectstatic --noinput --verbosity 0 \
    && /opt/venv/bin/python -m compileall -q interviewbank questions

FROM python:3.13-slim
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="interviewbank" \
    org.opencontainers.image.description="A self-hosted interview question bank" \
    org.opencontainers.image.licenses="MIT" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${REVISION}"
# What PDF is made with: text layout, fonts in it cut down to what is used, a font, and the cache of
# fonts, which could not be written on a read-only file system.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 interviewbank \
    && useradd --uid 10001 --gid 10001 --no-create-home --shell /usr/sbin/nologin interviewbank
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=interviewbank.settings \
    THREADS=4
WORKDIR /app
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
# THREADS also sizes the pool of database connections. The workers' heartbeat files lie in memory,
# so that a slow disk never looks like a hung worker and the file system can be read-only.
CMD ["sh", "-c", "exec gunicorn interviewbank.wsgi --bind 0.0.0.0:8000 --worker-class gthread --workers 2 --threads \"$THREADS\" --worker-tmp-dir /dev/shm --no-control-socket"]
