"""The same reading sweep as ecs-agent-monitor's plan mode, as one would write it with boto3 and a thread pool.

Reads a clusters.json, assumes each account's role, lists and describes every container instance, asks EC2 and Auto
Scaling about the disconnected, and prints how many there are. Endpoint and credentials come from the environment.
"""
import json
import sys
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config

CONFIG = Config(max_pool_connections=32, retries={"mode": "standard", "max_attempts": 3})


def clients(account, region):
    keys = {}
    if "role" in account:
        found = boto3.client("sts", region_name=region, config=CONFIG).assume_role(
            RoleArn=account["role"], RoleSessionName="boto3-sweep")["Credentials"]
        keys = dict(aws_access_key_id=found["AccessKeyId"], aws_secret_access_key=found["SecretAccessKey"],
                    aws_session_token=found["SessionToken"])
    session = boto3.session.Session(region_name=region, **keys)
    return {name: session.client(name, config=CONFIG) for name in ("ecs", "ec2", "autoscaling")}


def sweep(job):
    account, region = job
    aws = clients(account, region)
    observed, disconnected = 0, []
    for clusters in aws["ecs"].get_paginator("list_clusters").paginate():
        for cluster in clusters["clusterArns"]:
            for page in aws["ecs"].get_paginator("list_container_instances").paginate(cluster=cluster):
                if page["containerInstanceArns"]:
                    described = aws["ecs"].describe_container_instances(
                        cluster=cluster, containerInstances=page["containerInstanceArns"])
                    observed += len(described["containerInstances"])
                    disconnected += [found["ec2InstanceId"] for found in described["containerInstances"]
                                     if not found["agentConnected"]]
    for start in range(0, len(disconnected), 50):
        ids = disconnected[start:start + 50]
        aws["ec2"].describe_instances(InstanceIds=ids)
        aws["autoscaling"].describe_auto_scaling_instances(InstanceIds=ids)
    return observed, len(disconnected)


def main():
    with open(sys.argv[1]) as file:
        accounts = json.load(file)["accounts"]
    jobs = [(account, region) for account in accounts for region in account["regions"]]
    boto3.setup_default_session()
    with ThreadPoolExecutor(32) as pool:
        results = list(pool.map(sweep, jobs))
    print(json.dumps({"observed": sum(r[0] for r in results), "disconnected": sum(r[1] for r in results)}))


if __name__ == "__main__":
    main()
