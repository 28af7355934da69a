#!/usr/bin/env python3
"""A small ECS fleet in moto, an AWS mock that this project did not write, with authentication and authorization on.

Two Regions x two clusters x three instances in Auto Scaling groups; one agent of each cluster is disconnected; an SNS
topic delivers to an SQS queue. Prints one line of JSON (endpoint, control, access key, topic) and serves until it is killed.

No API can disconnect an agent, so the control server (loopback) does it on moto's own objects:
  POST /agent {"region", "cluster", "instance", "connected"}   POST /policy {"actions"}   GET /state   GET /messages
"""
import json
import logging
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

for name in [name for name in os.environ if name.startswith("AWS_")]:
    del os.environ[name]
os.environ.update(
    AWS_ACCESS_KEY_ID="testing", AWS_SECRET_ACCESS_KEY="testing", AWS_EC2_METADATA_DISABLED="true",
    AWS_CONFIG_FILE="/nonexistent", AWS_SHARED_CREDENTIALS_FILE="/nonexistent")

import boto3  # noqa: E402
from moto.autoscaling.responses import AutoScalingResponse  # noqa: E402
from moto.backends import get_backend  # noqa: E402
from moto.core.responses import ActionResult  # noqa: E402
from moto.server import ThreadedMotoServer  # noqa: E402
from urllib.request import Request, urlopen  # noqa: E402

# moto knows no instance refresh: no group has ever had one.
AutoScalingResponse.describe_instance_refreshes = lambda self: ActionResult({"InstanceRefreshes": []})

ACCOUNT = "123456789012"
REGIONS = ["us-east-1", "eu-west-1"]
CLUSTERS = ["blue", "green"]
INSTANCES = 3
SERVICES = ["ecs:*", "ec2:*", "autoscaling:*", "sns:*", "sqs:*", "sts:*"]


def seed(client, region):
    ec2, ecs, groups = client("ec2", region), client("ecs", region), client("autoscaling", region)
    subnets = [subnet["SubnetId"] for subnet in ec2.describe_subnets()["Subnets"]]
    image = ec2.describe_images(Owners=["amazon"])["Images"][0]["ImageId"]
    template = ec2.create_launch_template(
        LaunchTemplateName="ecs", LaunchTemplateData={"ImageId": image, "InstanceType": "t3.micro"})["LaunchTemplate"]
    for cluster in CLUSTERS:
        ecs.create_cluster(clusterName=cluster)
        groups.create_auto_scaling_group(
            AutoScalingGroupName=cluster, MinSize=0, MaxSize=9, DesiredCapacity=INSTANCES,
            VPCZoneIdentifier=",".join(subnets),
            LaunchTemplate={"LaunchTemplateId": template["LaunchTemplateId"], "Version": "$Latest"})
        members = groups.describe_auto_scaling_groups(AutoScalingGroupNames=[cluster])["AutoScalingGroups"][0]
        for number, instance in enumerate(sorted(member["InstanceId"] for member in members["Instances"])):
            ecs.register_container_instance(
                cluster=cluster, instanceIdentityDocument=json.dumps({"instanceId": instance}))
            if number == 0:
                set_agent(region, cluster, instance, False)


def container_instances(region, cluster):
    return get_backend("ecs")[ACCOUNT][region].container_instances[cluster].values()


def set_agent(region, cluster, instance, connected):
    for found in container_instances(region, cluster):
        if found.ec2_instance_id == instance:
            found.agent_connected = connected


def state(client):
    """Every EC2 instance there is: where it is registered, its group, whether it runs and is tagged."""
    found = {}
    for region in REGIONS:
        for reservation in client("ec2", region).describe_instances()["Reservations"]:
            for instance in reservation["Instances"]:
                found[instance["InstanceId"]] = {
                    "region": region, "ec2": instance["State"]["Name"], "cluster": None, "connected": None, "group": None,
                    "tags": {tag["Key"]: tag["Value"] for tag in instance.get("Tags", [])}}
        for member in client("autoscaling", region).describe_auto_scaling_instances()["AutoScalingInstances"]:
            found[member["InstanceId"]]["group"] = member["AutoScalingGroupName"]
        for cluster in CLUSTERS:
            for registered in container_instances(region, cluster):
                found[registered.ec2_instance_id].update(cluster=cluster, connected=registered.agent_connected)
    return found


def messages(client, queue):
    sqs = client("sqs", REGIONS[0])
    bodies = []
    while received := sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages"):
        for message in received:
            bodies.append(json.loads(message["Body"]))
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    return bodies


def main():
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    keys = {}

    def client(service, region):
        return boto3.client(service, region_name=region, endpoint_url=endpoint, **keys)

    for region in REGIONS:
        seed(client, region)
    topic = client("sns", REGIONS[0]).create_topic(Name="ecs-agents")["TopicArn"]
    sqs = client("sqs", REGIONS[0])
    queue = sqs.create_queue(QueueName="ecs-agents")["QueueUrl"]
    queue_arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    client("sns", REGIONS[0]).subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue_arn)

    iam = client("iam", "us-east-1")

    def allow(user, actions):
        iam.put_user_policy(UserName=user, PolicyName="all", PolicyDocument=json.dumps({
            "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*", "Action": actions}]}))

    for user in ["monitor", "control"]:
        iam.create_user(UserName=user)
    allow("monitor", SERVICES)
    allow("control", SERVICES + ["iam:*"])
    key, own = [iam.create_access_key(UserName=user)["AccessKey"] for user in ["monitor", "control"]]
    keys.update(aws_access_key_id=own["AccessKeyId"], aws_secret_access_key=own["SecretAccessKey"])
    iam = client("iam", "us-east-1")
    urlopen(Request(f"{endpoint}/moto-api/reset-auth", data=b"0", headers={"Content-Type": "text/plain"}))

    class Control(BaseHTTPRequestHandler):
        def answer(self, value):
            body = json.dumps(value).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self):
            self.answer(messages(client, queue) if self.path == "/messages" else state(client))

        def do_POST(self):
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if self.path == "/policy":
                allow("monitor", asked["actions"])
            else:
                set_agent(asked["region"], asked["cluster"], asked["instance"], asked["connected"])
            self.answer({})

        def log_message(self, *_):
            pass

    control = ThreadingHTTPServer(("127.0.0.1", 0), Control)
    threading.Thread(target=control.serve_forever, daemon=True).start()
    print(json.dumps({
        "endpoint": endpoint, "control": f"http://127.0.0.1:{control.server_address[1]}", "topic": topic,
        "access_key_id": key["AccessKeyId"], "secret_access_key": key["SecretAccessKey"]}), flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
