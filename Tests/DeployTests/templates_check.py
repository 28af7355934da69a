#!/usr/bin/env python3
"""Holds the CloudFormation templates of Deploy against what others know of them, and their permissions against the command's.

  templates_check.py DEPLOY PROGRAM      (DEPLOY: the folder; PROGRAM: ecs-agent-monitor)

cfn-lint finds nothing, the SAM translator takes them, moto makes the resources that it has, and the roles that it made hold exactly what
`ecs-agent-monitor policy` prints. Prints "ok" and exits 0, or fails with the assertion.
"""
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ.update(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", AWS_DEFAULT_REGION="eu-west-1")
for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_CA_BUNDLE"):
    os.environ.pop(name, None)

import boto3  # noqa: E402
from moto import mock_aws  # noqa: E402
from samtranslator.parser.parser import Parser  # noqa: E402
from samtranslator.translator.transform import transform  # noqa: E402
from samtranslator.yaml_helper import yaml_parse  # noqa: E402

deploy, program = Path(sys.argv[1]), sys.argv[2]
templates = sorted(deploy.rglob("*.yaml"))
templates = [path for path in templates if "AWSTemplateFormatVersion" in path.read_text()]
account = "123456789012"
topic = "arn:aws:sns:eu-west-1:123456789012:agents"
cache = ["arn:aws:elasticache:eu-west-1:*:replicationgroup:agents", "arn:aws:elasticache:eu-west-1:*:user:monitor"]

# What moto cannot make. One that it learns to make leaves this list.
unknown_to_moto = {"AWS::CloudFormation::StackSet", "AWS::CloudWatch::Alarm", "AWS::Lambda::EventInvokeConfig"}


def lint():
    command = [str(Path(sys.executable).parent / "cfn-lint"), "--non-zero-exit-code", "informational", "--", *map(str, templates)]
    run = subprocess.run(command, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


def translate(path):
    template = yaml_parse(path.read_text())
    plain = transform({**template, "Transform": "AWS::Serverless-2016-10-31"}, {}, None)
    assert plain["Resources"].keys() == template["Resources"].keys(), path


def create(path, **parameters):
    """Makes the stack in moto; gives the physical names of its resources, by those in the template."""
    stack = path.stem
    boto3.client("cloudformation").create_stack(
        StackName=stack, TemplateBody=path.read_text(), Capabilities=["CAPABILITY_NAMED_IAM"],
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()])
    made = boto3.client("cloudformation").describe_stack_resources(StackName=stack)["StackResources"]
    # Those that it does not know have no names.
    return {each["LogicalResourceId"]: each.get("PhysicalResourceId") for each in made if "LogicalResourceId" in each}


def has_all(path, made):
    always = {name: each["Type"] for name, each in yaml_parse(path.read_text())["Resources"].items() if "Condition" not in each}
    missing = {kind for name, kind in always.items() if name not in made}
    assert missing == {kind for kind in always.values() if kind in unknown_to_moto}, (path, missing)


def canonical(value):
    """To IAM one thing and a list of it are the same, and order means nothing."""
    if isinstance(value, dict):
        return {key: canonical(each) for key, each in value.items()}
    return sorted(value) if isinstance(value, list) else [value]


def statements(document):
    """One for each action, however they were put together."""
    # moto keeps those that stand in a role as Python would print them.
    document = yaml_parse(document) if isinstance(document, str) else document
    return sorted(
        (canonical({key: value for key, value in {**each, "Action": action}.items() if key != "Sid"})
         for each in document["Statement"] for action in each["Action"]), key=json.dumps)


def of_role(name, but=()):
    iam = boto3.client("iam")
    names = [each for each in iam.list_role_policies(RoleName=name)["PolicyNames"] if each not in but]
    return sorted(
        (each for one in names for each in statements(iam.get_role_policy(RoleName=name, PolicyName=one)["PolicyDocument"])), key=json.dumps)


def printed(configuration, *arguments):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "clusters.json")
        file.write_text(json.dumps(configuration))
        run = subprocess.run([program, "policy", "--clusters", str(file), *arguments], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def configuration(installation, *, own=False, roles=(), organization=False, redis=False, topic=None, method="detach"):
    value = {"installation": installation, "policy": {"method": method}, "accounts": [{"role": role, "regions": ["eu-*"]} for role in roles]}
    if own:
        value["accounts"].append({"regions": ["eu-*"]})
    if organization:
        value["organization"] = {"role": "ecs-agent-monitor", "regions": ["eu-*"]}
        if not value["accounts"]:
            del value["accounts"]
    if redis:
        value["store"] = {
            "url": "rediss://agents.example.com",
            "auth": {"iam": {"user": "monitor", "cache": "agents", "region": "eu-west-1"}}}
    if topic:
        value["notify"] = {"sns_topic_arn": topic}
    return value


def same(role, expected, but=()):
    found, wanted = of_role(role, but), statements(expected)
    assert found == wanted, json.dumps({"template": found, "printed": wanted}, indent=1)


roles = [f"arn:aws:iam::{number}:role/ecs-agent-monitor" for number in ("111122223333", "222233334444")]
# of whom the sweeps are, as the configuration and as the parameters say it
callers = [
    (dict(own=True), {}),
    (dict(own=True, method="asg"), dict(Method="asg")),
    (dict(roles=roles, topic=topic), dict(OwnAccount="false", RoleArns=",".join(roles), TopicArn=topic)),
    (dict(organization=True, redis=True, topic=topic), dict(
        OwnAccount="false", Organization="true", RoleArns="arn:aws:iam::*:role/ecs-agent-monitor", RedisIamArns=",".join(cache), TopicArn=topic)),
    (dict(own=True, roles=roles), dict(RoleArns=",".join(roles))),
]


def function(mode, whom, parameters, **more):
    with mock_aws():
        boto3.client("s3").create_bucket(Bucket="code-eu-west-1", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
        boto3.client("s3").put_object(Bucket="code-eu-west-1", Key="ecs-agent-monitor-lambda-x86_64.zip", Body=b"PK\5\6" + bytes(18))
        path = deploy / "function.yaml"
        made = create(path, CodeBucket="code-*", Mode=mode, Installation="blue", **parameters, **more)
        has_all(path, made)
        same(made["Role"], printed(configuration("blue", **whom), "--for", "caller", "--mode", mode), but=("logs",))
        settings = boto3.client("lambda").get_function_configuration(FunctionName=made["Function"])
        assert settings["Runtime"] == "provided.al2023"
        assert boto3.client("lambda").get_function_concurrency(FunctionName=made["Function"])["ReservedConcurrentExecutions"] == 1
        events = boto3.client("events")
        target, = events.list_targets_by_rule(Rule=made["Schedule"])["Targets"]
        event = {"config": "clusters.json", "mode": mode}
        if "OwnRegionOnly" in more:
            event["region"] = ["eu-west-1"]
        assert json.loads(target["Input"]) == event, target


def alarms():
    template = yaml_parse((deploy / "function.yaml").read_text())
    intervals = template["Mappings"]["Intervals"]
    assert list(intervals) == template["Parameters"]["IntervalMinutes"]["AllowedValues"]
    assert all(int(minutes) * 60 == each["Seconds"] for minutes, each in intervals.items())
    found = [each["Properties"] for each in template["Resources"].values() if each["Type"] == "AWS::CloudWatch::Alarm"]
    assert len(found) == 4
    # The program's own are those that its documentation names.
    documented = (deploy.parent / "Documentation/metrics.md").read_text()
    for alarm in found:
        own = alarm["Namespace"] != "AWS/Lambda"
        assert not own or f"`{alarm['MetricName']}`" in documented and f"`{alarm['Namespace']}`" in documented, alarm
        assert own == ({each["Name"] for each in alarm["Dimensions"]} == {"Installation", "Mode"}), alarm
        assert alarm["Period"] in (3600, {"Fn::FindInMap": ["Intervals", {"Ref": "IntervalMinutes"}, "Seconds"]}), alarm
    silent, = [alarm for alarm in found if alarm["TreatMissingData"] == "breaching"]
    assert silent["EvaluationPeriods"] == 3 and silent["MetricName"] == "Success"


def member(mode, external_id="", organization="", method="detach"):
    with mock_aws():
        path = deploy / "role.yaml"
        caller = f"arn:aws:iam::{account}:root"
        made = create(
            path, Mode=mode, Installation="blue", PrincipalArn=caller, ExternalId=external_id, OrganizationId=organization, Method=method)
        has_all(path, made)
        value = configuration("blue", roles=roles[:1], method=method)
        if external_id:
            value["accounts"][0]["external_id"] = external_id
        same("ecs-agent-monitor", printed(value, "--mode", mode))
        trust = boto3.client("iam").get_role(RoleName="ecs-agent-monitor")["Role"]["AssumeRolePolicyDocument"]
        arguments = ["--organization-id", organization] if organization else []
        wanted = json.loads(json.dumps(printed(value, "--trust", "--principal", account, *arguments)).replace("EXTERNAL_ID", external_id))
        assert statements(trust) == statements(wanted), (trust, wanted)


def task(mode, whom, parameters):
    with mock_aws():
        path = deploy / "container/ecs-scheduled-task.yaml"
        made = create(
            path, Mode=mode, Image="registry.example.com/ecs-agent-monitor", ClusterArn=f"arn:aws:ecs:eu-west-1:{account}:cluster/tools",
            SubnetIds="subnet-0123456789abcdef0", SecurityGroupIds="sg-0123456789abcdef0",
            **{key: value for key, value in parameters.items() if key != "OwnAccount"})
        has_all(path, made)
        same(made["TaskRole"], printed(configuration("blue", **whom), "--for", "caller", "--mode", mode))
        container, = boto3.client("ecs").describe_task_definition(taskDefinition=made["Task"])["taskDefinition"]["containerDefinitions"]
        assert container["command"] == ["--format", "json"] + {"plan": [], "warn": ["--warn"], "apply": ["--apply"]}[mode], container


def organization():
    """Stack sets themselves are unknown to moto's templates, so that they are made by the calls."""
    template = yaml_parse((deploy / "organization.yaml").read_text())
    for name, file in (("Roles", "role.yaml"), ("Functions", "function.yaml")):
        properties = template["Resources"][name]["Properties"]
        assert properties["TemplateURL"] == {"Fn::Sub": f"${{TemplatesUrl}}/{file}"}, properties["TemplateURL"]
        passed = {each["ParameterKey"] for each in properties["Parameters"]}
        known = yaml_parse((deploy / file).read_text())["Parameters"]
        assert passed <= known.keys(), passed - known.keys()
        assert {key for key, each in known.items() if "Default" not in each} <= passed
    with mock_aws():
        client = boto3.client("cloudformation")
        client.create_stack_set(
            StackSetName="roles", TemplateBody=(deploy / "role.yaml").read_text(), Capabilities=["CAPABILITY_NAMED_IAM"],
            Parameters=[{"ParameterKey": "PrincipalArn", "ParameterValue": f"arn:aws:iam::{account}:root"}])
        client.create_stack_instances(StackSetName="roles", Accounts=[account, "111122223333"], Regions=["eu-west-1"])
        made = client.list_stack_instances(StackSetName="roles")["Summaries"]
        assert {each["Account"] for each in made} == {account, "111122223333"}


assert [path.name for path in templates] == ["ecs-scheduled-task.yaml", "function.yaml", "organization.yaml", "role.yaml"], templates
lint()
alarms()
for path in templates:
    translate(path)
for mode in ("plan", "warn", "apply"):
    for whom, parameters in callers:
        function(mode, whom, parameters)
        if "own" not in whom:
            task(mode, whom, parameters)
    for method in ("detach", "asg", "unhealthy"):
        member(mode, method=method)
member("apply", "b3f1c0de")
member("apply", "b3f1c0de", "o-exampleorgid")
function("apply", *callers[0], OwnRegionOnly="true", SubnetIds="subnet-0123456789abcdef0", SecurityGroupIds="sg-0123456789abcdef0")
organization()
print("ok")
