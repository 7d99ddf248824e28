"""A token endpoint that answers as a test says, and a login page that everybody passes. Python's own library alone.

Usage: token_server.py PORT_FILE LOG STEPS. STEPS is a file with a JSON list of answers, `{"code", "body", "headers",
"needs_body_secret"}`; each request for a token takes one, and the last one stays. LOG gets a line of JSON for each request.
"""

import http.server
import json
import os
import sys
import threading
import time
import urllib.parse

port_file, log, steps = sys.argv[1:4]
lock = threading.Lock()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def note(self, body=""):
        line = {
            "time": time.time(),
            "method": self.command,
            "path": self.path,
            "authorization": self.headers.get("Authorization"),
            "body": body,
        }
        with open(log, "a") as file:
            file.write(json.dumps(line) + "\n")

    def reply(self, code, body, headers=None):
        data = body.encode() if isinstance(body, str) else json.dumps(body).encode()
        self.send_response(code)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_CONNECT(self):
        self.note()
        self.reply(503, "")

    def do_GET(self):
        self.note()
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        base = "http://127.0.0.1:%d" % self.server.server_address[1]
        if url.path == "/authorize":
            back = query["redirect_uri"] + "?" + urllib.parse.urlencode({"code": "CODE-1", "state": query["state"]})
            return self.reply(302, "", {"Location": back})
        if url.path == "/.well-known/openid-configuration":
            document = {
                "issuer": base,
                "authorization_endpoint": base + "/authorize",
                "token_endpoint": base + "/token",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }
            return self.reply(200, document)
        self.reply(404, "")

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        with lock:
            self.note(body)
            left = json.load(open(steps))
            step = left.pop(0) if len(left) > 1 else left[0]
            json.dump(left, open(steps, "w"))
        if step.get("needs_body_secret") and "client_secret=" not in body:
            return self.reply(401, {"error": "invalid_client"})
        self.reply(step.get("code", 200), step["body"], step.get("headers"))


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open(port_file + ".part", "w") as file:
    file.write(str(server.server_address[1]))
os.rename(port_file + ".part", port_file)
server.serve_forever()
