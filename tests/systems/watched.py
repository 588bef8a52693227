"""Runs the functions under `cargo lambda watch`, behind `local`, and the end-to-end tests against that.

`make watched` runs it.
"""

import os
import subprocess
import tempfile
import urllib.request
from pathlib import Path

import programs
from programs import claim, run, run_end_to_end_tests


def main():
    local_port, lambda_port = programs.free_port(), programs.free_port()
    base_url, lambda_endpoint = f"http://127.0.0.1:{local_port}", f"http://127.0.0.1:{lambda_port}"
    with claim("the functions and the local run are built"):
        # Once without and once with the other crates, whose features are not the functions'.
        run("cargo", "build", "--locked")
        run("cargo", "build", "--locked", "-p", "local")
    with tempfile.TemporaryDirectory(prefix="watched-") as folder, open(Path(folder) / "log", "w") as log:
        data = Path(folder) / "data"
        local = subprocess.Popen(
            [programs.ROOT / "target" / "debug" / "local", "--lambda-endpoint", lambda_endpoint],
            env=programs.environment(PORT=str(local_port), DATA_DIR=str(data), LISTEN_HOST="127.0.0.1",
                                     ADMIN_PASSWORD=programs.PASSWORD),
            cwd=folder, stdout=log, stderr=log,
        )
        watch = None
        try:
            programs.wait_until((data / "lambda.env").exists, 30, "local did not write the functions' environment")
            watch = subprocess.Popen(
                ["cargo", "lambda", "watch", "--ignore-changes", "--invoke-address", "127.0.0.1",
                 "--invoke-port", str(lambda_port), "--env-file", data / "lambda.env"],
                env=programs.environment(), cwd=programs.ROOT, stdout=log, stderr=log,
                start_new_session=True,  # it starts programs of its own, which must end with it
            )
            with claim("a function answers"):
                programs.wait_until(lambda: is_healthy(base_url), 120, "no function answered")
            with claim("the end-to-end tests hold on functions under cargo lambda watch"):
                run_end_to_end_tests(base_url, f"ws://127.0.0.1:{local_port}/ws")
        finally:
            if watch:
                os.killpg(watch.pid, 15)
                watch.wait(timeout=30)
            local.terminate()
            local.wait(timeout=30)


def is_healthy(base_url: str) -> bool:
    """Whether the function `health` answers through the gateway."""
    try:
        with urllib.request.urlopen(f"{base_url}/api/health/", timeout=35) as answer:
            return answer.status == 200
    except OSError:
        return False


if __name__ == "__main__":
    main()
