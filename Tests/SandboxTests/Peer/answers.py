"""Validates the stand-in's answers against its own description of the API, with openapi-core of PyPI.

Usage: answers.py URL KEY APP FORBIDDEN_APP. APP has the secret `db` and no other. Prints a line for each answer that is
valid, `get /api/app 200`; the first one that is not ends the program with its reason.
"""

import sys

import requests
from openapi_core import OpenAPI
from openapi_core.contrib.requests import RequestsOpenAPIRequest, RequestsOpenAPIResponse

url, key, app, forbidden = sys.argv[1:5]
unknown = "00000000-0000-4000-8000-000000000009"
document = requests.get(url + "/openapi.json").json()
description = OpenAPI.from_dict(document)
description.check_spec()

data = [{"key": "password", "value": "new"}]
session = requests.Session()


def send(template, method, path, body=None, headers=None):
    """Sends a request of the operation `method template` and validates the answer."""
    headers = {"Authorization-PSK": key} if headers is None else headers
    arguments = {"json": body} if isinstance(body, (dict, list)) else {"data": body}
    request = requests.Request(method.upper(), url + path, headers=headers, **arguments)
    response = session.send(session.prepare_request(request))
    operation = document["paths"][template][method]
    if str(response.status_code) not in operation["responses"]:
        sys.exit("%s %s: %d is not described" % (method, path, response.status_code))
    try:
        description.validate_response(RequestsOpenAPIRequest(request), RequestsOpenAPIResponse(response))
    except Exception as error:
        sys.exit("%s %s: %r of %d, %s" % (method, path, error.__cause__ or error, response.status_code, response.text))
    print(method, template, response.status_code)


apps = "/api/app"
secrets = "/api/app/{app_id}/secrets"
secret = secrets + "/{secret_name}"
reveal = secret + "/reveal"


def path(template, app=app, name="db"):
    return template.format(app_id=app, secret_name=name)


for query in ["", "?app_type=hand_authored", "?app_type=nonsense"]:
    send(apps, "get", apps + query)
send(apps, "get", apps, headers={})

for template, method in [(secrets, "get"), (secret, "get"), (reveal, "get"), (secret, "put"), (secrets, "post")]:
    body = {"get": None, "put": {"data": data}, "post": {"secret_name": "new", "data": data}}[method]
    if method == "put":
        send(template, method, path(template), body)  # the fault that the test orders: 400
    send(template, method, path(template), body)
    send(template, method, path(template), body, headers={})
    send(template, method, path(template, app=forbidden), body)
    send(template, method, path(template, app=unknown), body)
    send(template, method, path(template, app="nonsense"), body)
    if method != "get":
        wrong = ["{", "", "[]", {}, {"data": 1}, {"data": [1]}, {"data": [{"key": 1}]}, {"secret_name": 1, "data": []}]
        for body in wrong:
            if body != {"secret_name": 1, "data": []} or method == "post":
                send(template, method, path(template), body)
send(secrets, "post", path(secrets), {"secret_name": "new", "data": data})
send(secrets, "post", path(secrets), {"secret_name": "no name", "data": data})
