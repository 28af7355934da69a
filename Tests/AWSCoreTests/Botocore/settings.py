"""Makes botocore clients in the environments of a JSON file and calls an operation, which is caught before it is sent. Prints one JSON
object a line: URL and signing Region, or the error.

usage: settings.py QUESTIONS.json
"""
import json
import os
import sys
import tempfile
from pathlib import Path

import botocore.session
from botocore.awsrequest import AWSResponse

OPERATIONS = {"ecs": "list_clusters", "sts": "get_caller_identity", "organizations": "describe_organization", "autoscaling": "describe_tags"}


def answer(question, folder):
    config = Path(folder) / "config"
    config.write_text(question["config"])
    os.environ.clear()
    os.environ.update(question["environment"], AWS_CONFIG_FILE=str(config), AWS_SHARED_CREDENTIALS_FILE=str(Path(folder) / "none"))
    caught = []

    def catch(request, **_):
        caught.append(request)
        return AWSResponse(request.url, 400, {}, None)

    try:
        session = botocore.session.Session()
        session.set_credentials("AKIA", "secret")
        client = session.create_client(question["service"], region_name=question["region"])
        client.meta.events.register("before-send", catch)
        try:
            getattr(client, OPERATIONS[question["service"]])()
        except Exception:
            if not caught:
                raise
        scope = caught[0].headers["Authorization"].decode().split("Credential=")[1].split("/")
        return {"url": caught[0].url, "signing_region": scope[2]}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


for question in json.load(open(sys.argv[1])):
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(answer(question, folder)))
