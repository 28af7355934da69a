"""Parses the error answers of a JSON file with botocore's parsers. Prints one JSON object a line: code, message and request id.

usage: errors.py QUESTIONS.json
"""
import json
import sys

from botocore.compat import HTTPHeaders
from botocore.parsers import create_parser

for question in json.load(open(sys.argv[1])):
    headers = HTTPHeaders()
    for name, value in question["headers"].items():
        headers[name] = value
    response = {"headers": headers, "status_code": question["status"], "body": question["body"].encode(), "context": {}}
    parsed = create_parser(question["protocol"]).parse(response, None)
    print(json.dumps({
        "code": parsed["Error"].get("Code", ""), "message": parsed["Error"].get("Message") or "",
        "request_id": parsed["ResponseMetadata"].get("RequestId"),
    }))
