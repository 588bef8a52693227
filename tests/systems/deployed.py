"""Deploys template.yaml to an emulator of AWS as README says, and puts what it made to use.

`make deployed` runs it. The claims build on each other, so the first that doesn't hold ends the run.
"""

import contextlib
import http.server
import json
import threading
import urllib.request
import uuid

import programs
from deployment import CREDENTIALED_ORIGIN, MAIL_IDENTITY, ORIGIN, STAGE, Deployment
from emulator import Emulator
from programs import PASSWORD, claim, run, run_end_to_end_tests

ATTACHMENT_LIMIT = 20 * 1024 * 1024


class PushService(contextlib.AbstractContextManager):
    """A push service on loopback; a context that ends it."""

    def __init__(self):
        self.pushes = pushes = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                pushes.append(self.headers)
                self.send_response(201)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/a-browser"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __exit__(self, *_):
        self.server.shutdown()


def main():
    with Emulator() as emulator:
        chat = Deployment(emulator)
        with claim("sam build makes every function"):
            chat.sam("build")
        with claim("sam deploy makes the stack"):
            chat.deploy()
        resources = chat.resources()
        with claim("an update changes what it should and keeps the rest"):
            chat.parameters["ManagementEndpoint"] = emulator.management_endpoint(resources["WebSocketApi"], STAGE)
            chat.deploy()
            assert chat.resources() == resources
        check_cors(chat)
        check_throttles(chat)
        with claim("the first admin is made from outside"):
            run(
                programs.build_local(), "createsuperuser",
                "--table-name", chat.output("TableName"), "--username", "admin", "--email", "admin@example.com",
                "--password", PASSWORD, **emulator.settings,
            )
        with claim("the end-to-end tests hold on the deployed stack"), chat.errors_shown():
            run_end_to_end_tests(
                emulator.http_url(resources["HttpApi"]),
                emulator.websocket_url(resources["WebSocketApi"], STAGE),
                "--skip=a_frame_over_32_kb_closes_the_connection",  # it takes any
                TEST_REFUSED_HANDSHAKE="403",
            )
            assert not chat.logged("AccessDenied"), chat.logged("AccessDenied")[:3]
        room = check_files(chat)
        check_webhooks(chat)
        check_mail(chat)
        check_push(chat)
        check_permissions(chat)
        check_rotation(chat)
        check_alarms(chat)
        check_erasure(chat, room)
        with claim("sam delete removes all but the table and the files"):
            chat.sam("delete", "--no-prompts")
            assert not emulator.client("lambda").list_functions()["Functions"]
            table = emulator.client("dynamodb").describe_table(TableName=resources["Table"])["Table"]
            assert table["DeletionProtectionEnabled"]
            emulator.client("s3").head_bucket(Bucket=resources["Files"])


def check_cors(chat: Deployment):
    """What browsers are allowed, by the parameters."""
    preflight = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    with claim("CORS lets the configured origins in, one of them with the cookie, and no other"):
        origins = [{"Origin": each} for each in (ORIGIN, CREDENTIALED_ORIGIN, "https://evil.example.com")]
        for answers in (
            [chat.call("GET", "/api/health/", headers=origin)[1] for origin in origins],
            [chat.options("MessagesFunction", "/api/messages", preflight | origin)["headers"] for origin in origins],
        ):
            answers = [{name.lower(): value for name, value in answer.items()} for answer in answers]
            allowed = [answer.get("access-control-allow-origin") for answer in answers]
            assert allowed == [ORIGIN, CREDENTIALED_ORIGIN, None], allowed
            with_cookie = [answer.get("access-control-allow-credentials") for answer in answers]
            assert with_cookie == [None, "true", None], with_cookie
    with claim("OPTIONS that is no preflight says what there is"):
        answer = chat.options("MessagesFunction", "/api/messages", {})
        assert answer["statusCode"] == 200 and json.loads(answer["body"])["name"] == "Messages", answer


def check_throttles(chat: Deployment):
    """AWS takes settings for a route only if there is one."""
    with claim("every route that has throttles of its own is a route"):
        gateway, api = chat.emulator.client("apigatewayv2"), chat.resources()["HttpApi"]
        throttled = gateway.get_stages(ApiId=api)["Items"][0]["RouteSettings"].keys()
        routes = {route["RouteKey"] for route in gateway.get_routes(ApiId=api)["Items"]}
        assert throttled and throttled <= routes, throttled


