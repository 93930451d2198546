import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readMapping, RowMapper } from './mapping';

function mappingOf(yaml: string) {
  const file = path.join(
    fs.mkdtempSync(path.join(os.tmpdir(), 'mapping-')),
    'mapping.yaml',
  );
  fs.writeFileSync(file, yaml);
  try {
    return readMapping(file);
  } finally {
    fs.rmSync(path.dirname(file), { recursive: true });
  }
}

describe('a mapping file', () => {
  it('turns seconds since an epoch, renamed values and constants into a record', () => {
    const mapping = mappingOf(`
      columns: { id: name, submittedAt: created, startedAt: scheduled, outcome: phase, gpus: num }
      constants: { namespace: cluster, job: pods }
      values: { outcome: { Succeeded: succeeded, Running: "" } }
      times: { format: seconds, epoch: 2023-01-01T00:00:00Z }
    `);
    const mapper = new RowMapper(mapping, [
      'name',
      'created',
      'scheduled',
      'phase',
      'num',
    ]);

    expect(
      mapper.toRecord({
        name: 'pod-1',
        created: '60',
        scheduled: '',
        phase: 'Succeeded',
        num: '2',
      }),
    ).toEqual({
      namespace: 'cluster',
      job: 'pods',
      id: 'pod-1',
      submittedAt: '2023-01-01T00:01:00.000Z',
      outcome: 'succeeded',
      gpus: 2,
    });
    expect(
      mapper.toRecord({
        name: 'pod-2',
        created: '0',
        scheduled: '7.5',
        phase: 'Running',
        num: '',
      }),
    ).toEqual({
      namespace: 'cluster',
      job: 'pods',
      id: 'pod-2',
      submittedAt: '2023-01-01T00:00:00.000Z',
      startedAt: '2023-01-01T00:00:07.500Z',
    });
  });

  it('is refused with every fault and its path', () => {
    expect(() =>
      mappingOf('columns: { id: name, wibble: x }\ntimes: { format: minutes }'),
    ).toThrow(/columns[\s\S]*times[\s\S]*Fields of a run: id, namespace/);
  });

  it('names the columns that the file does not have', () => {
    const mapping = mappingOf('columns: { id: name, gpus: cards }');
    expect(() => new RowMapper(mapping, ['name', 'gpu'])).toThrow(
      'The file has no column cards (for gpus). Its columns: name, gpu.',
    );
  });

  it('says which value of a row is not a number', () => {
    const mapper = new RowMapper(mappingOf('columns: { gpus: cards }'), [
      'cards',
    ]);
    expect(() => mapper.toRecord({ cards: 'many' })).toThrow(
      'gpus is "many", not a number',
    );
  });
});
