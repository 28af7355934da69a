#!/usr/bin/env python3
"""Uses a running mock-aws as an ordinary boto3 program would, and says what does not answer as AWS does.

  boto3_check.py URL ACCESS_KEY SECRET_KEY FLEET_ACCOUNT [CA_FILE]      (FLEET_ACCOUNT: another account of the fleet)

Expects us-east-1 with cluster web of 120 instances, 3 disconnected, in both accounts, and replacements at once.
Prints "ok" and exits 0, or fails with the assertion.
"""
import os
import sys

for name in list(os.environ):
    if name.startswith("AWS_"):
        del os.environ[name]
if len(sys.argv) > 5:
    os.environ["AWS_CA_BUNDLE"] = sys.argv[5]
os.environ.update(AWS_EC2_METADATA_DISABLED="true", AWS_CONFIG_FILE="/nonexistent", AWS_SHARED_CREDENTIALS_FILE="/nonexistent")

import boto3  # noqa: E402
from botocore.config import Config  # noqa: E402
from botocore.exceptions import ClientError  # noqa: E402

url, key, secret, other = sys.argv[1:5]
region = "us-east-1"


def client(service, key=key, secret=secret, token=None):
    return boto3.client(
        service, region_name=region, endpoint_url=url, aws_access_key_id=key, aws_secret_access_key=secret, aws_session_token=token,
        config=Config(retries={"total_max_attempts": 1}))


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error
        return error.response
    raise AssertionError(f"{call.__name__} was not refused with {code}")


