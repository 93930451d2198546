import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Random } from '@mli/causal-impact';
import type {
  StudyInputs,
  WeekCell,
} from '../../plugins/insights-backend/src/core/studies/types';
import { analyseInThread } from '../../plugins/insights-backend/src/tasks/studies/analyseInThread';

const TEAMS = 200;
const WEEKS = 104;
const FROM = Date.UTC(2024, 0, 1);
const monday = (week: number) =>
  new Date(FROM + week * 7 * 86_400_000).toISOString().slice(0, 10);

/**
 * A whole study (effect, event study, placebo, sensitivities, second opinion, power) as the back end computes it: in
 * its thread, with the delay of the event loop that serves requests meanwhile.
 */
export async function throughWorker(
  seed: number,
): Promise<{ seconds: number; eventLoopP99Ms: number }> {
  const inputs = study(seed);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const begun = performance.now();
  const { analysed } = await analyseInThread(inputs, () => {});
  const seconds = (performance.now() - begun) / 1000;
  delay.disable();
  if (!analysed.ok) throw new Error(analysed.refusal.sentence);
  return { seconds, eventLoopP99Ms: delay.percentile(99) / 1e6 };
}

function study(seed: number): StudyInputs {
  const random = new Random(seed);
  const teams = Array.from({ length: TEAMS }, (_, k) => ({
    team: `t${k}`,
    title: `t${k}`,
    department: `d${k % 12}`,
    size: 5 + (k % 9),
  }));
  const spells = teams.flatMap(({ team }, k) => {
    if (k % 3 === 0) return [];
    const date = 20 + random.integer(60);
    return [{ team, onset: monday(date - 2), date: monday(date) }];
  });
  const cells: WeekCell[] = [];
  for (const { team } of teams) {
    for (let week = 0; week < WEEKS; week += 1) {
      if (random.uniform() < 0.15) continue;
      const p50 = Math.exp(8 + 0.3 * random.normal());
      const counts = { submitted: 10, closed: 10, runs: 10, zeros: 0 };
      const name = 'training / full / human';
      cells.push({ team, week, class: name, ...counts, p50, mean: p50 });
    }
  }
  return {
    question: {
      offering: 'offering:default/bench',
      outcome: 'run_time',
      stage: 'training',
      from: monday(0),
      to: monday(WEEKS),
    },
    teams,
    cells,
    spells,
    others: [],
    draws: 999,
    seed,
  };
}
