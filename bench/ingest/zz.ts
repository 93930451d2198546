import fs from 'node:fs';
import createKnex from 'knex';
import { makeEvents } from './events';
import { readOpenLineage } from '../../plugins/insights-backend/src/core/ingest/openlineage/readOpenLineage';
import { createActorDirectory } from '../../plugins/insights-backend/src/core/actors/ActorDirectory';
import { IngestWriter } from '../../plugins/insights-backend/src/service/ingest/IngestWriter';
import { SubjectResolver } from '../../plugins/insights-backend/src/service/ingest/SubjectResolver';
import { QuarantineCipher } from '../../plugins/insights-backend/src/service/ingest/QuarantineCipher';
import { DatabaseSourceStore } from '../../plugins/insights-backend/src/store/DatabaseSourceStore';
const url = process.env.BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING!;
(async () => {
  const admin = createKnex({client:'pg',connection:`${url}/postgres`});
  const name = `zz_${process.pid}`;
  await admin.raw(`create database ${name}`);
  const knex = createKnex({client:'pg',connection:`${url}/${name}`,pool:{min:1,max:1}});
  await knex.migrate.latest({directory:'/work/main/plugins/insights-backend/migrations'});
  const pid = (await knex.raw('select pg_backend_pid() p')).rows[0].p;
  const cpu = () => { const f = fs.readFileSync(`/proc/${pid}/stat`,'utf8').split(') ')[1]!.split(' '); return (Number(f[11])+Number(f[12]))*10000; };
  const perStatement = new Map<string,number>();
  const startCpu = new Map<string,number>();
  if (process.env.DETAIL) {
    knex.on('query', q => startCpu.set(q.__knexQueryUid, cpu()));
    knex.on('query-response', (_r, q) => { const k = q.sql.trim().slice(0,34).replace(/\s+/g,' '); perStatement.set(k,(perStatement.get(k)??0)+cpu()-(startCpu.get(q.__knexQueryUid)??0)); startCpu.delete(q.__knexQueryUid); });
  }
  const ctx = { now: Date.now()*1000, historical:true, stages:new Set(['training']), actors:createActorDirectory({key:'x'.repeat(32), findAccount:()=>undefined})};
  const attributor = { decide: (s:any) => s.map((x:any)=>({team:x.saidTeam&&`group:default/${x.saidTeam}`,teamRule:'explicit',component:'',componentRule:'none',stage:'',stageRule:'none',offerings:[]})) };
  const source = await DatabaseSourceStore.create(knex).findOrCreate({name:'b',kind:'openlineage',historical:true});
  const writer = new IngestWriter({knex, cipher:QuarantineCipher.create('x'), subjects:new SubjectResolver(attributor as any)});
  for (const sql of (process.env.TWEAK??'').split(';').filter(Boolean)) await knex.raw(sql);
  await knex.raw('create table bare_event (like event including all)');
  const N=20000, SIZE=Number(process.env.SIZE??500);
  for (let r=0;r<4;r++){
    const items = makeEvents(N).map((e,i)=>readOpenLineage(e,i,ctx)) as any[];
    let c0=cpu(), n0=process.cpuUsage();
    perStatement.clear();
    for (let i=0;i<N;i+=SIZE) await writer.write([{source, items: items.slice(i,i+SIZE)}]);
    const n1=process.cpuUsage(n0);
    const w=(cpu()-c0)/N;
    if (process.env.DETAIL) console.log([...perStatement].map(([k,v])=>`   ${k}: ${(v/N).toFixed(1)}`).join('\n'));
    const items2 = makeEvents(N).map((e,i)=>readOpenLineage(e,i,ctx)) as any[];
    const rows = items2.map(i=>({h:i.bodyHash.toString('hex'),k:i.runKey,t:JSON.stringify(i.observation)}));
    c0=cpu(); let m0=process.cpuUsage();
    for (let i=0;i<N;i+=1000){ const b=rows.slice(i,i+1000);
      await knex.raw(`insert into bare_event (source_id, event_id, body_hash, type, run_key, event_time, observation)
       select 1, event_id, decode(event_id, 'hex'), 'openlineage.run.start', run_key, now(), observation::jsonb
       from unnest(?::text[], ?::text[], ?::text[]) as new (event_id, run_key, observation) on conflict do nothing`,[b.map(x=>x.h),b.map(x=>x.k),b.map(x=>x.t)]); }
    const m1=process.cpuUsage(m0);
    console.log(`round ${r}: writer pg ${w.toFixed(1)} us/event, node ${((n1.user+n1.system)/N).toFixed(1)}; bare pg ${((cpu()-c0)/N).toFixed(1)} us/event, node ${((m1.user+m1.system)/N).toFixed(1)}`);
  }
  await knex.destroy(); await admin.raw(`drop database ${name} with (force)`); await admin.destroy();
})();
