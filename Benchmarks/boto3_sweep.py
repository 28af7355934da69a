"""The same reading sweep as ecs-agent-monitor's plan mode, as one would write it with boto3 and a thread pool.

Usage: boto3_sweep.py CLUSTERS.JSON [full|filtered]. Endpoint and credentials come from the environment. Assumes each account's role once, lists and
describes every container instance of every cluster, asks EC2 and Auto Scaling about the disconnected, and prints what it found as JSON.

With "filtered" it lists only what ECS's filter finds disconnected, and counts by DescribeClusters.

Written to be fast: one session per account, clients made once for each account and Region, 32 threads, the service models parsed once
for all sessions, standard retries, EC2 asked for many instances at a time.
"""
import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import boto3
import botocore.session
from botocore.config import Config
from botocore.loaders import Loader

THREADS = 32
CONFIG = Config(max_pool_connections=THREADS, retries={"mode": "standard", "max_attempts": 3})
MODELS = Loader()


class Account:
    """One account of the configuration with its session, which all of its Regions share."""

    def __init__(self, entry, sts):
        core = botocore.session.Session()
        core.register_component("data_loader", MODELS)
        if "role" in entry:
            keys = sts.assume_role(RoleArn=entry["role"], RoleSessionName="boto3-sweep")["Credentials"]
            core.set_credentials(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
        self.regions = entry["regions"]
        self.session = boto3.session.Session(botocore_session=core)
        self.lock = threading.Lock()

    def client(self, service, region):
        with self.lock:  # clients may be shared between threads, sessions may not
            return self.session.client(service, region_name=region, config=CONFIG)


def sweep(job):
    """Reads one account and Region; returns how many instances it has and which of them are disconnected."""
    account, region, is_filtered = job
    listing = {"filter": "agentConnected == false"} if is_filtered else {}
    ecs = account.client("ecs", region)
    observed, disconnected = 0, []
    for clusters in ecs.get_paginator("list_clusters").paginate():
        if is_filtered and clusters["clusterArns"]:
            counted = ecs.describe_clusters(clusters=clusters["clusterArns"])["clusters"]
            observed += sum(cluster["registeredContainerInstancesCount"] for cluster in counted)
        for cluster in clusters["clusterArns"]:
            for page in ecs.get_paginator("list_container_instances").paginate(cluster=cluster, **listing):
                arns = page["containerInstanceArns"]
                if not arns:
                    continue
                described = ecs.describe_container_instances(cluster=cluster, containerInstances=arns)["containerInstances"]
                observed += 0 if is_filtered else len(described)
                disconnected += [instance["ec2InstanceId"] for instance in described if not instance["agentConnected"]]
    if disconnected:
        ec2, autoscaling = account.client("ec2", region), account.client("autoscaling", region)
        for start in range(0, len(disconnected), 50):  # 50 is what Auto Scaling takes at once
            ids = disconnected[start:start + 50]
            ec2.describe_instances(InstanceIds=ids)
            autoscaling.describe_auto_scaling_instances(InstanceIds=ids)
    return observed, disconnected


def main():
    with open(sys.argv[1]) as file:
        entries = json.load(file)["accounts"]
    core = botocore.session.Session()
    core.register_component("data_loader", MODELS)
    sts = boto3.session.Session(botocore_session=core).client("sts", region_name=entries[0]["regions"][0], config=CONFIG)
    with ThreadPoolExecutor(THREADS) as pool:
        accounts = list(pool.map(lambda entry: Account(entry, sts), entries))
        is_filtered = sys.argv[2:] == ["filtered"]
        found = list(pool.map(sweep, [(account, region, is_filtered) for account in accounts for region in account.regions]))
    print(json.dumps({"observed": sum(count for count, _ in found), "disconnected": sum(len(ids) for _, ids in found)}))


if __name__ == "__main__":
    main()
