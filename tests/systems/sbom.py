"""Writes what the programs are made of, as a CycloneDX document: target/sbom.cdx.json.

`make sbom` runs it. It takes what the functions and the local run are linked with on Linux, not what only builds or
tests them. The same lock file gives the same document.
"""

import json
import subprocess
import tomllib

import programs

PLATFORM = "aarch64-unknown-linux-gnu"  # the functions' own


def linked(metadata: dict) -> dict:
    """The packages that are part of a program, each with the ids of those that it uses itself."""
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    shipped = ("functions/", "local#")
    folder = f"path+file://{metadata['workspace_root']}/"
    waiting = [each for each in metadata["workspace_members"] if each.removeprefix(folder).startswith(shipped)]
    uses = {}
    while waiting:
        package = waiting.pop()
        if package not in uses:
            kinds = ((each["pkg"], {kind["kind"] for kind in each["dep_kinds"]}) for each in nodes[package]["deps"])
            uses[package] = sorted(name for name, kind in kinds if None in kind)
            waiting += uses[package]
    return uses


def component(package: dict, checksums: dict) -> dict:
    """A package as the document names it."""
    name, version = package["name"], package["version"]
    purl = f"pkg:cargo/{name}@{version}"
    about = {"type": "library", "bom-ref": package["id"], "name": name, "version": version, "purl": purl}
    if package["license"]:
        about["licenses"] = [{"expression": package["license"].replace("/", " OR ")}]
    if checksum := checksums.get((name, version)):
        about["hashes"] = [{"alg": "SHA-256", "content": checksum}]
    return about


def main():
    command = ["cargo", "metadata", "--locked", "--format-version", "1", "--filter-platform", PLATFORM]
    metadata = json.loads(subprocess.run(command, cwd=programs.ROOT, check=True, stdout=subprocess.PIPE).stdout)
    lock = tomllib.loads((programs.ROOT / "Cargo.lock").read_text())
    checksums = {(each["name"], each["version"]): each.get("checksum") for each in lock["package"]}
    packages = {package["id"]: package for package in metadata["packages"]}
    uses = linked(metadata)
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "bom-ref": "tribeclub-chat", "name": "tribeclub-chat"}},
        "components": [component(packages[each], checksums) for each in sorted(uses)],
        "dependencies": [{"ref": each, "dependsOn": uses[each]} for each in sorted(uses)],
    }
    # Our own packages are named by the folder that they are in, which is nobody's business.
    text = json.dumps(document, indent=1).replace(f"path+file://{metadata['workspace_root']}/", "")
    path = programs.ROOT / "target" / "sbom.cdx.json"
    path.write_text(text + "\n")
    print(f"{path.relative_to(programs.ROOT)} names {len(uses)} packages")


if __name__ == "__main__":
    main()
