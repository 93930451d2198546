/** Runs that have a place in the sequence of an actor; shared and service accounts are many hands at once. */
export const IN_SEQUENCE = `
  r.parent_key is null and r.joined_to is null and r.impossible is null
  and r.outcome is distinct from 'skipped' and r.started_at is not null
  and r.actor_hash <> '' and r.actor_kind in ('person', 'unresolved')
`;

/** Everything of a run that its sequence is made from; another digest means that the sequence is to be made again. */
export const STATE_DIGEST = `
  sha256(convert_to(concat_ws('|', encode(r.actor_hash, 'hex'), r.job_id,
    extract(epoch from r.submitted_at), '/', extract(epoch from r.started_at), '/', extract(epoch from r.ended_at), '/',
    r.outcome, '/', r.run_class, '/', r.stage_tag,
    '/' || r.version), 'UTF8'))
`;

export const EVALUATES = (run: string) =>
  `(${run}.run_class = 'evaluation' or ${run}.stage_tag is not distinct from 'evaluation')`;
