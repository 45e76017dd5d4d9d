# Neither built nor run where this was written: no container engine runs there. compose.yaml uses it.
#
# Off loopback Facekind answers over https only, so a container alone answers nobody but its own health
# check: it needs FACEKIND_PUBLIC_URL, and FACEKIND_TRUSTED_PROXIES for the proxy in front of it.
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
    && useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin facekind \
    && install -d -o facekind -m 700 /data
USER facekind
VOLUME /data
ENV FACEKIND_DATA_DIR=/data FACEKIND_HOST=0.0.0.0 FACEKIND_LOG_FORMAT=json PYTHONDONTWRITEBYTECODE=1
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "-c", \
    "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=3)"]
CMD ["facekind", "serve"]
