"""Runs the functions under `cargo lambda watch`, behind `local`, and the end-to-end tests against that.

`make watched` runs it.
"""

import contextlib
import tempfile
import urllib.request
from pathlib import Path

import programs
from programs import claim, run, run_end_to_end_tests


def main():
    local_port, lambda_port = programs.free_port(), programs.free_port()
    base_url, lambda_endpoint = f"http://127.0.0.1:{local_port}", f"http://127.0.0.1:{lambda_port}"
    # Named, as `sam build` names it: what is built for the host without its name isn't shared.
    target = run("rustc", "--print", "host-tuple").strip()
    with claim("the functions and the local run are built"):
        run("cargo", "build", "--locked", "--target", target, **programs.FUNCTIONS_BUILD)
        program = programs.build_local()
    with contextlib.ExitStack() as processes:
        folder = Path(processes.enter_context(tempfile.TemporaryDirectory(prefix="watched-")))
        environment = folder / "data" / "lambda.env"
        local = programs.running(
            folder / "local.log", program, "--lambda-endpoint", lambda_endpoint,
            cwd=folder, PORT=str(local_port), LISTEN_HOST="127.0.0.1", DATA_DIR=str(folder / "data"),
            ADMIN_PASSWORD=programs.PASSWORD, **dict.fromkeys(programs.LIMITS, "0"),
        )
        processes.enter_context(local)
        programs.wait_until(environment.exists, 30, "local did not write the functions' environment")
        watch = programs.running(
            folder / "watch.log", "cargo", "lambda", "watch", "--ignore-changes", "--invoke-address", "127.0.0.1",
            "--invoke-port", str(lambda_port), "--env-file", environment, "--target", target, cwd=programs.ROOT,
            **programs.FUNCTIONS_BUILD,
        )
        processes.enter_context(watch)
        with claim("a function answers"):
            programs.wait_until(lambda: is_healthy(base_url), 120, "no function answered")
        with claim("the end-to-end tests hold on functions under cargo lambda watch"):
            run_end_to_end_tests(base_url, f"ws://127.0.0.1:{local_port}/ws")


def is_healthy(base_url: str) -> bool:
    """Whether the function `health` answers through the gateway."""
    try:
        with urllib.request.urlopen(f"{base_url}/api/health/", timeout=35) as answer:
            return answer.status == 200
    except OSError:
        return False


if __name__ == "__main__":
    programs.end_in_order()
    main()
