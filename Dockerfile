# Unbuilt: no container engine runs where this was written. Until sign-in exists Facekind answers on
# loopback only, so run it with `--network host -e FACEKIND_HOST=127.0.0.1`.
FROM node:20-slim AS libraries
WORKDIR /frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --omit=dev --no-audit --no-fund && mkdir -p static/vendor && npm run --silent copy

FROM python:3.11-slim
WORKDIR /app
COPY pyproject.toml constraints.txt README.md ./
COPY backend backend
COPY alembic alembic
COPY frontend/templates frontend/templates
COPY frontend/static frontend/static
COPY --from=libraries /frontend/static/vendor frontend/static/vendor
RUN pip install --no-cache-dir -c constraints.txt setuptools \
    && pip install --no-cache-dir -c constraints.txt --no-build-isolation -e . \
    && useradd --system --home /data facekind && mkdir /data && chown facekind /data
USER facekind
VOLUME /data
ENV FACEKIND_DATA_DIR=/data FACEKIND_LOG_FORMAT=json
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", \
    "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=3)"]
CMD ["facekind", "serve"]
