import { compileScorecard, FactRegistry } from '@mli/plugin-scorecards-common';
import { readFacts } from '../../plugins/scorecards-backend/src/store/FactStore';
import { readSubjects } from '../../plugins/scorecards-backend/src/store/SubjectStore';
import { listDefinitions } from '../../plugins/scorecards-backend/src/store/DefinitionStore';
import { replaceResults } from '../../plugins/scorecards-backend/src/store/ResultStore';
import { evaluateSubjects, factsOf } from '../../plugins/scorecards-backend/src/service/EvaluationService';
import { fingerprintOfResult, toDbResult } from '../../plugins/scorecards-backend/src/store/resultRow';
export async function prof(knex: any) {
  let pg = () => 0; const mark = async (name: string, f: () => Promise<any>) => { const c = process.cpuUsage(); const t = performance.now(); const g = pg(); const r = await f(); const d = process.cpuUsage(c); console.log(name, 'wall', Math.round(performance.now()-t), 'cpu', Math.round((d.user+d.system)/1000), 'pg', pg() - g); return r; };
  await knex.transaction(async (trx: any) => {
    const pid = (await trx.raw('select pg_backend_pid() as p')).rows[0].p;
    pg = () => { const f = require('fs').readFileSync(`/proc/${pid}/stat`,'utf8').split(') ')[1].split(' '); return (Number(f[11])+Number(f[12]))*10; };
    const defs = await listDefinitions(trx);
    const scorecards = defs.flatMap(({ inForce }) => { const compiled = inForce && compileScorecard(inForce.document).compiled; return compiled ? [{ compiled, version: inForce!.version }] : []; });
    const subjects = await mark('subjects', () => readSubjects(trx));
    const facts = await mark('facts', () => readFacts(trx, { factIds: factsOf(scorecards.map(s => s.compiled)) }));
    const found = await mark('evaluate', () => evaluateSubjects({ scorecards, subjects, facts, registry: new FactRegistry([]), now: new Date() }));
    await mark('fingerprints', async () => found.results.map((r: any) => fingerprintOfResult(r)));
    await mark('stringify', async () => JSON.stringify(found.results.map((r: any) => toDbResult(r, 'x'))).length);
    await mark('factsjson', async () => (await trx.raw(`select f.entity_ref, json_agg(json_build_array(f.fact_id, f.source, f.state, f.type, f.number_value, f.boolean_value, f.text_value, f.set_value, f.time_value, f.unit, f.reason, f.visibility, f.observed_at, f.confirmed)) j from fact f where f.fact_id like 'bench%' group by f.entity_ref`)).rows.length);
    await mark('factstext', async () => (await trx.raw(`select f.entity_ref, f.fact_id, f.source, f.state, f.type, f.number_value::text, f.boolean_value, f.text_value, f.set_value, f.time_value, f.unit, f.reason, f.visibility, f.observed_at::text, f.confirmed from fact f where f.fact_id like 'bench%'`)).rows.length);
    await mark('facts6', async () => (await trx.raw(`select f.entity_ref, f.fact_id, f.source, f.state, f.type, f.number_value::text from fact f where f.fact_id like 'bench%'`)).rows.length);
    await mark('known', async () => (await trx.raw(`select scorecard_ref || ' ' || entity_ref || ' ' || check_id as key, fingerprint,
       (extract(epoch from observed_at) * 1000)::double precision as observed_ms from result`)).rows.length);
    await mark('replace', () => replaceResults(trx, { ...found, at: new Date() }));
  });
}
