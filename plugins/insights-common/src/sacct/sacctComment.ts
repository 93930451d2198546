import { RunRecord } from '../api/ingest';
import { RUN_CLASSES, TRIGGERS } from '../vocabulary';

const MEANINGS: Readonly<
  Record<string, 'team' | 'component' | 'stage' | 'experiment'>
> = {
  team: 'team',
  component: 'component',
  stage: 'stage',
  experiment: 'experiment',
};

/** What `--comment 'team=lanes,mlflow_run_id=ab12'` says; whatever else a comment holds is left alone. */
export function readComment(
  comment: string,
): Partial<
  Pick<
    RunRecord,
    | 'team'
    | 'component'
    | 'stage'
    | 'experiment'
    | 'trigger'
    | 'runClass'
    | 'offerings'
    | 'externalIds'
  >
> {
  const said: ReturnType<typeof readComment> = {};
  for (const part of comment.slice(0, 2000).split(/[,;\s]+/)) {
    const [rawKey = '', value = ''] = part.split('=', 2);
    const key = rawKey
      .toLowerCase()
      .replace(/^mli[./_-]/, '')
      .replaceAll('-', '_');
    if (value === '' || value.length > 320) {
      continue;
    }
    const meaning = Object.hasOwn(MEANINGS, key) ? MEANINGS[key] : undefined;
    if (meaning) {
      said[meaning] = meaning === 'stage' ? value.slice(0, 63) : value;
    } else if (key === 'offering') {
      said.offerings = [...(said.offerings ?? []), value].slice(0, 20);
    } else if (key === 'mlflow_run_id') {
      said.externalIds = [`mlflow:${value}`];
    } else if (key === 'trigger') {
      said.trigger = TRIGGERS.find(trigger => trigger === value);
    } else if (key === 'run_class' || key === 'runclass') {
      said.runClass = RUN_CLASSES.find(runClass => runClass === value);
    }
  }
  return said;
}
