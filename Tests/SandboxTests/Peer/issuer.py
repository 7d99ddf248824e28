"""An issuer of access tokens: Python's own server, with tokens that PyPI's joserfc signs.

Usage: issuer.py PORT_FILE. `/token?alg=RS256&exp=SECONDS&iss=URL&kid=ID` gives a token, by the key of that algorithm.
"""

import http.server
import json
import os
import sys
import time
import urllib.parse

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

keys = {
    "RS256": RSAKey.generate_key(2048, {"kid": "rsa", "use": "sig"}),
    "ES256": ECKey.generate_key("P-256", {"kid": "ec"}),
}


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        base = "http://127.0.0.1:%d" % self.server.server_address[1]
        if url.path == "/.well-known/openid-configuration":
            answer = {"issuer": base, "jwks_uri": base + "/keys", "userinfo_endpoint": base + "/userinfo"}
        elif url.path == "/keys":
            answer = {"keys": [key.as_dict(private=False) for key in keys.values()]}
        elif url.path == "/token":
            algorithm = query["alg"]
            header = {"alg": algorithm, "kid": query.get("kid", keys[algorithm].kid)}
            claims = {"iss": query.get("iss", base), "exp": int(time.time()) + int(query["exp"])}
            answer = {"access_token": jwt.encode(header, claims, keys[algorithm])}
        elif url.path == "/userinfo" and self.headers.get("Authorization") == "Bearer opaque":
            answer = {"sub": "alice"}
        else:
            return self.send_error(401)
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
with open(sys.argv[1] + ".part", "w") as file:
    file.write(str(server.server_address[1]))
os.rename(sys.argv[1] + ".part", sys.argv[1])
server.serve_forever()
