"""What a host copies agrees with the app, with itself, and with what will read it."""

import configparser
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import tomllib
from pathlib import Path

import kubernetes_validate
import pytest
import yaml

from hosting import drain, serve
from playground.presence import MOST_STUDENTS
from playground.workarounds.headers import ALONE, ALWAYS

ROOT = Path(__file__).parent.parent.parent
HOSTING = ROOT / "hosting"
NGINX = (HOSTING / "nginx.conf").read_text()
UNIT = HOSTING / "perceptron@.service"
MANIFESTS = {path.stem: yaml.safe_load(path.read_text()) for path in sorted((HOSTING / "kubernetes").glob("*.yaml"))}
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["server"]
# What is a person's to name, so that no schema can know it.
FREE = {"labels", "annotations", "matchLabels", "requests", "limits"}


def steps(instruction):
    """Return what follows each of such instructions of the Dockerfile, continued lines joined."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    return re.findall(rf"^{instruction} (.*)$", text, re.MULTILINE)


def let_in():
    """Return what .dockerignore lets into the image."""
    return re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)


# nginx


def test_nginx_names_the_same_processes_wherever_it_names_them():
    upstreams = re.findall(r"^upstream (\w+) \{(.*?)^\}", NGINX, re.MULTILINE | re.DOTALL)
    served = {name: re.findall(r"^    server 127\.0\.0\.1:(\d+) ", body, re.MULTILINE) for name, body in upstreams}
    named = re.findall(r"^    (\d+) +127\.0\.0\.1:(\d+);$", NGINX, re.MULTILINE)
    assert set(served) == {"playground", "rooms", "rooms_after_all"}
    assert len(named) > 1
    assert all([(port, port) for port in ports] == named for ports in served.values())


def test_a_room_that_has_moved_to_another_process_stays_there_for_longer_than_a_room_lives():
    away = {int(hours) for hours in re.findall(r"max_fails=3 fail_timeout=(\d+)h;", NGINX)}
    (lives,) = re.findall(r"perceptron_room=.*; Max-Age=(\d+);", NGINX)
    assert min(away) * 3600 >= 2 * int(lives)  # one that begins after the move, too


def test_nginx_lets_in_what_the_app_takes():
    # Streamlit allows a form a megabyte more than the file that is in it.
    assert f"client_max_body_size {CONFIG['maxUploadSize'] + 1}m;" in NGINX


def test_nginx_leaves_it_to_the_app_which_headers_a_page_has():
    # A second policy would hold beside the first, and differ from it one day.
    for name in ALWAYS | ALONE:
        assert name.decode() not in NGINX.lower()


def test_one_address_may_have_the_connections_of_a_whole_process_and_no_more():
    # Behind another proxy all students have one address.
    most = int(re.search(r"limit_conn streams (\d+);", NGINX)[1])
    assert most == 2 * MOST_STUDENTS
    assert int(re.search(r"limit_req zone=handshakes burst=(\d+) nodelay;", NGINX)[1]) >= most


def test_a_silent_process_is_passed_over_soon_and_a_silent_websocket_is_not():
    waits = [int(seconds) for seconds in re.findall(r"proxy_read_timeout (\d+)s;", NGINX)]
    stream = re.search(r"location = /_stcore/stream \{(.*?)\}", NGINX, re.DOTALL)[1]
    assert waits == [15, 150]
    assert "proxy_read_timeout 150s;" in stream and "proxy_send_timeout 150s;" in stream


@pytest.mark.skipif(not shutil.which("sed"), reason="there is no sed")
def test_the_line_that_makes_the_file_fit_into_a_pod_leaves_one_process():
    line = re.search(r"sed '([^']+)' hosting/nginx.conf", (ROOT / "docs" / "hosting.md").read_text())[1]
    done = subprocess.run(["sed", line, HOSTING / "nginx.conf"], capture_output=True, text=True, check=True)
    assert re.findall(r"127\.0\.0\.1:(\d+)", done.stdout) == ["8501"] * 4
    assert re.findall(r"listen (.*?);", done.stdout) == ["80 default_server"]  # a node need not have IPv6


# systemd


def read_unit(text):
    """Return the sections of a unit; a key that stands twice is a mistake here."""
    parser = configparser.ConfigParser(interpolation=None, comment_prefixes="#", delimiters="=")
    parser.optionxform = str
    parser.read_string(text)
    return parser


def test_the_unit_is_hardened_and_has_a_place_for_what_it_writes():
    unit = read_unit(UNIT.read_text())
    assert set(unit.sections()) == {"Unit", "Service", "Install"}
    service = unit["Service"]
    for key, value in {
        "NoNewPrivileges": "yes",
        "ProtectSystem": "strict",
        "PrivateTmp": "yes",
        "Restart": "always",
    }.items():
        assert service[key] == value
    assert {"CPUWeight", "EnvironmentFile"} <= set(service)
    # Two of them end before the machine does, and none is stalled before it ends, as MemoryHigh does without swap.
    assert 2 * int(service["MemoryMax"].removesuffix("%")) < 100 and "MemoryHigh" not in service
    assert unit["Unit"]["StartLimitIntervalSec"] == "0"
    assert f"NUMBA_CACHE_DIR=/var/cache/{service['CacheDirectory']} " in service["Environment"]
    assert service["ReadWritePaths"] == f"{service['WorkingDirectory']}/static/published"
    assert "-m hosting.serve --server.port=%i " in service["ExecStart"]
    # Numba writes code and runs it.
    assert "MemoryDenyWriteExecute" not in service


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_understands_the_unit(tmp_path):
    def complaints(text):
        path = tmp_path / "perceptron@8501.service"
        path.write_text(text.replace("/opt/perceptron/.venv/bin/python", sys.executable))
        done = subprocess.run(
            ["systemd-analyze", "verify", path], capture_output=True, text=True, check=False, timeout=60
        )
        return [line for line in done.stderr.splitlines() if "perceptron@8501" in line]

    assert complaints(UNIT.read_text()) == []
    assert "ProtectClok" in complaints(UNIT.read_text().replace("ProtectClock", "ProtectClok"))[0]


# The image


def test_the_image_gets_all_that_the_app_consists_of_and_no_more():
    allowed = let_in()
    assert [name for name in allowed if not (ROOT / name).exists()] == []
    folders = [path for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")]
    packages = {path.name for path in folders if any(path.rglob("*.py"))}
    assert packages - set(allowed) == {"tests", "tools", "benchmarks"}
    assert steps("COPY") == ["requirements.txt .", ". ."]


def test_the_images_python_is_one_that_the_project_takes():
    version = re.fullmatch(r"python:3\.(\d+)-slim", steps("FROM")[0])[1]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert int(version) >= int(re.fullmatch(r">=3\.(\d+)", project["requires-python"])[1])
    assert int(version) < 15  # up to there Numba can be had


def test_the_image_serves_as_nobody_in_particular_and_says_how_it_is():
    assert steps("USER") == ["10001:10001"]
    assert json.loads(steps("CMD")[0]) == [
        "python",
        "-m",
        "hosting.serve",
        "--server.port=8501",
        "--server.address=0.0.0.0",
    ]
    check = json.loads(steps("HEALTHCHECK")[0].partition("CMD ")[2])
    assert check[:2] == ["python", "-c"]
    compile(check[2], "HEALTHCHECK", "exec")
    assert "8501/_stcore/health" in check[2]


def test_the_server_is_started_with_options_of_streamlits():
    assert serve.command(["--server.port=8502"])[1:] == [
        "-m", "streamlit", "run", "server.py", "--server.headless=true", "--server.port=8502"
    ]  # fmt: skip


@pytest.mark.parametrize(("given", "expected"), [({}, "2"), ({"MALLOC_ARENA_MAX": "4"}, "4")])
def test_the_server_gives_freed_memory_back_unless_the_host_says_otherwise(monkeypatch, given, expected):
    became = []
    monkeypatch.setattr(serve, "prepare", lambda: None)
    monkeypatch.setattr(os, "execve", lambda *command: became.append(command))
    monkeypatch.setattr(os, "environ", {"PATH": "/bin", **given})
    monkeypatch.setattr(os, "chdir", lambda folder: None)
    serve.main(["--server.port=8502"])
    ((path, command, environment),) = became
    assert (path, command) == (sys.executable, serve.command(["--server.port=8502"]))
    assert environment == {"PATH": "/bin", "MALLOC_ARENA_MAX": expected}


# Kubernetes


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_manifest_is_what_kubernetes_expects(name):
    for version in ("1.30", kubernetes_validate.latest_version()):
        kubernetes_validate.validate(MANIFESTS[name], version, strict=True)


def misspelt(node, path=()):
    """Yield (path, a copy of the manifest's part) for every key that could have been mistyped."""
    if isinstance(node, dict):
        for key, value in node.items():
            if not FREE & {*path}:
                yield (*path, key), {(f"{k}x" if k == key else k): v for k, v in node.items()}
            for where, part in misspelt(value, (*path, key)):
                yield where, {**node, key: part}
    elif isinstance(node, list):
        for place, item in enumerate(node):
            for where, part in misspelt(item, (*path, place)):
                yield where, [*node[:place], part, *node[place + 1 :]]


@pytest.mark.parametrize("name", ["autoscaler", pytest.param("deployment", marks=pytest.mark.slow), "ingress"])
def test_a_mistyped_key_is_found_wherever_it_stands(name):
    wrong = list(misspelt(MANIFESTS[name]))
    assert len(wrong) > 10
    for path, manifest in wrong:
        with pytest.raises((kubernetes_validate.ValidationError, kubernetes_validate.SchemaNotFoundError, KeyError)):
            kubernetes_validate.validate(manifest, "1.37", strict=True)
            pytest.fail(f"nobody noticed {path}")


def test_the_manifests_name_each_other_as_they_are():
    pod = MANIFESTS["deployment"]["spec"]["template"]
    labels, spec = pod["metadata"]["labels"], pod["spec"]
    containers = [*spec["initContainers"], *spec["containers"]]
    assert MANIFESTS["deployment"]["spec"]["selector"]["matchLabels"] == labels
    assert MANIFESTS["service"]["spec"]["selector"] == labels
    assert MANIFESTS["disruption"]["spec"]["selector"]["matchLabels"] == labels
    ports = {port["name"]: port["containerPort"] for container in containers for port in container["ports"]}
    assert ports == {"http": 80, "app": 8501}
    (service_port,) = MANIFESTS["service"]["spec"]["ports"]
    assert service_port["targetPort"] == ports["http"]  # the port of a sidecar has no name for a Service before 1.33
    backend = MANIFESTS["ingress"]["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"]
    assert backend == {"name": MANIFESTS["service"]["metadata"]["name"], "port": {"name": service_port["name"]}}
    scaled = MANIFESTS["autoscaler"]["spec"]
    assert scaled["scaleTargetRef"]["name"] == MANIFESTS["deployment"]["metadata"]["name"]
    assert scaled["metrics"][0]["containerResource"]["container"] == spec["containers"][0]["name"]
    volumes = {volume["name"] for volume in spec["volumes"]}
    assert {mount["name"] for container in containers for mount in container["volumeMounts"]} == volumes


def test_nobody_is_dropped_in_class():
    deployment, scaled = MANIFESTS["deployment"]["spec"], MANIFESTS["autoscaler"]["spec"]
    assert scaled["behavior"]["scaleDown"] == {"selectPolicy": "Disabled"}
    assert "replicas" not in deployment  # or each `kubectl apply` would scale down
    assert deployment["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    pod = deployment["template"]["spec"]
    assert pod["terminationGracePeriodSeconds"] >= 3600
    (app,) = pod["containers"]
    assert app["lifecycle"]["preStop"]["exec"]["command"] == ["python", "-m", drain.__name__]
    # The sidecar outlives the app, and with it the WebSockets.
    assert pod["initContainers"][0]["restartPolicy"] == "Always"


def test_pods_run_as_nobody_in_particular_and_write_only_where_they_must():
    pod = MANIFESTS["deployment"]["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"]
    for container in [*pod["initContainers"], *pod["containers"]]:
        context = container["securityContext"]
        assert context["readOnlyRootFilesystem"] and not context["allowPrivilegeEscalation"]
        assert context["capabilities"] == {"drop": ["ALL"]}
    (app,) = pod["containers"]
    assert f"{app['securityContext']['runAsUser']}:{app['securityContext']['runAsGroup']}" == steps("USER")[0]
    assert "NUMBA_CACHE_DIR=/var/cache/perceptron " in steps("ENV")[0]
    assert "/var/cache/perceptron" in {mount["mountPath"] for mount in app["volumeMounts"]}
    for probe in ("startupProbe", "readinessProbe", "livenessProbe"):
        assert app[probe]["httpGet"] == {"path": "/_stcore/health", "port": "app"}


# Waiting for the students


@pytest.fixture
def process():
    """Answers as a process does that has so many students, one fewer at each look; None is no answer."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            left = self.server.left.pop(0)
            if left is None:
                self.wfile.write(b"nothing that a server says")
                return
            self.send_response(200)
            self.end_headers()
            self.wfile.write(f"# TYPE active_sessions gauge\n{left}\n# EOF\n".encode())

        def log_message(self, *_):
            pass

    with http.server.HTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_a_process_that_is_to_end_waits_until_its_last_student_has_left(process):
    process.left = ["active_sessions 2", "active_sessions 1", "active_sessions 0", "active_sessions 9"]
    drain.wait(process.server_port, seconds=0)
    assert process.left == ["active_sessions 9"]


def test_a_process_that_misses_some_answers_still_has_its_students(process):
    misses = [None] * (drain.LOOKS - 1)
    process.left = [
        "active_sessions 30",
        *misses,
        "active_sessions 30",
        *misses,
        "active_sessions 0",
        "active_sessions 9",
    ]
    drain.wait(process.server_port, seconds=0)
    assert process.left == ["active_sessions 9"]


def test_nobody_is_waited_for_where_nothing_is_counted_for_long(process):
    process.left = ["something_else 5"] * (drain.LOOKS + 1)
    drain.wait(process.server_port, seconds=0)
    assert len(process.left) == 1


def test_nobody_is_waited_for_where_nobody_answers_any_more(process):
    process.shutdown()
    process.server_close()
    drain.wait(process.server_port, seconds=0)
