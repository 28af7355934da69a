"""Asks botocore about every case of cases.py: which access key, Region and endpoints it picks, or that it refuses.

Prints one line of JSON: for each case what to ask our own chain (environment, home folder, profile) and botocore's answer. Then it waits to be
killed, because its fake server (STS, SSO, container, instance metadata) is to be asked by the other side too: its keys derive from what was asked.
Usage: botocore_answers.py FOLDER
"""

import datetime
import hashlib
import json
import logging
import os
import re
import shutil
import signal
import sys
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import botocore.credentials
import botocore.loaders
import botocore.session
import botocore.tokens

from cases import CASES

OPERATIONS = {"ecs": "list_clusters", "sts": "get_caller_identity", "organizations": "list_accounts", "autoscaling": "describe_auto_scaling_groups"}
logging.disable(logging.CRITICAL)


def key(*asked):
    return "ASIA" + hashlib.sha1("|".join(map(str, asked)).encode()).hexdigest()[:16].upper()


def iso(seconds):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


class FakeServer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def answer(self, status, body, kind="application/json"):
        body = body if isinstance(body, str) else json.dumps(body)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()

    def keys(self, access_key, life=3600):
        return {"Code": "Success", "AccessKeyId": access_key, "SecretAccessKey": "s", "Token": "t", "Expiration": iso(life)}

    def do_PUT(self):
        self.body()
        if self.path.startswith("/imds-v1/"):
            self.answer(404, "")
        else:
            self.answer(200, "imds-token", "text/plain")

    def do_GET(self):
        path = urllib.parse.urlsplit(self.path)
        if path.path == "/federation/credentials":
            query = urllib.parse.parse_qs(path.query)
            bearer = self.headers.get("x-amz-sso_bearer_token")
            if bearer == "refuse":
                return self.answer(401, {"__type": "UnauthorizedException", "message": "Session token not found or invalid"})
            asked = key("sso", query["account_id"], query["role_name"], bearer)
            expiration = int((datetime.datetime.now().timestamp() + 3600) * 1000)
            return self.answer(200, {"roleCredentials": {"accessKeyId": asked, "secretAccessKey": "s", "sessionToken": "t", "expiration": expiration}})
        if path.path.startswith("/container/"):
            return self.answer(200, self.keys(key("container", path.path, self.headers.get("Authorization"), self.headers.get("Accept"))))
        if match := re.match(r"/(imds[a-z0-9-]*)/+latest/meta-data/iam/security-credentials/(.*)", path.path):
            return self.metadata(*match.groups())
        self.answer(500, "")

    def metadata(self, kind, role):
        if kind == "imds" and self.headers.get("x-aws-ec2-metadata-token") != "imds-token":
            return self.answer(401, "")
        if kind == "imds-none":
            return self.answer(404, "")
        if not role:
            return self.answer(200, "instance-role", "text/plain")
        if kind == "imds-broken":
            return self.answer(200, {"Code": "AssumeRoleUnauthorizedAccess", "Message": "EC2 cannot assume the role instance-role"})
        if kind == "imds-nonsense":
            return self.answer(200, "<html>")
        self.answer(200, self.keys(key(kind, role, self.headers.get("x-aws-ec2-metadata-token")), life=60 if kind == "imds-old" else 3600))

    def do_POST(self):
        if self.path == "/token":
            asked = json.loads(self.body())
            if asked["refreshToken"] == "refuse":
                return self.answer(400, {"error": "invalid_grant", "error_description": "Invalid grant provided"})
            return self.answer(200, {"accessToken": "renewed by " + asked["refreshToken"], "expiresIn": 3600, "tokenType": "Bearer", "refreshToken": "refresh-2"})
        form = {name: values[0] for name, values in urllib.parse.parse_qs(self.body()).items()}
        action = form["Action"]
        session = form["RoleSessionName"]
        if session.startswith(("botocore-session-", "ecs-agent-monitor@")):
            session = "generated"
        if "refuse" in (form.get("ExternalId"), form.get("WebIdentityToken")):
            text = "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>"
            return self.answer(403, text, "text/xml")
        signer = re.search(r"Credential=([^/]+)/\d+/([^/]+)/sts", self.headers.get("Authorization") or "")
        asked = key(action, form["RoleArn"], session, form.get("ExternalId"), form.get("DurationSeconds"), form.get("WebIdentityToken"),
                    signer and signer.groups()[0])
        account, role = form["RoleArn"].split(":")[4:6]
        self.answer(200, f"""<{action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{action}Result>
            <Credentials><AccessKeyId>{asked}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
            <Expiration>{iso(3600)}</Expiration></Credentials>
            <AssumedRoleUser><AssumedRoleId>AROA:x</AssumedRoleId><Arn>arn:aws:sts::{account}:assumed-{role}/x</Arn></AssumedRoleUser>
            </{action}Result></{action}Response>""", "text/xml")