# who: the caller, a role of the other account, a wrong secret, an unknown key
caller = client("sts").get_caller_identity()
assert caller["Account"] != other
session = client("sts").assume_role(RoleArn=f"arn:aws:iam::{other}:role/monitor", RoleSessionName="check")
credentials = session["Credentials"]
assert session["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{other}:assumed-role/monitor/check"
role = dict(key=credentials["AccessKeyId"], secret=credentials["SecretAccessKey"], token=credentials["SessionToken"])
assert client("sts", **role).get_caller_identity()["Account"] == other
refused("AccessDenied", client("sts").assume_role, RoleArn="arn:aws:iam::999999999999:role/monitor", RoleSessionName="check")
refused("SignatureDoesNotMatch", client("sts", secret="wrong").get_caller_identity)
refused("InvalidSignatureException", client("ecs", secret="wrong").list_clusters)
refused("AuthFailure", client("ec2", secret="wrong").describe_instances)
refused("UnrecognizedClientException", client("ecs", key="AKIANOBODY0000000000").list_clusters)
refused("UnrecognizedClientException", client("ecs", role["key"], role["secret"]).list_clusters)

for who in [dict(), role]:
    ecs, asg, ec2 = client("ecs", **who), client("autoscaling", **who), client("ec2", **who)

    # list and describe, by pages of 100
    assert [a.split("/")[-1] for a in ecs.list_clusters()["clusterArns"]] == ["web"]
    pages = list(ecs.get_paginator("list_container_instances").paginate(cluster="web"))
    assert [len(p["containerInstanceArns"]) for p in pages] == [100, 20], pages
    arns = [arn for page in pages for arn in page["containerInstanceArns"]]
    instances = ecs.describe_container_instances(cluster="web", containerInstances=arns[:100])["containerInstances"]
    instances += ecs.describe_container_instances(cluster="web", containerInstances=arns[100:])["containerInstances"]
    lost = [i for i in instances if not i["agentConnected"]]
    assert len(instances) == 120 and len(lost) == 3
    assert instances[0]["registeredAt"].year >= 2020 and instances[0]["attributes"] and instances[0]["versionInfo"]["agentVersion"]
    filtered = ecs.list_container_instances(cluster="web", filter="agentConnected == false")["containerInstanceArns"]
    assert filtered == [i["containerInstanceArn"] for i in lost]
    missing = ecs.describe_container_instances(cluster="web", containerInstances=["0" * 32])
    assert missing["failures"][0]["reason"] == "MISSING" and not missing["containerInstances"]
    refused("InvalidParameterException", ecs.describe_container_instances, cluster="web", containerInstances=arns[:101])
    refused("ClusterNotFoundException", ecs.list_container_instances, cluster="nowhere")

    # the group
    target, stays = lost[0], next(i for i in instances if i["agentConnected"])
    row = asg.describe_auto_scaling_instances(InstanceIds=[target["ec2InstanceId"], "i-0123456789abcdef0"])["AutoScalingInstances"]
    assert len(row) == 1 and row[0]["LifecycleState"] == "InService", row
    group = row[0]["AutoScalingGroupName"]
    described = asg.describe_auto_scaling_groups(AutoScalingGroupNames=[group])["AutoScalingGroups"][0]
    assert described["DesiredCapacity"] == 120 and len(described["Instances"]) == 120
    everyone = [i for p in asg.get_paginator("describe_auto_scaling_instances").paginate() for i in p["AutoScalingInstances"]]
    assert len(everyone) == 120
    refused("ValidationError", asg.describe_auto_scaling_instances, InstanceIds=[i["ec2InstanceId"] for i in instances[:51]])

    # the machine
    ids = [i["ec2InstanceId"] for i in instances]
    found = [i for r in ec2.describe_instances(InstanceIds=ids)["Reservations"] for i in r["Instances"]]
    assert sorted(i["InstanceId"] for i in found) == sorted(ids)
    assert all(i["State"]["Name"] == "running" and i["Placement"]["AvailabilityZoneId"].startswith("use1-az") for i in found)
    refused("InvalidInstanceID.NotFound", ec2.describe_instances, InstanceIds=["i-0123456789abcdef0"])
    refused("InvalidInstanceID.Malformed", ec2.describe_instances, InstanceIds=["x"])
    paged = ec2.get_paginator("describe_instances").paginate(
        Filters=[{"Name": "instance-state-name", "Values": ["running"]}], PaginationConfig={"PageSize": 50})
    assert [sum(len(r["Instances"]) for r in p["Reservations"]) for p in paged] == [50, 50, 20]
    attribute = ec2.describe_instance_attribute(InstanceId=ids[0], Attribute="disableApiTermination")
    assert attribute["DisableApiTermination"]["Value"] is False

    # act: tag, detach, terminate, deregister; then each once more, as after a lost answer
    name = target["ec2InstanceId"]
    ec2.create_tags(Resources=[name], Tags=[{"Key": "ecs-agent-monitor:remediation", "Value": "a/b & c"}])
    tagged = ec2.describe_instances(Filters=[{"Name": "tag-key", "Values": ["ecs-agent-monitor:remediation"]}])["Reservations"]
    assert [i["InstanceId"] for r in tagged for i in r["Instances"]] == [name]
    assert {"Key": "ecs-agent-monitor:remediation", "Value": "a/b & c"} in tagged[0]["Instances"][0]["Tags"]
    detach = dict(AutoScalingGroupName=group, InstanceIds=[name], ShouldDecrementDesiredCapacity=False)
    assert asg.detach_instances(**detach)["Activities"][0]["StatusCode"] == "InProgress"
    text = refused("ValidationError", asg.detach_instances, **detach)["Error"]["Message"]
    assert text == f"The instance {name} is not part of Auto Scaling group {group}.", text
    ended = ec2.terminate_instances(InstanceIds=[name])["TerminatingInstances"][0]
    assert ended["PreviousState"]["Name"] == "running" and ended["CurrentState"]["Name"] == "shutting-down"
    ec2.terminate_instances(InstanceIds=[name])
    state = ec2.describe_instances(InstanceIds=[name])["Reservations"][0]["Instances"][0]["State"]["Name"]
    assert state == "terminated", state
    still = ecs.describe_container_instances(cluster="web", containerInstances=[target["containerInstanceArn"]])
    assert still["containerInstances"] and not still["failures"], "a disconnected agent's registration stays"
    gone = dict(cluster="web", containerInstance=target["containerInstanceArn"], force=True)
    refused("InvalidParameterException", ecs.deregister_container_instance, **{**gone, "force": False})
    assert ecs.deregister_container_instance(**gone)["containerInstance"]["status"] == "INACTIVE"
    assert "not found" in refused("InvalidParameterException", ecs.deregister_container_instance, **gone)["Error"]["Message"]

    # a connected instance's registration goes by itself; the group has replaced both
    ec2.terminate_instances(InstanceIds=[stays["ec2InstanceId"]])
    ecs.list_clusters()
    after = ecs.describe_container_instances(cluster="web", containerInstances=[stays["containerInstanceArn"]])
    assert [one["status"] for one in after["containerInstances"]] == ["INACTIVE"] and not after["failures"], after
    now = [a for p in ecs.get_paginator("list_container_instances").paginate(cluster="web") for a in p["containerInstanceArns"]]
    assert len(now) == 120 and len(set(now) - set(arns)) == 2, len(now)
    assert len(ecs.list_container_instances(cluster="web", filter="agentConnected == false")["containerInstanceArns"]) == 2
    members = asg.describe_auto_scaling_groups(AutoScalingGroupNames=[group])["AutoScalingGroups"][0]["Instances"]
    assert len(members) == 120 and all(m["LifecycleState"] == "InService" for m in members)

# zonal shifts: no group takes part
shift = client("arc-zonal-shift")
assert shift.list_managed_resources(maxResults=100)["items"] == []
refused("ValidationException", shift.list_managed_resources, nextToken="of another / service+=&")
refused("InvalidSignatureException", client("arc-zonal-shift", secret="wrong").list_managed_resources)

# messages
sns, topic = client("sns"), f"arn:aws:sns:{region}:{caller['Account']}:ecs-agents"
sns.publish(TopicArn=topic, Subject="s" * 99, Message="héllo\n&", MessageAttributes={"mode": {"DataType": "String", "StringValue": "apply"}})
refused("InvalidParameter", sns.publish, TopicArn=topic, Subject="s" * 100, Message="m")
refused("InvalidParameter", sns.publish, TopicArn=topic, Subject="two\nlines", Message="m")
refused("InvalidParameter", sns.publish, TopicArn=topic, Message="m" * 262145)
refused("NotFound", sns.publish, TopicArn=topic + "x", Message="m")
print("ok")
