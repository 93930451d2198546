"""Sends events with the real OpenLineage client over HTTP and prints the runs they are of."""

import json
import sys
from datetime import datetime, timedelta, timezone

from openlineage.client import OpenLineageClient
from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, Run, RunEvent, RunState
from openlineage.client.facet_v2 import error_message_run, ownership_job, parent_run
from openlineage.client.transport.http import ApiKeyTokenProvider, HttpConfig, HttpTransport
from openlineage.client.uuid import generate_new_uuid
from requests import HTTPError

url, token = sys.argv[1:3]
client = OpenLineageClient(
    transport=HttpTransport(
        HttpConfig(
            url=url,
            endpoint="api/insights/lineage",
            auth=ApiKeyTokenProvider({"api_key": token}),
        )
    )
)
begin = datetime.now(timezone.utc) - timedelta(hours=1)
runs = []


def send(state, run, job, minutes, **more):
    event = RunEvent(
        eventType=state,
        eventTime=(begin + timedelta(minutes=minutes)).isoformat(),
        run=run,
        job=job,
        producer="https://example.com/producer",
        **more,
    )
    try:
        client.emit(event)
    except HTTPError as error:
        sys.exit(f"{error}: {error.response.text}")


for name, end, outcome in [
    ("good", RunState.COMPLETE, "succeeded"),
    ("bad", RunState.FAIL, "failed"),
    ("stopped", RunState.ABORT, "cancelled"),
]:
    run_id = str(generate_new_uuid())
    job = Job(
        namespace="features",
        name=name,
        facets={
            "ownership": ownership_job.OwnershipJobFacet(
                owners=[ownership_job.Owner(name="team:perception")]
            )
        },
    )
    facets = {}
    if outcome == "failed":
        facets["errorMessage"] = error_message_run.ErrorMessageRunFacet(
            message="no space", programmingLanguage="python"
        )
    # The end comes before the start: order is not guaranteed.
    send(
        end,
        Run(runId=run_id, facets=facets),
        job,
        10,
        outputs=[OutputDataset(namespace="s3://lake", name=f"table/{name}")],
    )
    send(
        RunState.START,
        Run(runId=run_id),
        job,
        0,
        inputs=[InputDataset(namespace="s3://lake", name="raw")],
    )
    runs.append({"id": run_id, "outcome": outcome, "job": name, "parent": None})

parent = runs[0]["id"]
child_id = str(generate_new_uuid())
child = Run(
    runId=child_id,
    facets={
        "parent": parent_run.ParentRunFacet(
            run=parent_run.Run(runId=parent),
            job=parent_run.Job(namespace="features", name="good"),
        )
    },
)
send(RunState.START, child, Job(namespace="features", name="good.task"), 1)
send(RunState.COMPLETE, child, Job(namespace="features", name="good.task"), 2)
runs.append({"id": child_id, "outcome": "succeeded", "job": "good.task", "parent": parent})
print(json.dumps(runs))