def check_files(chat: Deployment) -> str:
    """What the function takes that files go through, the largest that come with a message and those that don't. Gives a
    room that has some, and is deleted."""
    token = chat.register()
    _, _, room = chat.call("POST", "/api/chat-rooms/", {"subject": "Files"}, token=token)
    with claim("a file of 20 MB keeps its function within its memory") as figures, chat.errors_shown():
        film = b"\x00\x00\x00\x20ftypisom" + bytes(ATTACHMENT_LIMIT - 12)
        status, _, upload = chat.call("POST", "/api/uploads/", {
            "chat_room_id": room["id"], "name": "film.mp4", "content_type": "video/mp4", "size": len(film),
        }, token=token)
        assert status == 201, upload
        request = urllib.request.Request(upload["url"], film, upload["headers"], method=upload["method"])
        urllib.request.urlopen(request, timeout=60).close()
        message = {"chat_room_id": room["id"], "upload_id": upload["upload_id"]}
        status, _, message = chat.call("POST", "/api/messages/", message, token=token)
        assert status == 201 and message["attachment_info"]["size"] == ATTACHMENT_LIMIT, message
        status, _, message = chat.call("POST", "/api/messages/", token=token, form={
            "chat_room_id": room["id"], "attachment": film[:4_400_000],
        })
        assert status == 201, message
        function = chat.resources()["MessagesFunction"]
        memory = chat.emulator.client("lambda").get_function_configuration(FunctionName=function)["MemorySize"]
        peak = max(programs.peak_memory(f"AWS_LAMBDA_FUNCTION_NAME={function}"))
        assert peak < memory * 1024 * 1024, peak
        figures.append(f"{peak / 1024 / 1024:.0f} of {memory} MiB")
    with claim("a deleted room is gone at once"):
        admin, path = chat.sign_in(), f"/api/chat-rooms/{room['id']}/"
        assert chat.call("POST", path + "close/", token=admin)[0] == 200
        assert chat.call("DELETE", path, token=admin)[0] == 204
        assert chat.call("GET", path, token=token)[0] == 404
    return room["id"]


def check_erasure(chat: Deployment, room: str):
    """What the worker may do with files."""
    with claim("and the sweep erases its files"), chat.errors_shown():
        bucket = chat.emulator.client("s3")

        def files() -> int:
            return bucket.list_objects_v2(Bucket=chat.output("FilesBucket"), Prefix=f"rooms/{room}/")["KeyCount"]

        assert files() == 2
        programs.wait_until(lambda: chat.sweep() and not files(), 90, "the files were not erased")


def check_webhooks(chat: Deployment):
    """The stream and the queue lead to the worker, and the schedule's event is understood."""
    admin = chat.sign_in()

    def attempted() -> int:
        _, _, deliveries = chat.call("GET", f"/api/webhooks/{webhook['id']}/deliveries/", token=admin)
        return sum(bool(delivery["attempts"]) for delivery in deliveries["results"])

    def open_room():
        assert chat.call("POST", "/api/chat-rooms/", {"subject": "Help"}, token=chat.register())[0] == 201

    with claim("what a webhook is told goes by the stream and the queue to the worker"), chat.errors_shown():
        # A name that never leads anywhere: that it was tried is what counts.
        new = {"url": "https://webhook.invalid/", "events": ["room.created"]}
        status, _, webhook = chat.call("POST", "/api/webhooks/", new, token=admin)
        assert status == 201, webhook
        open_room()
        programs.wait_until(lambda: attempted() == 1, 90, "nothing was attempted")
    with claim("a worker that fails is handed the events again"), chat.errors_shown():
        with chat.without("WorkerFunction", "dynamodb:PutItem"):
            open_room()
            programs.wait_until(lambda: chat.logged("Deliveries"), 90, "nothing failed")
            assert attempted() == 1
        programs.wait_until(lambda: attempted() == 2, 90, "nothing was attempted again")
        assert chat.call("DELETE", f"/api/webhooks/{webhook['id']}/", token=admin)[0] == 204
    with claim("the sweep runs"), chat.errors_shown():
        chat.sweep()


