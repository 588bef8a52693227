"""A system for the Python clients: the program in memory, on a free port, without limits; and the people in it."""

import os
import re
import subprocess
import uuid
from pathlib import Path

import requests

PROGRAM = os.environ.get("TRIBECLUB_CHAT") or Path(__file__).resolve().parents[2] / "target" / "debug" / "local"
PASSWORD = "correct horse 1"
UNLIMITED = (
    "VISITOR_CHATS_PER_IP", "REGISTRATIONS_PER_IP", "OPEN_ROOMS", "ROOMS_PER_HOUR", "FRAMES_PER_SECOND", "OPEN_UPLOADS",
    "SIGN_IN_FAILURES", "SIGN_IN_FAILURES_PER_IP", "SIGN_IN_FAILURES_PER_NAME",
    "REQUESTED_MAILS_PER_IP", "REQUESTED_MAILS_PER_EMAIL", "PUSH_SUBSCRIPTIONS",
)


class System:
    """A running program; a context that ends it."""

    def __enter__(self) -> "System":
        settings = dict.fromkeys(UNLIMITED, "0") | {"ADMIN_PASSWORD": PASSWORD, "RUST_LOG": "error"}
        self.program = subprocess.Popen(
            [PROGRAM, "--ephemeral", "--port", "0"], env=os.environ | settings, stdout=subprocess.PIPE, text=True
        )
        for line in self.program.stdout:
            if found := re.search(r"API +(http://\S+)/api/", line):
                self.url = found[1]
            if "Ctrl-C" in line:
                return self
        raise RuntimeError("the program ended before it was ready")

    def __exit__(self, *_):
        self.program.kill()
        self.program.wait()
        self.program.stdout.close()

    def anonymous(self) -> "Client":
        """Somebody whom the system doesn't know."""
        return Client(self.url)

    def signed_in(self, username: str) -> "Client":
        """Somebody with a token."""
        client = self.anonymous()
        tokens = client.expect(200, "POST", "token/", json={"username": username, "password": PASSWORD})
        client.headers["Authorization"] = f"Bearer {tokens['access']}"
        return client

    def customer(self) -> "Client":
        """A new customer."""
        name = f"customer-{uuid.uuid4().hex[:12]}"
        client = self.anonymous()
        account = client.expect(201, "POST", "auth/register/", json={
            "username": name, "email": f"{name}@example.com", "password": PASSWORD, "password_confirm": PASSWORD,
        })
        client.headers["Authorization"] = f"Token {account['token']}"
        return client

    def agent(self) -> "Client":
        """A new agent, who may have many chats."""
        name = f"agent-{uuid.uuid4().hex[:12]}"
        self.signed_in("admin").expect(201, "POST", "admin-agents/", json={
            "username": name, "email": f"{name}@example.com", "password": PASSWORD, "first_name": "Ada",
            "last_name": "Agent", "max_concurrent_chats": 100, "is_available": True,
        })
        return self.signed_in(name)

    def visitor(self, message: str) -> "Client":
        """A visitor who has begun a chat; the answer to that is their `chat`."""
        client = self.anonymous()
        begun = client.expect(200, "POST", "chat/start_chat/", json={"initial_message": message})
        client.chat = client.expect(201, "POST", "chat/complete_chat/", json={
            "session_id": begun["session_id"], "full_name": "Vera Visitor", "email": "vera@example.com",
        })
        client.headers["Authorization"] = f"Token {client.chat['token']}"
        return client


class Client(requests.Session):
    """A session of `requests` that asks for paths of the API, and expects answers."""

    def __init__(self, url: str):
        super().__init__()
        self.api = f"{url}/api/"
        self.chat = {}

    def request(self, method, url, *args, **kwargs):
        """Takes a path, or a whole address."""
        return super().request(method, url if "://" in url else self.api + url, *args, timeout=30, **kwargs)

    def expect(self, status: int, method: str, path: str, **kwargs):
        """The body of an answer that must have this status."""
        answer = self.request(method, path, **kwargs)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        return answer.json() if answer.content else None
