# One process of the playground, ready for its first student. How to build and run it: docs/hosting.md.
FROM python:3.12-slim

ENV PYTHONUNBUFFERED=1 NUMBA_CACHE_DIR=/var/cache/perceptron HOME=/tmp
WORKDIR /app

COPY requirements.txt .
RUN pip install --no-cache-dir --disable-pip-version-check -r requirements.txt

# What is copied is listed in .dockerignore.
COPY . .

# The stage's files are published, the kernel is compiled: for this kind of processor. On another, hosting.serve compiles
# it again before it serves, so its cache must be a place that can be written to.
RUN python -c "from hosting.serve import prepare; prepare()" && chown -R 10001:10001 /var/cache/perceptron

USER 10001:10001
EXPOSE 8501
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=6 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]
CMD ["python", "-m", "hosting.serve", "--server.port=8501", "--server.address=0.0.0.0"]
