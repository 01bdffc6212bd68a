"""What strangers may not do."""

from __future__ import annotations

import json
import logging
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from service_app import running

from assistant.errors import SettingsError
from assistant.settings import load_settings

SITE = "https://partner.example"


def test_every_answer_carries_the_security_headers(tmp_path: Path) -> None:
    with running(tmp_path) as (client, _):
        for path in ("/healthz", "/api/roadmaps", "/api/nothing", "/", "/docs", "/metrics"):
            headers = client.get(path).headers
            assert headers["x-content-type-options"] == "nosniff"
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert headers["referrer-policy"]
            assert headers["permissions-policy"]
            assert "server" not in headers


def test_other_sites_are_shut_out_by_default(tmp_path: Path) -> None:
    with running(tmp_path) as (client, _):
        asked = client.post("/api/ask", json={"question": "what?"}, headers={"origin": SITE})
        assert "access-control-allow-origin" not in asked.headers
        preflight = client.options(
            "/api/ask",
            headers={
                "origin": SITE,
                "access-control-request-method": "POST",
                "access-control-request-headers": "content-type",
            },
        )
        assert "access-control-allow-origin" not in preflight.headers


def test_a_listed_site_may_use_the_api(tmp_path: Path) -> None:
    with running(tmp_path, embed_origins=(SITE,)) as (client, _):
        asked = client.post("/api/ask", json={"question": "what?"}, headers={"origin": SITE})
        assert asked.headers["access-control-allow-origin"] == SITE
        assert "access-control-allow-credentials" not in asked.headers
        other = client.post("/api/ask", json={"question": "what?"}, headers={"origin": SITE + ".x"})
        assert "access-control-allow-origin" not in other.headers


def test_a_listed_site_may_frame_the_pages_and_nothing_else(tmp_path: Path) -> None:
    def framing(client: TestClient, path: str) -> str:
        policy = client.get(path).headers["content-security-policy"]
        return policy.partition("frame-ancestors ")[2].partition(";")[0]

    paths = (
        "/",
        "/roadmaps/lamp-tender",
        "/roadmaps/none",
        "/docs",
        "/api/roadmaps",
        "/admin/insights",
    )
    with running(tmp_path) as (client, _):
        assert {framing(client, path) for path in paths} == {"'none'"}
    with running(tmp_path, embed_origins=(SITE,)) as (client, _):
        assert {framing(client, path) for path in paths[:2]} == {f"'self' {SITE}"}
        assert {framing(client, path) for path in paths[2:]} == {"'none'"}


def test_a_page_of_another_site_cannot_post_without_asking_first(tmp_path: Path) -> None:
    with running(tmp_path) as (client, _):
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
            for path in ("/api/ask", "/api/ask/stream", "/api/feedback", "/v1/chat/completions"):
                headers = {"origin": SITE, "content-type": kind}
                sent = client.post(path, content='{"question": "what?"}', headers=headers)
                assert sent.status_code == 415
        assert client.post("/mcp", json={}, headers={"origin": SITE}).status_code == 403


def test_the_token_is_compared_in_constant_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare(given: bytes, token: bytes) -> bool:
        compared.append((given, token))
        return given == token

    monkeypatch.setattr("assistant.service.state.hmac.compare_digest", compare)
    with running(tmp_path, admin_token="a-secret") as (client, _):
        for path in ("/metrics", "/admin/insights"):
            for given in ("wrong", "a-secret"):
                client.get(path, headers={"authorization": f"Bearer {given}"})
    assert compared == [(b"wrong", b"a-secret"), (b"a-secret", b"a-secret")] * 2


def test_metrics_ask_for_the_token_where_one_is_set(tmp_path: Path) -> None:
    with running(tmp_path, admin_token="a-secret") as (client, _):
        assert client.get("/metrics").status_code == 401
        for given in ("Bearer wrong", "Bearer ", "a-secret", "Basic a-secret"):
            refused = client.get("/metrics", headers={"authorization": given})
            assert refused.status_code == 401
            assert refused.headers["www-authenticate"] == "Bearer"
        token = {"authorization": "Bearer a-secret"}
        assert client.get("/metrics", headers=token).status_code == 200


def test_request_ids_are_kept_where_they_are_harmless(tmp_path: Path) -> None:
    with running(tmp_path) as (client, _):

        def request_id(given: str) -> str:
            return client.get("/healthz", headers={"x-request-id": given}).headers["x-request-id"]

        assert request_id("trace-1.a_B") == "trace-1.a_B"
        assert request_id("<script>") != "<script>"
        assert request_id("x" * 65) != "x" * 65


def test_logs_hold_neither_questions_nor_addresses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with running(tmp_path, log_level="debug", admin_token="hush") as (client, _):
        client.post("/api/ask", json={"question": "umbrella colour?"})
        client.post("/api/ask", json={"question": "umbrella", "conversation_id": "bad"})
        client.get("/api/search?q=umbrella")
        client.get("/metrics", headers={"authorization": "Bearer hush"})
    logged = capsys.readouterr().err
    assert "route=/api/ask" in logged
    for secret in ("umbrella", "testclient", "hush"):
        assert secret not in logged
    logging.getLogger().handlers.clear()


def test_failures_tell_the_log_no_secret(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secrets = {
        "database_url": "postgresql+psycopg://assistant:hush-hush@127.0.0.1:1/assistant",
        "openai_api_key": "sk-hush-hush",
        "admin_token": "hush-hush",
    }
    with running(tmp_path, log_level="debug", **secrets) as (client, _):
        assert client.get("/readyz").status_code == 503
        assert client.post("/api/ask", json={"question": "umbrella?"}).status_code == 503
        client.get("/admin/insights", headers={"authorization": "Bearer hush-hush"})
        client.get("/admin/insights", headers={"authorization": "Basic Onh4eDpodXNo"})
    with running(tmp_path, log_level="debug") as (client, _):
        assert client.post("/api/ask", json={"question": "crash, umbrella"}).status_code == 500
    logged = capsys.readouterr().err
    assert "purge_failed" in logged
    for secret in ("hush", "umbrella", "Onh4eDpodXNo"):
        assert secret not in logged
    logging.getLogger().handlers.clear()


def test_settings_do_not_print_their_secrets() -> None:
    secrets = {
        "ASSISTANT_DATABASE_URL": "postgresql://a:hush@db/x",
        "ASSISTANT_OPENAI_API_KEY": "hush",
        "ASSISTANT_ADMIN_TOKEN": "hush",
    }
    assert "hush" not in repr(load_settings(secrets))
    for malformed in ({"ASSISTANT_ADMIN_TOKEN": "hush hush"}, {"ASSISTANT_DATABASE_URL": "hush:"}):
        with pytest.raises(SettingsError) as refused:
            load_settings(malformed)
        assert "hush" not in str(refused.value)


def test_no_field_for_prompts_or_models_is_accepted(tmp_path: Path) -> None:
    with running(tmp_path) as (client, _):
        for name in ("prompt", "system", "model", "temperature", "messages", "state"):
            body = json.dumps({"question": "what?", name: "x"})
            headers = {"content-type": "application/json"}
            assert client.post("/api/ask", content=body, headers=headers).status_code == 422


def test_the_docs_page_needs_no_other_host(tmp_path: Path) -> None:
    with running(tmp_path) as (client, _):
        page = client.get("/docs")
        assert "https://" not in page.text
        assert "sha256-" in page.headers["content-security-policy"]
        for name in ("swagger-ui-bundle.js", "swagger-ui.css", "favicon.png"):
            assert name in page.text
            assert client.get(f"/docs/assets/{name}").status_code == 200
