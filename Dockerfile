# The service, and nothing that builds or tests it. Pull Commerce's schema before building: the image carries it.
#   bff schema pull && docker build --tag storefront-bff .

FROM python:3.11-slim-bookworm AS wheel
WORKDIR /source
COPY requirements-build.lock ./
RUN python -m pip install --no-cache-dir --require-hashes --requirement requirements-build.lock
COPY pyproject.toml README.md LICENSE ./
COPY bff ./bff
COPY integrations ./integrations
COPY graphql ./graphql
RUN python -m hatchling build --target wheel --directory /wheel

FROM python:3.11-slim-bookworm AS environment
RUN python -m venv /opt/bff
COPY requirements.lock /tmp/requirements.lock
RUN /opt/bff/bin/pip install --no-cache-dir --require-hashes --requirement /tmp/requirements.lock
COPY --from=wheel /wheel /tmp/wheel
RUN /opt/bff/bin/pip install --no-cache-dir --no-deps --no-index /tmp/wheel/*.whl

FROM python:3.11-slim-bookworm
ENV PATH=/opt/bff/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
COPY --from=environment /opt/bff /opt/bff
# It writes no file: run it with a read-only file system.
WORKDIR /opt/bff
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health/live', timeout=2)"]
ENTRYPOINT ["bff"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
