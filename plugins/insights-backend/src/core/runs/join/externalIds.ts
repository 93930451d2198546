import { SourceKind } from '@mli/plugin-insights-common';

/** `system:id`, as one system calls a run that others may tell of too. */
export type ExternalId = string;

/** What producers write where there is no id: as a name of a run it would join strangers. */
const PLACEHOLDERS = new Set([
  '',
  '-',
  '0',
  'n/a',
  'na',
  'nan',
  'nil',
  'none',
  'null',
  'undefined',
  'unknown',
]);

/** Kinds whose own ids of runs mean the same run wherever they are named. */
const NAMING_KINDS: ReadonlySet<SourceKind> = new Set([
  'openlineage',
  'mlflow',
  'slurm',
]);

/** A step of a Slurm job is part of the job. */
const SLURM_STEP = /\.(?:batch|extern|interactive|\d+)$/;

/** The id as it is compared; undefined where it names nothing. */
export function readExternalId(text: string): ExternalId | undefined {
  const trimmed = text.trim();
  const colon = trimmed.indexOf(':');
  const system = trimmed.slice(0, Math.max(colon, 0)).trim().toLowerCase();
  const written = trimmed.slice(colon + 1).trim();
  const id = system === 'slurm' ? written.replace(SLURM_STEP, '') : written;
  if (PLACEHOLDERS.has(id.toLowerCase())) {
    return undefined;
  }
  return colon < 0 ? id : `${system}:${id}`;
}

/**
 * How others may name a run of a source: by the kind of the source where ids of that kind mean one run everywhere
 * (`openlineage:…`, `mlflow:…`, `slurm:…`), and by the name of the source always.
 */
export function ownIdsOf(
  source: { readonly name: string; readonly kind: SourceKind },
  runKey: string,
): ExternalId[] {
  const byName = `${source.name}:${runKey}`;
  return NAMING_KINDS.has(source.kind) && source.kind !== source.name
    ? [`${source.kind}:${runKey}`, byName]
    : [byName];
}

/** The places an id may be the own id of a run in: sources of that kind, or of that name. */
export function ownerOf(
  id: ExternalId,
): { readonly system: string; readonly runKey: string } | undefined {
  const colon = id.indexOf(':');
  return colon <= 0
    ? undefined
    : { system: id.slice(0, colon), runKey: id.slice(colon + 1) };
}

export function isNamingKind(system: string): boolean {
  return [...NAMING_KINDS].some(kind => kind === system);
}
