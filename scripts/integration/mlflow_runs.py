"""Makes runs with the real MLflow client, or ends the open ones, and prints what the client says of all of them."""

import json
import sys
import time

from mlflow.entities import ViewType
from mlflow.tracking import MlflowClient


def make(client):
    many = client.create_experiment("many")
    for index in range(230):
        run = client.create_run(many)
        client.set_terminated(run.info.run_id, "FAILED" if index % 10 == 0 else "FINISHED")

    lanes = client.create_experiment("lanes")
    tags = {
        "mlflow.user": "ann",
        "mlflow.source.name": "/home/ann/lanes/train.py",
        "mlflow.source.git.commit": "0123abcd",
        "SLURM_JOB_ID": "4711",
        "stage": "training",
    }
    sweep = client.create_run(lanes, tags=tags, run_name="sweep")
    for index in range(5):
        trial = client.create_run(lanes, tags={"mlflow.parentRunId": sweep.info.run_id})
        for step in range(3):
            client.log_metric(trial.info.run_id, "loss", 1.0 / (step + 1), step=step)
        client.set_terminated(trial.info.run_id)
    client.set_terminated(sweep.info.run_id)
    killed = client.create_run(lanes)
    client.set_terminated(killed.info.run_id, "KILLED")
    client.create_run(lanes, run_name="open")
    deleted = client.create_run(lanes)
    client.set_terminated(deleted.info.run_id)
    client.delete_run(deleted.info.run_id)
    gone = client.create_experiment("gone")
    client.set_terminated(client.create_run(gone).info.run_id)
    client.delete_experiment(gone)


def end_open(client):
    for run in all_runs(client):
        if run.info.status == "RUNNING":
            time.sleep(0.05)
            client.set_terminated(run.info.run_id, "FAILED")
    lanes = client.get_experiment_by_name("lanes").experiment_id
    client.set_terminated(client.create_run(lanes, run_name="later").info.run_id)


def all_runs(client):
    experiments = client.search_experiments(view_type=ViewType.ALL, max_results=1000)
    found, token = [], None
    while True:
        page = client.search_runs(
            [experiment.experiment_id for experiment in experiments],
            run_view_type=ViewType.ALL,
            max_results=100,
            page_token=token,
        )
        found.extend(page)
        token = page.token
        if not token:
            return found


client = MlflowClient(sys.argv[1])
{"make": make, "end": end_open}[sys.argv[2]](client)
print(
    json.dumps(
        [
            {
                "id": run.info.run_id,
                "status": run.info.status,
                "start": run.info.start_time,
                "end": run.info.end_time,
                "parent": run.data.tags.get("mlflow.parentRunId"),
                "user": run.data.tags.get("mlflow.user"),
            }
            for run in all_runs(client)
        ]
    )
)