def lay_out(case, home, port):
    """Writes the case's files, and gives its environment."""
    def text(value):
        value = value.replace("{home}", home).replace("{server}", f"http://127.0.0.1:{port}").replace("{port}", str(port))
        return re.sub(r"\{sha1:([^}]*)\}", lambda match: hashlib.sha1(match[1].encode()).hexdigest(), value)

    shutil.rmtree(home, ignore_errors=True)
    files = {text(name): text(body) for name, body in case["files"].items()}
    for name in ("config", "credentials"):
        if case[name]:
            files[f".aws/{name}"] = text(case[name])
    os.makedirs(home)
    for name, body in files.items():
        path = os.path.join(home, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", newline="", encoding="utf-8", errors="surrogateescape") as file:
            file.write(body)
    given = {"HOME": home, "PATH": PATH, "AWS_EC2_METADATA_DISABLED": "true", **case["env"]}
    return {name: text(value) for name, value in given.items() if value is not None}


def ask(case, environment, loader):
    os.environ.clear()
    os.environ.update(environment)
    cache = os.path.join(environment["HOME"], ".aws", "sso", "cache")
    botocore.credentials.SSOProvider._SSO_TOKEN_CACHE_DIR = cache
    botocore.tokens.SSOTokenProvider._SSO_TOKEN_CACHE_DIR = cache
    botocore.credentials.BotoProvider.BOTO_CONFIG_ENV = "BOTO_CONFIG"
    botocore.credentials.BotoProvider.DEFAULT_CONFIG_FILENAMES = [os.path.join(environment["HOME"], ".boto")]
    answer = {"key": None, "region": None, "endpoints": {}}
    try:
        session = botocore.session.Session(profile=case["profile"])
        session.register_component("data_loader", loader)
        session.get_scoped_config()
        answer["region"] = session.get_config_variable("region")
        answer["endpoints"] = {service: endpoint(session, service, operation) for service, operation in OPERATIONS.items()}
        credentials = session.get_credentials()
        if credentials is not None:
            answer["key"] = credentials.get_frozen_credentials().access_key
    except Exception as error:
        answer["refused"] = f"{type(error).__name__}: {error}"
    return answer


class Sent(BaseException):
    """What would have been sent; not an Exception, so that botocore does not take it for a failure to be repeated."""


def endpoint(session, service, operation):
    """The URL that a call would go to; None where botocore refuses."""
    def stop(request, **_):
        raise Sent(request.url)

    try:
        client = session.create_client(service, aws_access_key_id="A", aws_secret_access_key="s")
        client.meta.events.register_first("before-send.*.*", stop)
        getattr(client, operation)()
    except Sent as sent:
        return str(sent)
    except Exception:
        return None


PATH = os.environ.get("PATH", "/usr/bin:/bin")


def main():
    folder = os.path.abspath(sys.argv[1])
    server = ThreadingHTTPServer(("127.0.0.1", 0), FakeServer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    loader = botocore.loaders.create_loader()
    lines = []
    for number, case in enumerate(CASES):
        answer = ask(case, lay_out(case, f"{folder}/botocore-{number}", server.server_port), loader)
        environment = lay_out(case, f"{folder}/ours-{number}", server.server_port)
        lines.append({"name": case["name"], "environment": environment, "profile": case["profile"], "differs": case["differs"], "botocore": answer})
    print(json.dumps(lines), flush=True)
    print("ready", flush=True)
    signal.pause()


if __name__ == "__main__":
    main()