def check_mail(chat: Deployment):
    """Mail to customers and agents goes by the stream, the queue and SES, and not to an address that it came back from."""
    admin, customer = chat.sign_in(), chat.register()
    _, _, me = chat.call("GET", "/api/users/me/", token=customer)

    def is_mailed() -> bool:
        # Again and again: an instance may know the settings of some seconds ago.
        message = {"chat_room_id": room["id"], "content": "It's on its way."}
        assert chat.call("POST", "/api/messages/", message, token=admin)[0] == 201
        _, _, mails = chat.call("GET", "/api/mail/", token=admin)
        return any(mail["status"] == "sent" and mail["chat_room_id"] == room["id"] for mail in mails["results"])

    with claim("an unseen message is mailed by SES"), chat.errors_shown():
        chat.widen("WorkerFunction", "ses:SendEmail")
        chat.emulator.client("sesv2").create_email_identity(EmailIdentity=MAIL_IDENTITY)
        mail = {"version": 0, "sender": f"help@{MAIL_IDENTITY}", "unseen_minutes": 0, "interval_minutes": 0}
        assert chat.call("PATCH", "/api/settings/", {"mail": mail}, token=admin)[0] == 200
        _, _, room = chat.call("POST", "/api/chat-rooms/", {"subject": "Help"}, token=customer)
        programs.wait_until(is_mailed, 90, "no mail was sent")

    def is_asked() -> bool:
        # As above: the registration has read the settings, with the captcha's.
        _, _, asked = chat.call("POST", "/api/auth/password/reset/", {"email": me["user"]["email"]})
        return asked.get("success") is True

    def is_link_mailed() -> bool:
        _, _, mails = chat.call("GET", "/api/mail/", token=admin)
        sent = [mail for mail in mails["results"] if mail["kind"] == "password_reset" and mail["status"] == "sent"]
        return any(mail["recipient"] == me["user"]["email"] for mail in sent)

    # Without the stream the sweep would find it after minutes; without the API's own address it would not be sent.
    with claim("a link to choose a new password is mailed at once"), chat.errors_shown():
        programs.wait_until(is_asked, 30, "no link can be asked for")
        programs.wait_until(is_link_mailed, 60, "no link was sent")

    agent = chat.hire()
    _, _, known = chat.call("GET", "/api/users/me/", token=agent)

    def is_told() -> bool:
        _, _, mails = chat.call("GET", "/api/mail/", token=admin)
        sent = [mail for mail in mails["results"] if mail["kind"] == "digest" and mail["status"] == "sent"]
        return any(mail["recipient"] == known["user"]["email"] for mail in sent)

    with claim("an agent who wants to know is mailed of a chat that waits"), chat.errors_shown():
        wish = {"after_minutes": 0, "new_chat": {"email": True}}
        assert chat.call("PATCH", "/api/users/me/notification-settings/", wish, token=agent)[0] == 200
        assert chat.call("POST", "/api/chat-rooms/", {"subject": "Help"}, token=customer)[0] == 201
        programs.wait_until(is_told, 90, "no mail was sent")

    def is_stopped() -> bool:
        _, _, stopped = chat.call("GET", "/api/mail/stopped/", token=admin)
        return any(address["address"] == me["user"]["email"] for address in stopped["results"])

    # The emulator's SES tells no event bus: the rule is asked, and the queue gets what it would bring there.
    with claim("an address that mail came back from gets no more"), chat.errors_shown():
        recipient = {"emailAddress": me["user"]["email"], "action": "failed", "diagnosticCode": "550 unknown user"}
        detail = {
            "eventType": "Bounce",
            "bounce": {"bounceType": "Permanent", "bouncedRecipients": [recipient]},
            "mail": {"tags": {"ses:configuration-set": [chat.resources()["MailEvents"]]}},
        }
        events = chat.emulator.client("events")
        rule = events.describe_rule(Name=chat.resources()["MailEventsRule"].split("|")[-1])
        event = {
            "id": str(uuid.uuid4()), "account": "000000000000", "region": "us-east-1", "resources": [],
            "time": "2026-01-01T00:00:00Z", "source": "aws.ses", "detail-type": "Email Bounced", "detail": detail,
        }
        told = events.test_event_pattern(EventPattern=rule["EventPattern"], Event=json.dumps(event))
        assert told["Result"], rule["EventPattern"]
        queue = chat.resources()["Deliveries"]
        chat.emulator.client("sqs").send_message(QueueUrl=queue, MessageBody=json.dumps(detail))
        programs.wait_until(is_stopped, 60, "nothing was stopped")


