"""Fuzzes the API by its document: requests made of its schemas, one after another and in sequences along its links, as
each role; every answer is held against the document, and none may be a 5xx.

`make fuzz` runs it, for two minutes; FUZZ_SECONDS says otherwise.
"""

import contextlib
import json
import os
import re
import tempfile
import urllib.request
import uuid
from pathlib import Path

import programs
from programs import PASSWORD, claim, run

DOCUMENT = programs.ROOT / "docs" / "openapi.json"
SECONDS = int(os.environ.get("FUZZ_SECONDS", "120"))
CONFIGURATION = Path(__file__).with_name("schemathesis.toml")
# Phases that run together, and their part of the time: of a time for all, nothing would be left for the last.
PHASES = {"examples,coverage,fuzzing": 2 / 3, "stateful": 1 / 3}
# Left out of the checks, with the reasons.
EXCLUDED_CHECKS = [
    "negative_data_rejection",  # Inputs are as lenient as the original's: "yes" is a boolean, a wrong page_size is none.
    "positive_data_acceptance",  # What depends on two fields, or on what is stored, isn't in a schema.
]
# Operations that end the session that the run needs.
EXCLUDED_OPERATIONS = ["log_out", "end_session", "close_chat_session"]


class Api:
    """The system's API, as far as it takes to have somebody of each role."""

    def __init__(self, url: str):
        self.url = url

    def post(self, path: str, body: dict, token: str | None = None) -> dict:
        """What a request answers."""
        request = urllib.request.Request(self.url + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read())

    def sign_in(self, username: str) -> str:
        """The token of a user."""
        return self.post("/api/auth/login/", {"username": username, "password": PASSWORD})["token"]

    def agent(self) -> str:
        """The token of a new agent."""
        name = f"agent-{uuid.uuid4().hex[:12]}"
        account = {"username": name, "email": f"{name}@example.com", "password": PASSWORD, "first_name": "A", "last_name": "B"}
        self.post("/api/admin-agents/", account, self.sign_in("admin"))
        return self.sign_in(name)

    def customer(self) -> str:
        """The token of a new customer, who has a room."""
        name = f"customer-{uuid.uuid4().hex[:12]}"
        account = {"username": name, "email": f"{name}@example.com", "password": PASSWORD, "password_confirm": PASSWORD}
        token = self.post("/api/auth/register/", account)["token"]
        self.post("/api/chat-rooms/", {"subject": "Help", "initial_message": "Hello"}, token)
        return token

    def visitor(self) -> str:
        """The token of a new visitor."""
        session_id = self.post("/api/chat/start_chat/", {"initial_message": "Hello"})["session_id"]
        return self.post("/api/chat/complete_chat/", {"session_id": session_id, "full_name": "Ana"})["token"]


def is_healthy(url: str) -> bool:
    """True once the system answers."""
    with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/api/health/", timeout=5) as answer:
        return answer.status == 200
    return False


def fuzz(url: str, token: str | None, phases: str, seconds: float, folder: Path) -> str:
    """Lets schemathesis loose on the API with this token, and returns what it says."""
    flags = ["--exclude-checks", ",".join(EXCLUDED_CHECKS), "--phases", phases, "--max-time", str(int(seconds))]
    flags += ["--continue-on-failure", "--no-color"]
    for operation in EXCLUDED_OPERATIONS:
        flags += ["--exclude-operation-id", operation]
    if token:
        flags += ["--header", f"Authorization: Bearer {token}"]
    # It keeps its examples where it runs.
    schemathesis = programs.TOOLS / "fuzz" / "bin" / "schemathesis"
    return run(schemathesis, "--config-file", CONFIGURATION, "run", DOCUMENT, "--url", url, *flags, cwd=folder)


def followed_links(said: str) -> int:
    """Number of links that were followed."""
    links = re.search(r"API Links:\s+(\d+) covered", said)
    return int(links[1]) if links else 0


def main():
    program = programs.build_local()
    port = programs.free_port()
    url = f"http://127.0.0.1:{port}"
    with contextlib.ExitStack() as processes:
        folder = Path(processes.enter_context(tempfile.TemporaryDirectory(prefix="fuzz-")))
        local = programs.running(
            folder / "local.log", program, "--ephemeral", cwd=folder, PORT=str(port), LISTEN_HOST="127.0.0.1",
            ADMIN_PASSWORD=PASSWORD, RUST_LOG="error", **dict.fromkeys(programs.LIMITS, "0"),
        )
        processes.enter_context(local)
        programs.wait_until(lambda: is_healthy(url), 30, "the local run did not answer")
        api = Api(url)
        roles = {"nobody": None, "visitor": api.visitor(), "customer": api.customer(), "agent": api.agent()}
        roles["admin"] = api.sign_in("admin")
        links = 0
        for role, token in roles.items():
            with claim(f"whatever {role} sends, the answer is in the document, and no 5xx") as figures:
                said = "".join(
                    fuzz(url, token, phases, SECONDS / len(roles) * part, folder) for phases, part in PHASES.items()
                )
                links += followed_links(said)
                figures.append(f"{followed_links(said)} links followed")
        if not links:
            raise SystemExit("no link was followed")


if __name__ == "__main__":
    programs.end_in_order()
    main()
