"""Signs seeded random requests with botocore and prints one JSON object a line: the request and the Authorization header it got.

usage: botocore_signatures.py COUNT SEED
"""

import base64
import datetime
import json
import random
import sys
import urllib.parse

import botocore.auth
import botocore.awsrequest
import botocore.credentials

count, seed = int(sys.argv[1]), int(sys.argv[2])
rng = random.Random(seed)

TEXT = "abcXYZ019-_.~ !*'();:@&=+$,/?%#[]\"<>\\^`{|}äß漢😀"
HEADER_TEXT = "abcXYZ019-_.~ ;:=,/()  \tä"
PATH_PARTS = ["", ".", "..", "a", "b~c", "x.y", "%20", "%7E", "d-e_f", "2015-03-31", "functions", "a:b", "a,b", "+"]
SERVICES = ["ecs", "autoscaling", "ec2", "sns", "sts", "organizations", "monitoring", "elasticache"]


def text(alphabet, longest):
    return "".join(rng.choice(alphabet) for _ in range(rng.randint(0, longest)))


def request(number):
    host = rng.choice(["ecs.us-east-1.amazonaws.com", "127.0.0.1:5000", "localhost", "my-cache", "sns.cn-north-1.amazonaws.com.cn:8443"])
    path = rng.choice(["/", "", "/" + "/".join(rng.choice(PATH_PARTS) for _ in range(rng.randint(1, 5)))])
    query = [[text(TEXT, 6) + str(rng.randint(0, 3)), text(TEXT, 12)] for _ in range(rng.choice([0, 0, 1, 3, 6]))]
    names = rng.sample(["Content-Type", "X-Amz-Target", "X-Foo", "X-Foo-B", "x-amzn-query-mode", "X-Empty", "Accept", "amz-sdk-x"], rng.randint(0, 6))
    headers = [[name, "" if name == "X-Empty" else text(HEADER_TEXT, 30)] for name in names]
    if headers and rng.random() < 0.2:
        headers.append([headers[0][0], text(HEADER_TEXT, 8)])
    when = datetime.datetime(2015, 1, 1) + datetime.timedelta(seconds=rng.randint(0, 20 * 365 * 86400))
    return {
        "method": rng.choice(["POST", "POST", "GET", "PUT"]),
        "host": host,
        "path": path,
        "query": query,
        "headers": headers,
        "body": base64.b64encode(rng.randbytes(rng.choice([0, 1, 55, 56, 64, 99, 1000, 5000]))).decode(),
        "date": when.strftime("%Y%m%dT%H%M%SZ"),
        "region": rng.choice(["us-east-1", "eu-west-1", "cn-north-1", "us-gov-west-1"]),
        "service": rng.choice(SERVICES),
        "access_key_id": "AKID%016d" % number,
        "secret": text(TEXT.replace("\\", ""), 80) or "s",
        "token": rng.choice([None, "IQoJ" + text("abcXYZ019+/=", rng.choice([100, 1000]))]),
    }


for number in range(count):
    one = request(number)
    moment = datetime.datetime.strptime(one["date"], "%Y%m%dT%H%M%SZ")
    botocore.auth.get_current_datetime = lambda moment=moment: moment
    aws = botocore.awsrequest.AWSRequest(
        method=one["method"], url="https://" + one["host"] + one["path"], params=[tuple(pair) for pair in one["query"]] or None, data=base64.b64decode(one["body"])
    )
    for name, value in one["headers"]:
        aws.headers.add_header(name, value)
    credentials = botocore.credentials.Credentials(one["access_key_id"], one["secret"], one["token"])
    botocore.auth.SigV4Auth(credentials, one["service"], one["region"]).add_auth(aws)
    one["authorization"] = aws.headers["Authorization"]
    print(json.dumps(one))
