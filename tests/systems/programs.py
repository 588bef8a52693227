"""What the checks of whole systems have in common: running programs, and saying what holds."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / "target" / "tools"
PASSWORD = "correct horse 1"  # everybody's, in the end-to-end tests
# A system's limits. 0 lifts each: all tests share one address, and some act as busy people.
LIMITS = [
    "VISITOR_CHATS_PER_IP", "REGISTRATIONS_PER_IP", "OPEN_ROOMS", "ROOMS_PER_HOUR", "FRAMES_PER_SECOND",
    "CONNECTIONS_PER_USER", "CONNECTIONS_PER_VISITOR", "OPEN_UPLOADS", "UPLOAD_MEGABYTES_PER_DAY", "SIGN_IN_FAILURES",
    "SIGN_IN_FAILURES_PER_IP", "SIGN_IN_FAILURES_PER_NAME",
    "REQUESTED_MAILS_PER_IP", "REQUESTED_MAILS_PER_EMAIL", "PUSH_SUBSCRIPTIONS",
]


# One build of the functions for all systems, so that they are compiled once: a debug build without debug information,
# and not by way of zig, which `cargo lambda watch` never takes.
FUNCTIONS_BUILD = {
    "SAM_BUILD_MODE": "debug", "CARGO_LAMBDA_COMPILER": "cargo",
    "CARGO_PROFILE_DEV_DEBUG": "none", "CARGO_PROFILE_DEV_STRIP": "debuginfo",
}


@contextlib.contextmanager
def claim(text: str):
    """Prints what is claimed, how long it took to see that it holds, and the figures that were noted in between."""
    print(f"{text} …", flush=True)
    began, figures = time.monotonic(), []
    yield figures
    print(f"{text}: ok, {time.monotonic() - began:.0f} s", *figures, sep=", ", flush=True)


def environment(**settings: str) -> dict:
    """This process's environment with our tools on the path, without what would lead to somebody's AWS account."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    path = os.pathsep.join([str(TOOLS / "sam" / "bin"), os.environ["PATH"]])
    nobody = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull, "AWS_EC2_METADATA_DISABLED": "true"}
    return kept | nobody | {"PATH": path, "SAM_CLI_TELEMETRY": "0"} | settings


def run(*command, cwd: Path = ROOT, **settings: str) -> str:
    """Runs a program with these settings in its environment; its output is shown only if it fails, and then it ends this
    program."""
    done = subprocess.run(
        command, cwd=cwd, env=environment(**settings), text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{done.stdout[-10_000:]}")
    return done.stdout


def run_end_to_end_tests(base_url: str, websocket_url: str, *flags: str, **settings: str):
    """The tests that hold on any system, on this one, with these flags and what this program was called with."""
    output = run(
        "cargo", "test", "--locked", "--workspace", "--test", "api", "--", *flags, *sys.argv[1:],
        TEST_BASE_URL=base_url, TEST_WEBSOCKET_URL=websocket_url, RUST_BACKTRACE="0", **settings,
    )
    print(*(line for line in output.splitlines() if line.startswith("test result")), sep="\n", flush=True)


def build_local() -> Path:
    """The program of the local run, as the tests of the workspace have built it: nothing is compiled for it alone."""
    run("cargo", "test", "--locked", "--workspace", "--no-run")
    return ROOT / "target" / "debug" / "local"


@contextlib.contextmanager
def running(log: Path, *command, cwd: Path, **settings: str):
    """A program while it runs, with all that it starts; what it said last is shown if something fails meanwhile."""
    with open(log, "w") as output:
        process = subprocess.Popen(
            command, cwd=cwd, env=environment(**settings), stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield process
    except BaseException:
        print(f"{command[0]} said last:\n{log.read_text()[-5_000:]}", file=sys.stderr)
        raise
    finally:
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, sign)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=15)
                break


def peak_memory(setting: str) -> list:
    """The most memory, in bytes, that each running program has had which was given this setting; on Linux."""
    peaks = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if setting.encode() in (process / "environ").read_bytes().split(b"\0"):
                lines = (process / "status").read_text().splitlines()
                peaks += [int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")]
    return peaks


def end_in_order():
    """Makes SIGTERM end this program as Ctrl-C does, with what it has started."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_until(is_so, within: float, what: str):
    """Asks until it is so."""
    deadline = time.monotonic() + within
    while not is_so():
        if time.monotonic() > deadline:
            sys.exit(f"{what} within {within:.0f} s")
        time.sleep(0.2)
