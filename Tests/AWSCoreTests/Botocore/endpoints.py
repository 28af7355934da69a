"""Prints what botocore's endpoint rule sets say, one JSON object a line, for every service that a sweep may speak to, every Region of every
partition and some that nobody knows yet, and every variant.

usage: endpoints.py
"""
import json

from botocore.endpoint_provider import EndpointProvider
from botocore.loaders import Loader

SERVICES = [
    "ecs", "autoscaling", "ec2", "sns", "sqs", "sts", "organizations", "ssm", "cloudwatch", "logs", "events", "elasticache", "lambda",
    "stepfunctions", "sso", "sso-oidc", "arc-zonal-shift",
]
UNKNOWN = [
    "eu-new-9", "us-west-10", "cn-new-1", "us-gov-new-1", "us-iso-new-1", "us-isob-new-1", "eu-isoe-new-1", "us-isof-new-1",
    "eusc-de-new-2", "xx-new-1", "nowhere",
]

loader = Loader()
partitions = loader.load_data("partitions")
regions = [region for partition in partitions["partitions"] for region in partition["regions"]] + UNKNOWN
for service in SERVICES:
    provider = EndpointProvider(loader.load_service_model(service, "endpoint-rule-set-1"), partitions)
    prefix = loader.load_service_model(service, "service-2")["metadata"]["endpointPrefix"]
    for region in regions:
        for fips in (False, True):
            for dual_stack in (False, True):
                for legacy in (False, True) if service == "sts" else (False,):
                    parameters = {"Region": region, "UseFIPS": fips, "UseDualStack": dual_stack}
                    if legacy:
                        parameters["UseGlobalEndpoint"] = True
                    endpoint = provider.resolve_endpoint(**parameters)
                    signing = [scheme.get("signingRegion") for scheme in endpoint.properties.get("authSchemes", [])]
                    print(json.dumps({
                        "prefix": prefix, "region": region, "fips": fips, "dual_stack": dual_stack, "legacy": legacy, "url": endpoint.url,
                        "signing_region": signing[0] if signing and signing[0] else region,
                    }))
