"""Sends events made by the CloudEvents SDK in its three modes and prints what was answered."""

import json
import sys
from datetime import datetime, timedelta, timezone

import requests
from cloudevents.core.bindings.http import to_binary_event, to_structured_event
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

url, token = sys.argv[1:3]
now = datetime.now(timezone.utc) - timedelta(minutes=30)
answers = {}


def event(event_id, kind, minutes, **data):
    return CloudEvent(
        {
            "id": event_id,
            "source": "/labeling/Gr%C3%B6%C3%9Fe%205",
            "type": f"mli.run.{kind}.v1",
            "time": now + timedelta(minutes=minutes),
            "datacontenttype": "application/json",
            "subject": "request 7: 100 % naïve \u2013 \u8eca",
            "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        },
        {"runId": "label-7", "namespace": "labeling", "job": "lanes", **data},
    )


def post(name, headers, body):
    response = requests.post(
        f"{url}/api/insights/events",
        headers={**headers, "authorization": f"Bearer {token}"},
        data=body,
        timeout=30,
    )
    answers[name] = {"status": response.status_code, **response.json()}


message = to_binary_event(event("b-1", "submitted", 0))
post("binary", message.headers, message.body)
message = to_structured_event(event("s-1", "started", 5))
post("structured", message.headers, message.body)
json_format = JSONFormat()
batch = [
    json.loads(json_format.write(item))
    for item in [
        event("h-1", "heartbeat", 7),
        event("e-1", "ended", 10, outcome="succeeded"),
    ]
] + [{"specversion": "1.0", "id": "broken"}]
post(
    "batch",
    {"content-type": "application/cloudevents-batch+json; charset=utf-8"},
    json.dumps(batch).encode(),
)
post("batch again", {"content-type": "application/cloudevents-batch+json"}, json.dumps(batch))
post("empty batch", {"content-type": "application/cloudevents-batch+json"}, "[]")
print(json.dumps(answers))
