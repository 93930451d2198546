"""Sends events with the real OpenLineage client over HTTP and prints the runs they are of."""

import json
import sys
from datetime import datetime, timedelta, timezone
from importlib.metadata import version

from openlineage.client import OpenLineageClient
from openlineage.client.event_v2 import (
    DatasetEvent,
    InputDataset,
    Job,
    JobEvent,
    OutputDataset,
    Run,
    RunEvent,
    RunState,
    StaticDataset,
)
from openlineage.client.facet_v2 import (
    column_lineage_dataset,
    documentation_job,
    environment_variables_run,
    error_message_run,
    job_type_job,
    nominal_time_run,
    output_statistics_output_dataset,
    ownership_job,
    parent_run,
    processing_engine_run,
    schema_dataset,
    source_code_location_job,
    sql_job,
    tags_job,
    tags_run,
)
from openlineage.client.transport.http import (
    ApiKeyTokenProvider,
    HttpCompression,
    HttpConfig,
    HttpTransport,
)
from openlineage.client.uuid import generate_new_uuid
from requests import HTTPError

url, token = sys.argv[1:3]
begin = datetime.now(timezone.utc) - timedelta(hours=1)
PRODUCER = "https://example.com/producer"


def client_with(compression):
    config = HttpConfig(
        url=url,
        endpoint="api/insights/lineage",
        auth=ApiKeyTokenProvider({"api_key": token}),
        compression=compression,
    )
    return OpenLineageClient(transport=HttpTransport(config))


clients = [client_with(None), client_with(HttpCompression.GZIP)]
runs = {}
others = 0


def emit(event):
    # By turns plain and compressed.
    clients.reverse()
    try:
        clients[0].emit(event)
    except HTTPError as error:
        sys.exit(f"{error}: {error.response.text}")


def at(minutes):
    return (begin + timedelta(minutes=minutes)).isoformat()


def send(state, run, job, minutes, **more):
    emit(RunEvent(eventType=state, eventTime=at(minutes), run=run, job=job, producer=PRODUCER, **more))
    said = runs.setdefault(run.runId, {"id": run.runId, "job": job.name, "events": 0, "parent": None})
    said["events"] += 1
    return said


def job_of(name):
    return Job(
        namespace="features",
        name=name,
        facets={
            "ownership": ownership_job.OwnershipJobFacet(
                owners=[ownership_job.Owner(name="team:perception", type="OWNER")]
            ),
            "jobType": job_type_job.JobTypeJobFacet(
                processingType="BATCH", integration="SPARK", jobType="JOB"
            ),
            "documentation": documentation_job.DocumentationJobFacet(description="Makes features"),
            "sql": sql_job.SQLJobFacet(query="select 1"),
            "sourceCodeLocation": source_code_location_job.SourceCodeLocationJobFacet(
                type="git",
                url="https://github.com/example/features/blob/main/job.py",
                repoUrl="git@github.com:example/features.git",
                version="0123abcd",
            ),
            "tags": tags_job.TagsJobFacet(
                tags=[tags_job.TagsJobFacetFields(key="stage", value="features", source="USER")]
            ),
        },
    )


def run_of(run_id, **facets):
    return Run(
        runId=run_id,
        facets={
            "nominalTime": nominal_time_run.NominalTimeRunFacet(nominalStartTime=at(0)),
            "processing_engine": processing_engine_run.ProcessingEngineRunFacet(
                version="3.5.1", name="spark", openlineageAdapterVersion="1.54.0"
            ),
            "environmentVariables": environment_variables_run.EnvironmentVariablesRunFacet(
                environmentVariables=[
                    environment_variables_run.EnvironmentVariable(name="SLURM_JOB_ID", value=run_id)
                ]
            ),
            "tags": tags_run.TagsRunFacet(
                tags=[tags_run.TagsRunFacetFields(key="gpus", value="4", source="USER")]
            ),
            **facets,
        },
    )


def parent_of(run_id, root_id):
    def job(name):
        return {"namespace": "features", "name": name}

    return parent_run.ParentRunFacet(
        run=parent_run.Run(runId=run_id),
        job=parent_run.Job(**job("pipeline.task")),
        root=parent_run.Root(
            run=parent_run.RootRun(runId=root_id), job=parent_run.RootJob(**job("pipeline"))
        ),
    )


TABLE = OutputDataset(
    namespace="s3://lake",
    name="table/good",
    facets={
        "schema": schema_dataset.SchemaDatasetFacet(
            fields=[schema_dataset.SchemaDatasetFacetFields(name="id", type="bigint")]
        ),
        "columnLineage": column_lineage_dataset.ColumnLineageDatasetFacet(
            fields={
                "id": column_lineage_dataset.Fields(
                    inputFields=[
                        column_lineage_dataset.InputField(namespace="s3://lake", name="raw", field="id")
                    ]
                )
            }
        ),
    },
    outputFacets={
        "outputStatistics": output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(
            rowCount=10, size=100
        )
    },
)

for name, end, outcome in [
    ("good", RunState.COMPLETE, "succeeded"),
    ("bad", RunState.FAIL, "failed"),
    ("stopped", RunState.ABORT, "cancelled"),
    ("open", None, None),
]:
    run_id = str(generate_new_uuid())
    job = job_of(name)
    facets = {}
    if outcome == "failed":
        facets["errorMessage"] = error_message_run.ErrorMessageRunFacet(
            message="no space", programmingLanguage="python"
        )
    # The end comes before the start: order is not guaranteed.
    if end:
        send(end, run_of(run_id, **facets), job, 10, outputs=[TABLE])
    send(RunState.RUNNING, Run(runId=run_id), job, 5)
    send(RunState.OTHER, Run(runId=run_id), job, 6)
    said = send(
        RunState.START,
        run_of(run_id),
        job,
        0,
        inputs=[InputDataset(namespace="s3://lake", name="raw")],
    )
    if outcome:
        said["outcome"] = outcome
    said["commit"] = True

root = next(iter(runs))
task = str(generate_new_uuid())
step = str(generate_new_uuid())
for run_id, parent, name in [(task, root, "good.task"), (step, task, "good.task.step")]:
    run = Run(runId=run_id, facets={"parent": parent_of(parent, root)})
    send(RunState.START, run, Job(namespace="features", name=name), 1)
    said = send(RunState.COMPLETE, run, Job(namespace="features", name=name), 2)
    # Everything below a pipeline belongs to its root.
    said.update(outcome="succeeded", parent=root)

emit(DatasetEvent(eventTime=at(3), producer=PRODUCER, dataset=StaticDataset(namespace="s3://lake", name="raw")))
emit(JobEvent(eventTime=at(3), producer=PRODUCER, job=job_of("good"), outputs=[TABLE]))
others = 2
print(json.dumps({"runs": list(runs.values()), "other": others, "version": version("openlineage-python")}))
