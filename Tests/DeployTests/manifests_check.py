#!/usr/bin/env python3
"""Holds the Kubernetes manifests and the systemd units of Deploy against what Kubernetes and systemd know of them.

  manifests_check.py DEPLOY PROGRAM      (DEPLOY: the folder; PROGRAM: ecs-agent-monitor)

Each manifest fits the schema of its kind, with no key that Kubernetes does not know; what the jobs run is a command line that the program takes.
Prints "ok" and exits 0, or fails with the assertion.
"""
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import kubernetes_validate
import yaml

deploy, program = Path(sys.argv[1]), sys.argv[2]


def takes(arguments, clusters):
    """Whether the program takes a command line. A store in memory is a usage error only after the command line and the file were read."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "clusters.json")
        file.write_text(clusters)
        arguments = [str(file) if each.endswith("/clusters.json") else each for each in arguments]
        run = subprocess.run([program, *arguments, "--help"], capture_output=True, text=True)
        assert run.returncode == 0, run.stderr
        run = subprocess.run([program, "policy", "--for", "caller", "--clusters", str(file)], capture_output=True, text=True)
        assert run.returncode == 0, run.stderr


def manifests():
    folder = deploy / "container/kubernetes"
    documents = {path.name: list(yaml.safe_load_all(path.read_text())) for path in folder.glob("*.yaml")}
    assert documents.keys() == {"cronjob.yaml", "sharded.yaml"}
    for document in sum(documents.values(), []):
        for version in ("1.29", "1.31", "1.34"):
            kubernetes_validate.validate(document, version, strict=True)
    account, configuration, plain = documents["cronjob.yaml"]
    sharded, = documents["sharded.yaml"]
    for job in (plain, sharded):
        assert job["spec"]["concurrencyPolicy"] == "Forbid"
        task = job["spec"]["jobTemplate"]["spec"]
        pod = task["template"]["spec"]
        assert pod["restartPolicy"] == "Never" and pod["serviceAccountName"] == account["metadata"]["name"]
        container, = pod["containers"]
        assert container["securityContext"]["readOnlyRootFilesystem"] and pod["securityContext"]["runAsNonRoot"]
        assert pod["volumes"][0]["configMap"]["name"] == configuration["metadata"]["name"]
        takes(container["args"], configuration["data"]["clusters.json"])
    # The second is the first, with shards.
    spec = sharded["spec"]["jobTemplate"]["spec"]
    assert plain["spec"]["jobTemplate"]["spec"].pop("backoffLimit") == spec.pop("backoffLimitPerIndex") == 0
    shards = spec.pop("completions")
    assert spec.pop("completionMode") == "Indexed" and spec.pop("parallelism") == shards
    container, = spec["template"]["spec"]["containers"]
    assert container["env"].pop(0) == {"name": "ECS_AGENT_MONITOR_SHARDS", "value": str(shards)}
    assert container["env"].pop(0)["name"] == "JOB_NAME" and container["args"][-2:] == ["--sweep-id", "$(JOB_NAME)"]
    del container["args"][-2:]
    assert sharded == plain


def units():
    systemd = shutil.which("systemd-analyze")
    if not systemd:
        return "no systemd-analyze here: the units were not verified"
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for path in (deploy / "systemd").iterdir():
            text = path.read_text().replace("/usr/local/bin/ecs-agent-monitor", program)
            files.append(Path(folder, path.name))
            files[-1].write_text(text)
        assert sorted(file.name for file in files) == ["ecs-agent-monitor.service", "ecs-agent-monitor.timer"]
        run = subprocess.run([systemd, "verify", "--man=no", *map(str, files)], capture_output=True, text=True)
        assert run.returncode == 0 and not run.stderr, run.stderr
        # 0.0 is none, 10.0 is full exposure.
        service = next(str(file) for file in files if file.suffix == ".service")
        run = subprocess.run([systemd, "security", "--offline=true", "--threshold=20", service], capture_output=True, text=True)
        assert run.returncode == 0, run.stdout + run.stderr


manifests()
print(units() or "ok")
