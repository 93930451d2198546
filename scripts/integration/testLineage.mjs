/** Events of the real OpenLineage client over HTTP, plain and compressed, with the facets integrations send. */
export async function testLineage(stage, python, portal) {
  const sent = await python.ask(
    'lineage_events.py',
    [portal, stage.token],
    stage.folder,
  );
  for (const theirs of sent.runs) {
    const ours = await stage.runOf(portal, 'openlineage', theirs.id);
    const what = `OpenLineage run ${theirs.job}`;
    stage.expectEqual(`${what}: outcome`, ours?.outcome, theirs.outcome);
    stage.expectEqual(`${what}: job`, ours?.job?.name, theirs.job);
    stage.expectEqual(
      `${what}: parent`,
      ours?.parentId,
      theirs.parent ?? undefined,
    );
    stage.expectEqual(`${what}: events`, ours?.events, theirs.events);
    if (theirs.commit) {
      stage.expectEqual(
        `${what}: repository`,
        ours?.job?.repository,
        'git@github.com:example/features',
      );
    }
  }
  console.log(
    `OpenLineage: ${sent.runs.length} runs and ${sent.other} events without one, of client ${sent.version}.`,
  );
}
