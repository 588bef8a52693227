"""The stack that template.yaml deploys to an emulator of AWS, as its users and its operator see it."""

import contextlib
import json
import os
import sys
import urllib.error
import urllib.request
import uuid

import urllib3

import programs
from emulator import Emulator
from programs import PASSWORD, run

STACK = "tribeclub-chat-dev"
STAGE = "v1"
BUILD = programs.ROOT / "target" / "deployed"
ORIGIN = "https://shop.example.com"
CREDENTIALED_ORIGIN = "https://desk.example.com"
MAIL_IDENTITY = "example.com"


class Deployment:
    """What can be done with the stack, and what it says of itself."""

    def __init__(self, emulator: Emulator):
        self.emulator = emulator
        self.parameters = {
            "Architecture": os.uname().machine.replace("aarch64", "arm64"),
            "AllowedOrigins": ORIGIN,
            "DemoPage": "true",
            "CredentialedOrigins": CREDENTIALED_ORIGIN,
            "MailIdentity": MAIL_IDENTITY,
            # The emulator speaks no TLS, and has no CloudFront that would stand before its bucket.
            "PublicUrl": emulator.url,
            "FilesUrl": emulator.url,
        } | {limit.title().replace("_", ""): "0" for limit in programs.LIMITS}

    def sam(self, command: str, *flags: str):
        """A sam command of README's, with what an emulator needs otherwise."""
        overrides = [f"{name}={value}" for name, value in self.parameters.items()]
        if command != "delete":
            flags += ("--parameter-overrides", *overrides)
        # Beside the operator's own build, which is for another processor and not for the test.
        if command == "build":
            flags += ("--build-dir", str(BUILD))
        if command == "deploy":
            flags += ("--template-file", str(BUILD / "template.yaml"))
        # SAM looks for its configuration beside the template, which the build has put elsewhere.
        flags += ("--config-file", str(programs.ROOT / "samconfig.toml"), "--config-env", "dev")
        return run("sam", command, *flags, **programs.FUNCTIONS_BUILD, **self.emulator.settings)

    def deploy(self):
        """Deploys, and completes what the emulator leaves out."""
        self.sam("deploy", "--no-progressbar")
        self.emulator.complete(STACK)

    def resources(self) -> dict:
        """The ids of the stack's resources by their names in the template."""
        pages = self.emulator.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=STACK)
        resources = [each for page in pages for each in page["StackResourceSummaries"]]
        return {each["LogicalResourceId"]: each["PhysicalResourceId"] for each in resources}

    def output(self, name: str) -> str:
        """An output of the stack."""
        stacks = self.emulator.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"]
        return next(each["OutputValue"] for each in stacks[0]["Outputs"] if each["OutputKey"] == name)

    def call(self, method: str, path: str, body=None, token=None, headers=None, form=None):
        """A request to the API, with JSON or a form of text and files: status, headers, and what the body says."""
        url = self.emulator.http_url(self.resources()["HttpApi"]) + path
        request = urllib.request.Request(url, method=method, headers=headers or {})
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        if body is not None:
            request.add_header("Content-Type", "application/json")
            request.data = json.dumps(body).encode()
        if form is not None:
            request.data, content_type = urllib3.encode_multipart_formdata(
                {name: (f"{name}.mp4", value) if isinstance(value, bytes) else value for name, value in form.items()}
            )
            request.add_header("Content-Type", content_type)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.headers, json.loads(answer.read() or "null")
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read().decode()

    def options(self, function: str, path: str, headers: dict) -> dict:
        """What a function answers to OPTIONS. The emulator's gateway would answer itself, as AWS does only for an API
        that has its own rule for CORS."""
        http = {"method": "OPTIONS", "path": path, "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "test"}
        context = {
            "accountId": "000000000000", "apiId": "api", "domainName": "localhost", "domainPrefix": "", "http": http,
            "requestId": "id", "routeKey": f"ANY {path}", "stage": "$default", "time": "", "timeEpoch": 0,
        }
        event = {
            "version": "2.0", "routeKey": f"ANY {path}", "rawPath": path, "rawQueryString": "", "headers": headers,
            "requestContext": context, "isBase64Encoded": False,
        }
        answer = self.emulator.client("lambda").invoke(
            FunctionName=self.resources()[function], Payload=json.dumps(event)
        )
        return json.loads(answer["Payload"].read())

    def register(self) -> str:
        """Somebody new; gives their token."""
        name = f"user-{uuid.uuid4().hex[:12]}"
        status, _, body = self.call("POST", "/api/auth/register/", {
            "username": name, "email": f"{name}@example.com", "first_name": "Some", "last_name": "Body",
            "password": PASSWORD, "password_confirm": PASSWORD,
        })
        assert status == 201, body
        return body["token"]

    def sign_in(self, username: str = "admin") -> str:
        """Somebody who is there, the admin at first; gives their token."""
        status, _, body = self.call("POST", "/api/auth/login/", {"username": username, "password": PASSWORD})
        assert status == 200, body
        return body["token"]

    def hire(self) -> str:
        """A new agent; gives their token."""
        name = f"agent-{uuid.uuid4().hex[:12]}"
        status, _, body = self.call("POST", "/api/admin-agents/", {
            "username": name, "email": f"{name}@example.com", "first_name": "New", "last_name": "Agent",
            "password": PASSWORD,
        }, token=self.sign_in())
        assert status == 201, body
        return self.sign_in(name)

    def configure(self, function: str, **variables: str):
        """Gives a function these variables beside those that it has."""
        functions, name = self.emulator.client("lambda"), self.resources()[function]
        known = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
        functions.update_function_configuration(FunctionName=name, Environment={"Variables": known | variables})

    def sweep(self) -> bool:
        """What the schedule does every minute."""
        worker = self.emulator.client("lambda").invoke(
            FunctionName=self.resources()["WorkerFunction"], Payload=json.dumps({"source": "aws.events"}),
        )
        assert "FunctionError" not in worker, worker["Payload"].read()
        return True

    def logged(self, text: str) -> list:
        """The lines of the functions' log with this text in them."""
        logs = self.emulator.client("logs")
        pages = logs.get_paginator("filter_log_events").paginate(
            logGroupName=self.output("FunctionLogs"), filterPattern=f'"{text}"'
        )
        return [event["message"] for page in pages for event in page["events"]]

    @contextlib.contextmanager
    def errors_shown(self):
        """Shows what the functions logged as errors if something fails meanwhile."""
        try:
            yield
        except BaseException:
            print("The functions' errors:", *self.logged("ERROR")[-20:], sep="\n", file=sys.stderr)
            raise

    def widen(self, function: str, action: str):
        """Lets the function do to everything what it may do to something, where the emulator can't tell what a request
        is about."""
        iam, role = self.emulator.client("iam"), self.resources()[f"{function}Role"]
        for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
            document = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
            for statement in document["Statement"]:
                if action in statement["Action"]:
                    statement["Resource"] = "*"
            iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(document))

    @contextlib.contextmanager
    def without(self, function: str, action: str):
        """The function stripped of the permission for an action, and given it back at the end."""
        iam, role = self.emulator.client("iam"), self.resources()[f"{function}Role"]
        kept = {}
        for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
            document = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
            kept[name] = json.dumps(document)
            for statement in document["Statement"]:
                actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
                # A statement must name something.
                statement["Action"] = [each for each in actions if each != action] or ["sts:GetCallerIdentity"]
            iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(document))
        try:
            yield
        finally:
            for name, document in kept.items():
                iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=document)
