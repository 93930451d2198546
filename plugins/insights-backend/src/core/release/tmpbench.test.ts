import { addDays } from '../metrics/windows';
import { ReleaseJudge } from './ReleaseJudge';
import { Organisation, Unit } from './Organisation';
import { ReleaseLattice } from './ReleaseLattice';
import { TimeScale } from './timeScale';

jest.setTimeout(600_000);
it.each([
  [28, 26, 'P'], [200, 52, 'P'],
] as const)('%i teams %i weeks %s', (teams, weeks, metricClass) => {
  const units: Unit[] = [{ ref: 'org', title: '', type: '', role: 'other' }];
  const members = new Map<string, string[]>();
  for (let d = 0; d < teams / 8; d++) units.push({ ref: `d${d}`, title: '', type: '', role: 'other', parent: 'org' });
  for (let t = 0; t < teams; t++) {
    units.push({ ref: `t${t}`, title: '', type: '', role: 'customer', parent: `d${Math.floor(t / 8)}` });
    members.set(`t${t}`, Array.from({ length: 3 + (t * 7) % 12 }, (_, i) => `t${t}-${i}`));
  }
  const start = process.cpuUsage().user / 1000;
  const times = new TimeScale({ firstMonday: '2024-01-01', closedEnd: addDays('2024-01-01', weeks * 7 - ((weeks % 4) * 7)), firstDay: '2024-01-01' });
  const lattice = new ReleaseLattice(new Organisation(units), times);
  let seed = 1;
  const random = () => { seed = (seed * 16807) % 2147483647; return seed / 2147483647; };
  let rows = 0;
  for (let t = 0; t < teams; t++) for (let w = 0; w < weeks; w++) for (const stage of ['data', 'training', 'evaluation']) {
    const people = members.get(`t${t}`)!.filter(() => random() < 0.5);
    const contributors = metricClass === 'S' ? [[`t${t}`, 20] as const] : people.map(p => [p, 1 + Math.floor(random() * 50)] as const);
    const common = { team: `t${t}`, week: addDays('2024-01-01', w * 7), runs: 20, sumMilliseconds: 1, zeros: 0, neverStarted: 0, contributors };
    lattice.add({ ...common, stage, source: 'local' }); rows++;
    for (const o of [0, 1]) lattice.addOffering({ ...common, offering: `o${(t + o * 3) % 30}` });
  }
  const nodes = lattice.nodes();
  const families: any[] = [];
  const ranksBegin = 0; void ranksBegin; const built = process.cpuUsage().user / 1000;
  const judge = new ReleaseJudge({ metricClass, floor: 5, peopleOf: c => metricClass === 'S' ? members.get(c) ?? [] : [c] });
  for (const rank of lattice.ranks()) { const a = process.cpuUsage().user / 1000; judge.judge(rank); console.log(rank.nodes.length, rank.families.length, Math.round(process.cpuUsage().user / 1000 - a)); }
  const verdicts = judge.verdicts();
  const done = process.cpuUsage().user / 1000;
  const vs = [...nodes.values()].map(n => [n, verdicts.get(n.key)!] as const);
  const share = (f: (n: any) => boolean) => { const a = vs.filter(([n]) => f(n)); return `${a.filter(([, v]) => v.released).length}/${a.length}`; };
  console.log(teams, weeks, metricClass, { rows, nodes: nodes.size, families: families.length, buildMs: Math.round(built - start), judgeMs: Math.round(done - built),
    team12w: share(n => n.unit.startsWith('t') && n.time === '12w' && n.facet.kind === 'none'),
    teamWeek: share(n => n.unit.startsWith('t') && n.time.startsWith('week') && n.facet.kind === 'none'),
    teamStage12w: share(n => n.unit.startsWith('t') && n.time === '12w' && n.facet.kind === 'stage'),
    dep12w: share(n => n.unit.startsWith('d') && n.time === '12w' && n.facet.kind === 'none'),
    primaryOk: [...nodes.values()].filter(n => n.unit.startsWith('t') && n.time === '12w' && n.facet.kind === 'none' && (metricClass === 'S' ? members.get(n.unit)!.length >= 5 : n.contributors.size >= 5)).length });
});
