"""MiniStack, an emulator of AWS, as a process of its own with nothing in it.

It runs the functions' real binaries, enforces their IAM policies, and carries WebSocket connections. Where it leaves
out what CloudFormation would have done, `complete` does that through AWS's API, from the template that it deployed.
"""

import contextlib
import json
import re
import tempfile
import urllib.request
from pathlib import Path

import boto3

import programs

REGION = "us-east-1"
ACCOUNT = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


class Emulator:
    """A running emulator; a context that ends it."""

    def __init__(self):
        self.port = programs.free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        # What programs need in their environment to take this for AWS.
        self.settings = ACCOUNT | {"AWS_ENDPOINT_URL": self.url, "AWS_DEFAULT_REGION": REGION, "AWS_REGION": REGION}
        self.folder = tempfile.TemporaryDirectory(prefix="emulator-")
        self.processes = contextlib.ExitStack()

    def __enter__(self) -> "Emulator":
        own = {"BIND_HOST": "127.0.0.1", "GATEWAY_PORT": str(self.port), "AUTH": "true", "TMPDIR": self.folder.name}
        log = Path(self.folder.name) / "log"
        with contextlib.ExitStack() as processes:
            processes.enter_context(self.folder)
            program = programs.TOOLS / "ministack" / "bin" / "ministack"
            processes.enter_context(programs.running(log, program, cwd=self.folder.name, **self.settings, **own))
            programs.wait_until(self.is_up, 60, "the emulator did not start")
            self.processes = processes.pop_all()
        return self

    def __exit__(self, *what_happened):
        return self.processes.__exit__(*what_happened)

    def is_up(self) -> bool:
        """Whether it answers."""
        try:
            with urllib.request.urlopen(f"{self.url}/_ministack/health", timeout=5):
                return True
        except OSError:
            return False

    def client(self, service: str):
        """A client of one of its services."""
        return boto3.client(
            service, endpoint_url=self.url, region_name=REGION, aws_access_key_id="test", aws_secret_access_key="test"
        )

    def http_url(self, api_id: str) -> str:
        """Where an HTTP API answers."""
        return f"{self.url}/_aws/execute-api/{api_id}/$default"

    def websocket_url(self, api_id: str, stage: str) -> str:
        """Where a WebSocket API takes connections."""
        return f"ws://127.0.0.1:{self.port}/_aws/execute-api/{api_id}/{stage}"

    def management_endpoint(self, api_id: str, stage: str) -> str:
        """Where functions post to the connections of a WebSocket API."""
        return f"{self.url}/_aws/execute-api/{api_id}/{stage}"

    def complete(self, stack: str):
        """Does what the emulator leaves out: its CloudFormation the routes of an HTTP API, which are in an OpenAPI
        body, and a table's TTL; its gateway the empty rest after a trailing slash, which `/{proxy+}` takes on
        AWS. And undoes what can't hold here: it speaks no TLS, which a bucket's policy asks for."""
        cloudformation, gateway = self.client("cloudformation"), self.client("apigatewayv2")
        template = cloudformation.get_template(StackName=stack, TemplateStage="Processed")["TemplateBody"]
        template = json.loads(template) if isinstance(template, str) else template
        pages = cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
        resources = [each for page in pages for each in page["StackResourceSummaries"]]
        ids = {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in resources}

        for name, resource in template["Resources"].items():
            # Without those whose condition doesn't hold.
            if name not in ids:
                continue
            properties = resource.get("Properties", {})
            if "TimeToLiveSpecification" in properties:
                self._expire(ids[name], properties["TimeToLiveSpecification"])
            if resource["Type"] == "AWS::S3::BucketPolicy":
                self.client("s3").delete_bucket_policy(Bucket=ids[properties["Bucket"]["Ref"]])
            if resource["Type"] == "AWS::ApiGatewayV2::Api" and "Body" in properties:
                self._import(gateway, ids, name, properties["Body"])

    def _expire(self, table: str, specification: dict):
        dynamodb = self.client("dynamodb")
        status = dynamodb.describe_time_to_live(TableName=table)["TimeToLiveDescription"]["TimeToLiveStatus"]
        if status != "ENABLED":
            dynamodb.update_time_to_live(TableName=table, TimeToLiveSpecification=specification)

    def _import(self, gateway, ids: dict, api: str, body: dict):
        for route in gateway.get_routes(ApiId=ids[api])["Items"]:
            gateway.delete_route(ApiId=ids[api], RouteId=route["RouteId"])
        for path, methods in body["paths"].items():
            for method, operation in methods.items():
                function = re.search(r"\$\{(\w+)\.Arn\}", json.dumps(operation))[1]
                paths = [path, path.removesuffix("{proxy+}")] if path.endswith("/{proxy+}") else [path]
                self._route(gateway, ids[api], paths, method, ids[function])

    def _route(self, gateway, api_id: str, paths: list, method: str, function: str):
        arn = self.client("lambda").get_function_configuration(FunctionName=function)["FunctionArn"]
        integration = gateway.create_integration(
            ApiId=api_id, IntegrationType="AWS_PROXY", IntegrationUri=arn, PayloadFormatVersion="2.0"
        )
        any_method = "ANY" if method == "x-amazon-apigateway-any-method" else method.upper()
        for path in paths:
            key = path if path == "$default" else f"{any_method} {path}"
            gateway.create_route(ApiId=api_id, RouteKey=key, Target=f"integrations/{integration['IntegrationId']}")
