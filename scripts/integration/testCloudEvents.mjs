/** What the answers must say: a status for the request and one for each item. */
const EXPECTED = {
  binary: [202, 'accepted'],
  structured: [202, 'accepted'],
  batch: [202, 'accepted', 'accepted', 'rejected'],
  'batch again': [202, 'duplicate', 'duplicate', 'rejected'],
  'empty batch': [202],
};

/** Events of the CloudEvents SDK in structured, binary and batch mode. */
export async function testCloudEvents(stage, python, portal) {
  const answers = await python.ask(
    'cloud_events.py',
    [portal, stage.token],
    stage.folder,
  );
  for (const [name, expected] of Object.entries(EXPECTED)) {
    const { status, results = [] } = answers[name];
    stage.expectEqual(
      `CloudEvents ${name}`,
      JSON.stringify([status, ...results.map(item => item.status)]),
      JSON.stringify(expected),
    );
  }
  const ours = await stage.runOf(portal, 'cloudevents', 'label-7');
  stage.expectEqual('CloudEvents run: outcome', ours?.outcome, 'succeeded');
  stage.expectEqual('CloudEvents run: events', ours?.events, 4);
  const minutes = (from, to) => (Date.parse(to) - Date.parse(from)) / 60_000;
  stage.expectEqual(
    'CloudEvents run: minutes queued',
    minutes(ours?.submittedAt, ours?.startedAt),
    5,
  );
  console.log('CloudEvents: binary, structured and batch of the Python SDK.');
}