def check_push(chat: Deployment):
    """A new chat goes by the stream to the push service of an agent who isn't there."""
    agent = chat.hire()
    # The browser of RFC 8291, appendix A.
    keys = {
        "p256dh": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "auth": "BTBZMqHH6r4Tts7J_aSIgg",
    }
    with claim("an agent who isn’t there is pushed a chat that waits"), chat.errors_shown(), PushService() as service:
        for function in ("NotificationsFunction", "WorkerFunction"):
            chat.configure(function, WEBHOOK_PRIVATE_ADDRESSES="true")
        subscription = {"endpoint": service.url, "keys": keys}
        status, _, body = chat.call("POST", "/api/push-subscriptions/", subscription, token=agent)
        assert status == 201, body
        assert chat.call("POST", "/api/chat-rooms/", {"subject": "Help"}, token=chat.register())[0] == 201
        programs.wait_until(lambda: service.pushes, 90, "nothing was pushed")
        push = service.pushes[0]
        assert push["Content-Encoding"] == "aes128gcm" and push["Authorization"].startswith("vapid t="), push


def check_alarms(chat: Deployment):
    """The functions log what the template's filters look for."""

    def counted() -> bool:
        chat.call("POST", "/api/auth/login/", {"username": "admin", "password": "not the password"})
        lines = [json.loads(line) for line in chat.logged("sign_in_failed")]
        return any(
            line["target"] == "security" and line["level"] == "WARN" and line["fields"]["event"] == "sign_in_failed"
            for line in lines
        )

    with claim("a wrong password is a line that an alarm counts"):
        programs.wait_until(counted, 30, "nothing was logged that is counted")


def key_of(token: str) -> str:
    """What a token says of its key."""
    return token.split(".")[0]


def check_permissions(chat: Deployment):
    """The policies are the ones in use: without a permission, what needs it fails, and nothing else does."""
    token = chat.register()

    def mark_all() -> int:
        return chat.call("POST", "/api/notifications/mark_all_read/", token=token)[0]

    def open_room() -> int:
        return chat.call("POST", "/api/chat-rooms/", {"subject": "Help"}, token=token)[0]

    with claim("a function stripped of a permission fails"):
        assert open_room() == 201
        with chat.without("ChatRoomsFunction", "dynamodb:PutItem"):
            # The emulator may put what is logged last into the log with the next call.
            programs.wait_until(
                lambda: open_room() == 500 and chat.logged("AccessDenied"), 30, "no refusal was answered and logged"
            )
            assert mark_all() == 200
        assert open_room() == 201
        with chat.without("HealthFunction", "dynamodb:GetItem"):
            assert chat.call("GET", "/api/health/")[0] == 503
        assert chat.call("GET", "/api/health/")[0] == 200


def check_rotation(chat: Deployment):
    """The way of docs/operations.md to change the key that signs tokens."""
    with claim("a new key takes over, and nobody is signed out"):
        before = chat.register()
        secrets = chat.emulator.client("secretsmanager")
        secrets.put_secret_value(SecretId=chat.output("SigningKeyArn"), SecretString=uuid.uuid4().hex * 2)
        # A new instance of the function signs with the new key; the others get to know it from its tokens.
        function = chat.resources()["AuthFunction"]
        chat.emulator.client("lambda").update_function_configuration(FunctionName=function, Timeout=28)
        programs.wait_until(lambda: key_of(chat.register()) != key_of(before), 90, "the new key was not used")
        after = chat.register()
        for token in (before, after):
            status, _, body = chat.call("GET", "/api/users/me/", token=token)
            assert status == 200, body


if __name__ == "__main__":
    programs.end_in_order()
    main()
