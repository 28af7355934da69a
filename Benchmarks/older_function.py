"""The algorithm of the older Lambda function, as a runtime's client: what a Python function of Lambda costs from its start to its result.

Lambda's own runtime for Python loads the handler's module and then asks the runtime API for events; so does this. The algorithm is the old one, put right
where it could not run at all: Python 3, batches of 100, numbers compared as numbers.
"""
import http.client
import json
import os

import boto3
import redis


def handler(event):
    counters = redis.StrictRedis(host=event["elasticache_config_endpoint"], port=event["elasticache_port"], db=0)
    ecs = boto3.client("ecs")
    cluster, fail_after = event["cluster"], int(event.get("fail_after", 2))
    observed, struck, dead = 0, [], []
    for page in ecs.get_paginator("list_container_instances").paginate(cluster=cluster):
        arns = page["containerInstanceArns"]
        if not arns:
            continue
        for instance in ecs.describe_container_instances(cluster=cluster, containerInstances=arns)["containerInstances"]:
            observed += 1
            name = instance["ec2InstanceId"]
            if instance["agentConnected"]:
                if counters.exists(name):
                    counters.delete(name)
            elif int(counters.get(name) or 0) < fail_after:
                struck.append((name, counters.incr(name)))
            else:
                dead.append(name)
    for name in dead:
        replace(name)
        counters.delete(name)
    if struck and "snsLogArn" in event:
        boto3.client("sns").publish(TopicArn=event["snsLogArn"], Subject="ecs-agent-monitor", Message=json.dumps(struck))
    return {"observed": observed, "disconnected": len(struck) + len(dead)}


def replace(name):
    groups = boto3.client("autoscaling")
    group = groups.describe_auto_scaling_instances(InstanceIds=[name])["AutoScalingInstances"][0]["AutoScalingGroupName"]
    groups.detach_instances(InstanceIds=[name], AutoScalingGroupName=group, ShouldDecrementDesiredCapacity=False)
    boto3.client("ec2").terminate_instances(InstanceIds=[name])


def main():
    api = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    while True:
        api.request("GET", "/2018-06-01/runtime/invocation/next")
        answer = api.getresponse()
        event = json.loads(answer.read())
        request = answer.headers["Lambda-Runtime-Aws-Request-Id"]
        try:
            result, path = handler(event), "response"
        except Exception as error:  # as Lambda's runtime does
            result, path = {"errorMessage": str(error), "errorType": type(error).__name__}, "error"
        api.request("POST", f"/2018-06-01/runtime/invocation/{request}/{path}", json.dumps(result))
        api.getresponse().read()


if __name__ == "__main__":
    main()
