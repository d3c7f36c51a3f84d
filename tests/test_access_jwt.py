"""Statements of an identity provider, with the built program and keys that come over HTTP."""

from __future__ import annotations

import hashlib
import hmac
import time

import pytest

from access_tools import IdentityProvider, sign_in, urlsafe


@pytest.fixture
def provider():
    started = IdentityProvider()
    yield started
    started.close()


@pytest.fixture
def server(start_server, provider):
    return start_server(*provider.options)


def test_a_statement_that_holds_says_who_somebody_is(server, provider):
    statement = provider.sign(provider.claims(groups=["other", "staff", "leads"]))
    session = server.request("GET", "/v1/session", token=statement).expect(200).json
    assert session == {"person": "ada", "role": "approver", "authentication": "jwt"}
    server.request("GET", "/v1/tokens", token=statement).expect(403)
    page = sign_in(server, statement)
    assert page.request("GET", "/v1/session").expect(200).json["role"] == "approver"


def wrong_statements(provider: IdentityProvider) -> dict[str, str]:
    now = int(time.time())
    good = provider.sign(provider.claims())
    public = "".join(str(provider.keys()))
    mixed = provider.unsigned({"alg": "HS256", "typ": "JWT", "kid": "k1"}, provider.claims())
    shared = hmac.new(public.encode(), mixed.encode(), hashlib.sha256).digest()
    return {
        "none": provider.unsigned({"alg": "none"}, provider.claims()) + ".",
        "none with a signature": provider.unsigned({"alg": "none", "kid": "k1"}, provider.claims()) + ".AA",
        "HMAC with the public key": f"{mixed}.{urlsafe(shared)}",
        "another algorithm": provider.sign(provider.claims(), {"alg": "RS512", "kid": "k1"}),
        "another key's name": provider.sign(provider.claims(), {"alg": "RS256", "kid": "k2"}),
        "another audience": provider.sign(provider.claims(aud="other")),
        "no audience": provider.sign(provider.claims(aud=None)),
        "another issuer": provider.sign(provider.claims(iss="https://evil.example")),
        "too late": provider.sign(provider.claims(exp=now - 60)),
        "without an end": provider.sign(provider.claims(exp=None)),
        "too early": provider.sign(provider.claims(nbf=now + 60)),
        "no name": provider.sign(provider.claims(sub=None)),
        "no role": provider.sign(provider.claims(groups=["other"])),
        "a changed claim": good.replace(good.split(".")[1], urlsafe(b'{"sub":"root"}')),
        "no signature": good.rsplit(".", 1)[0] + ".",
        "critical": provider.sign(provider.claims(), {"alg": "RS256", "kid": "k1", "crit": ["exp"]}),
    }


def test_statements_that_do_not_hold_are_refused(server, provider):
    server.request("GET", "/v1/runs", token=provider.sign(provider.claims())).expect(200)
    for name, statement in wrong_statements(provider).items():
        # Wrong credentials are soon told to wait; neither answer lets anybody in.
        reply = server.request("GET", "/v1/runs", token=statement)
        assert reply.status in (401, 429), f"{name}: {reply.status} {reply.body!r}"
        reply = server.request("POST", "/v1/session", {"token": statement}, token="")
        assert reply.status in (401, 429) and "set-cookie" not in reply.headers, name
    server.request("GET", "/v1/runs", token=provider.sign(provider.claims())).expect(200)
    # The unknown key's name made the keys be fetched again, if at all, once a minute.
    assert provider.requests == 1


def test_keys_that_are_gone_shut_nobody_out_who_is_known_otherwise(start_server, provider):
    provider.is_there = False
    server = start_server(*provider.options)
    reply = server.request("GET", "/v1/runs", token=provider.sign(provider.claims())).expect(503)
    assert reply.json["code"] == "access.keys-unavailable" and "retry-after" in reply.headers
    server.request("GET", "/v1/runs").expect(200)
    server.request("GET", "/v1/runs", token=provider.sign(provider.claims())).expect(503)
    assert provider.requests == 1


def test_without_a_provider_no_statement_is_taken(start_server, provider):
    server = start_server()
    server.request("GET", "/v1/runs", token=provider.sign(provider.claims())).expect(401)


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["--jwt-jwks-url", "https://idp.example/keys"], "JWTs need all of"),
        (["--jwt-issuer", "x"], "JWTs need all of"),
        (
            ["--jwt-jwks-url", "http://idp.example/keys", "--jwt-issuer", "i", "--jwt-audience", "a",
             "--jwt-role", "a=admin"],
            "takes an https URL",
        ),
        (["--jwt-role", "staff=boss"], "invalid"),
        (["--jwt-role", "=admin"], "invalid"),
        (["--allow-host", "a/b"], "--allow-host takes a name"),
    ],
)
def test_a_wrong_configuration_is_refused_at_once(run_cli, arguments, words):
    finished = run_cli("serve", "--port", "0", *arguments)
    assert finished.exit_code == 64 and words in finished.errors, finished.story()
