"""Serves the benchmark's page beside this file, starts a browser on it, and prints the report. Needs Python 3.9 and nothing else."""

import argparse
import http.server
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import threading
import urllib.parse
from pathlib import Path

HERE = Path(__file__).resolve().parent
NAMES = ["google-chrome", "google-chrome-stable", "chromium", "chromium-browser", "chromium-headless-shell", "microsoft-edge", "msedge"]
MAC_NAMES = ["Google Chrome", "Chromium", "Microsoft Edge"]
MEDIA_TYPES = {".wasm": "application/wasm", ".mjs": "text/javascript", ".js": "text/javascript"}


class Run:
    """What the page has posted so far."""

    def __init__(self):
        self.ended = threading.Event()
        self.report = None
        self.text = ""

    def take(self, message):
        if "line" in message:
            print(message["line"], file=sys.stderr, flush=True)
        else:
            self.report, self.text = message["report"], message["text"]
            self.ended.set()


def list_pack(folder: Path) -> list:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [{"path": path.relative_to(folder).as_posix(), "sizeBytes": path.stat().st_size} for path in sorted(files)]


def create_handler(run: Run, pack: Path):
    class Handler(http.server.SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, **MEDIA_TYPES}

        def __init__(self, *args):
            super().__init__(*args, directory=str(HERE))

        def translate_path(self, path):
            plain = urllib.parse.unquote(urllib.parse.urlparse(path).path)
            if not plain.startswith("/pack/"):
                return super().translate_path(path)
            self.directory = str(pack)
            file = super().translate_path(plain[len("/pack") :])
            self.directory = str(HERE)
            return file

        def end_headers(self):
            # Threads of WebAssembly share memory, which browsers allow only to pages that isolate themselves.
            self.send_header("Cross-Origin-Opener-Policy", "same-origin")
            self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
            super().end_headers()

        def do_GET(self):
            if urllib.parse.urlparse(self.path).path == "/pack/files.json":
                self.answer(200, json.dumps(list_pack(pack)).encode())
            else:
                super().do_GET()

        def do_POST(self):
            run.take(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.answer(200, b"{}")

        def answer(self, status, body):
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    return Handler


def find_browser() -> str:
    named = os.environ.get("CHROMIUM_PATH")
    apps = [f"/Applications/{name}.app/Contents/MacOS/{name}" for name in MAC_NAMES]
    roots = [os.environ[name] for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA") if name in os.environ]
    programs = [f"{root}/{path}" for root in roots for path in ("Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe")]
    found = [named] if named else [shutil.which(name) for name in NAMES] + [path for path in apps + programs if Path(path).exists()]
    for path in found:
        if path:
            return path
    sys.exit("There is no Chrome, Chromium or Edge. Name one in CHROMIUM_PATH or by --browser.")


def choose_switches(arguments) -> list:
    switches = json.loads((HERE / "switches.json").read_text())
    chosen = list(switches["all"])
    if platform.system() == "Linux":
        chosen += switches["linux"]
        if not arguments.software:
            chosen += switches["linuxGpu"] + ([] if arguments.headed else switches["linuxHeadless"])
    if arguments.software:
        chosen += switches["software"]
    return chosen if arguments.headed else [*chosen, "--headless"]


def build_query(arguments) -> str:
    asked = {"name": arguments.pack.name, "repetitions": arguments.n, "edits": arguments.edits}
    if arguments.random:
        asked["random"] = arguments.random
    if arguments.runs:
        asked["runs"] = arguments.runs
    if arguments.steps:
        asked["steps"] = arguments.steps
    if arguments.size:
        asked["size"] = arguments.size
    # Larger than what WebAssembly can address, with what it computes.
    asked["wasm"] = "no" if arguments.no_wasm or arguments.random == "sd-turbo" else "yes"
    return urllib.parse.urlencode(asked)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pack", type=Path, default=HERE / "pack", help="folder of a pack (default: the one beside this file)")
    parser.add_argument("--random", help="a model with invented weights: sd-turbo, sd-turbo-narrow")
    parser.add_argument("--runs", help="of text, forward, gradient, controlled, target, encode, decode (default: all)")
    parser.add_argument("--n", type=int, default=20, help="timed runs of each graph")
    parser.add_argument("--edits", type=int, default=5, help="timed edits of each kind")
    parser.add_argument("--steps", type=int, help="steps of an edit")
    parser.add_argument("--size", type=int, help="pixels along a side of the picture (default: the model's)")
    parser.add_argument("--no-wasm", action="store_true", help="leave WASM out")
    parser.add_argument("--headed", action="store_true", help="show the browser")
    parser.add_argument("--software", action="store_true", help="WebGPU in software")
    parser.add_argument("--browser", help="the browser (default: CHROMIUM_PATH, or the one that is installed)")
    parser.add_argument("--out", type=Path, help="write the report here, as JSON")
    parser.add_argument("--limit", type=float, default=1800, help="seconds to wait at most")
    arguments = parser.parse_args()

    run = Run()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), create_handler(run, arguments.pack.resolve()))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}/bench.html?{build_query(arguments)}"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        log = Path(profile) / "browser.log"
        with log.open("w") as output:
            command = [arguments.browser or find_browser(), *choose_switches(arguments), f"--user-data-dir={profile}", url]
            browser = subprocess.Popen(command, stdout=output, stderr=output)
            ended = run.ended.wait(arguments.limit)
            browser.terminate()
            try:
                browser.wait(10)
            except subprocess.TimeoutExpired:
                browser.kill()
        if not ended:
            sys.exit(f"No report within {arguments.limit:.0f} s. The browser said:\n{log.read_text(errors='replace')[-3000:]}")
    if arguments.out:
        arguments.out.write_text(json.dumps(run.report, indent=2) + "\n")
    print(run.text)


if __name__ == "__main__":
    main()
