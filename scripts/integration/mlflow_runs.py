"""Makes a history of runs with the real MLflow client, or ends its open runs; prints what the client says of it.

Arguments: address of the tracking server, its database, `make` or `end`. Most runs are written into the database in
one go by MLflow's own model, because thousands of requests would take minutes; everything odd goes through the client.
"""

import json
import sys
import time
from uuid import UUID, uuid5

from mlflow.entities import LifecycleStage, Metric, Param, ViewType
from mlflow.store.tracking.dbmodels.models import SqlExperiment, SqlRun, SqlTag
from mlflow.tracking import MlflowClient
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

EXPERIMENTS = 1_050
TOP_RUNS = 300
CHILDREN = 2_400
HOUR = 3_600_000
NAMES = UUID("6a1e3f0c-0000-4000-8000-000000000000")
START = int(time.time() * 1000) - 40 * 24 * HOUR
ENDED = {"FINISHED", "FAILED", "KILLED"}


def make(client, database):
    bulk(database)
    nested(client)
    odd(client)


def bulk(database):
    """Few long runs, one of them the parent of nearly everything: the ratio over all rows says nothing."""
    with Session(create_engine(database)) as session:
        highest = max(row.experiment_id for row in session.query(SqlExperiment))
        for index in range(EXPERIMENTS):
            session.add(
                SqlExperiment(
                    experiment_id=highest + 1 + index,
                    name=f"experiment {index}",
                    artifact_location="",
                    lifecycle_stage=LifecycleStage.ACTIVE,
                    creation_time=START,
                    last_update_time=START,
                )
            )
        session.flush()
        for index in range(TOP_RUNS):
            experiment = highest + 1 + index * 7 % EXPERIMENTS
            add_row(session, f"top-{index}", experiment, index * HOUR, status_of(index))
        for index in range(CHILDREN):
            tags = {"mlflow.parentRunId": id_of("top-0")}
            add_row(session, f"child-{index}", highest + 1, HOUR // 10 + index, "FINISHED", tags)
        session.commit()


def status_of(index):
    return "FAILED" if index % 9 == 0 else "KILLED" if index % 25 == 1 else "FINISHED"


def id_of(name):
    return uuid5(NAMES, name).hex


def add_row(session, name, experiment, offset, status, tags=None):
    run_id = id_of(name)
    session.add(
        SqlRun(
            run_uuid=run_id,
            name=name,
            source_type="LOCAL",
            source_name="",
            entry_point_name="",
            source_version="",
            user_id="",
            status=status,
            # Many of one moment: pages cannot be told apart by their times.
            start_time=START + offset // 60_000 * 60_000,
            end_time=START + offset + HOUR,
            lifecycle_stage=LifecycleStage.ACTIVE,
            artifact_uri="",
            experiment_id=experiment,
        )
    )
    for key, value in {"mlflow.runName": name, "bulk": "yes", **(tags or {})}.items():
        session.add(SqlTag(run_uuid=run_id, key=key, value=value))


def nested(client):
    lanes = client.create_experiment("lanes / Fahrbahn 车道 🚗")
    other = client.create_experiment("other")
    tags = {
        "mlflow.user": "ann",
        "mlflow.source.name": "/home/ann/lanes/train.py",
        "mlflow.source.git.commit": "0123abcd",
        "SLURM_JOB_ID": "4711",
        "stage": "training",
    }
    sweep = client.create_run(lanes, tags=tags, run_name="sweep").info.run_id
    for index in range(3):
        trial = child_of(client, lanes, sweep, f"trial {index}")
        for step in range(3):
            client.log_metric(trial, "loss", 1.0 / (step + 1), step=step)
        for fold in range(2):
            leaf = child_of(client, lanes, trial, f"fold {index}.{fold}")
            client.set_terminated(leaf)
        client.set_terminated(trial, "FAILED" if index == 1 else "FINISHED")
    client.set_terminated(child_of(client, other, sweep, "in another experiment"))
    client.set_terminated(child_of(client, lanes, "f" * 32, "its parent is gone"))
    client.set_terminated(sweep)


def child_of(client, experiment, parent, name):
    tags = {"mlflow.parentRunId": parent}
    return client.create_run(experiment, tags=tags, run_name=name).info.run_id


def odd(client):
    experiment = client.create_experiment("odd")

    def run(name, status="FINISHED", start=None, end=None, **tags):
        made = client.create_run(experiment, start_time=start, tags=tags or None, run_name=name)
        if status in ENDED:
            client.set_terminated(made.info.run_id, status, end)
        elif status != "RUNNING":
            client.update_run(made.info.run_id, status=status)
        return made.info.run_id

    run("killed", "KILLED")
    run("open", "RUNNING")
    run("open for years", "RUNNING", start=START - 5 * 365 * 24 * HOUR)
    run("scheduled", "SCHEDULED")
    run("ended before it started", start=START + HOUR, end=START)
    run("took no time", start=START, end=START)
    run("名前 \u202eoverride\u202c Ünïcödé 🚦")
    wide = run("wide", note="n" * 5_000, **{"mlflow.user": "unknown"})
    client.log_batch(
        wide,
        params=[Param(f"p{index}", "x" * 5_900) for index in range(60)],
        metrics=[Metric(f"m{index}", float("nan"), START, -1) for index in range(200)],
    )
    client.delete_run(run("deleted"))
    gone = client.create_experiment("gone")
    client.set_terminated(client.create_run(gone, run_name="of a deleted experiment").info.run_id)
    client.delete_experiment(gone)


def end_open(client, database):
    changed = 0
    for run in all_runs(client):
        if run.info.status in ("RUNNING", "SCHEDULED"):
            time.sleep(0.01)
            client.set_terminated(run.info.run_id, "FAILED")
            changed += 1
    experiment = client.get_experiment_by_name("odd").experiment_id
    client.set_terminated(client.create_run(experiment, run_name="later").info.run_id)
    return changed + 1


def all_runs(client):
    experiments, token = [], None
    while True:
        page = client.search_experiments(view_type=ViewType.ALL, max_results=500, page_token=token)
        experiments.extend(page)
        token = page.token
        if not token:
            break
    found = []
    for begin in range(0, len(experiments), 200):
        ids = [experiment.experiment_id for experiment in experiments[begin : begin + 200]]
        while True:
            page = client.search_runs(
                ids, run_view_type=ViewType.ALL, max_results=1000, page_token=token
            )
            found.extend(page)
            token = page.token
            if not token:
                break
    return found


def ratio(runs):
    """failed / (succeeded + failed + cancelled) over runs without a parent whose times can be."""
    counted = [
        run["status"]
        for run in runs
        if run["parent"] is None and run["status"] in ENDED and run["end"] >= run["start"]
    ]
    return {"numerator": counted.count("FAILED"), "denominator": len(counted)}


client = MlflowClient(sys.argv[1])
changed = {"make": make, "end": end_open}[sys.argv[3]](client, sys.argv[2])
runs = [
    {
        "id": run.info.run_id,
        "name": run.info.run_name,
        "status": run.info.status,
        "start": run.info.start_time,
        "end": run.info.end_time,
        "parent": run.data.tags.get("mlflow.parentRunId"),
        "bulk": "bulk" in run.data.tags,
    }
    for run in all_runs(client)
]
print(json.dumps({"runs": runs, "changed": changed, "ratio": ratio(runs)}))
