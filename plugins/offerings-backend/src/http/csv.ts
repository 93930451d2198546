import { Registration } from '@mli/plugin-offerings-common';

/** A spreadsheet runs what starts with one of these; an apostrophe in front makes it text. */
const FORMULA = /^[=+\-@\t\r]/;

const COLUMNS: readonly (readonly [
  name: string,
  value: (registration: Registration) => string,
])[] = [
  ['id', ({ id }) => id],
  ['ref', ({ ref }) => ref],
  ['state', ({ state }) => state],
  ['version', ({ version }) => String(version)],
  ['name', ({ fields }) => fields.name],
  ['owner', ({ fields }) => fields.owner],
  ['type', ({ fields }) => fields.type],
  ['title', ({ fields }) => fields.title ?? ''],
  ['description', ({ fields }) => fields.description ?? ''],
  ['lifecycle', ({ fields }) => fields.lifecycle],
  ['stage', ({ fields }) => fields.stage ?? ''],
  ['offerings', ({ fields }) => fields.offerings.join('; ')],
  ['jobs', ({ fields }) => fields.jobs.join('; ')],
  ['repositories', ({ fields }) => fields.repositories.join('; ')],
  ['experiments', ({ fields }) => fields.experiments.join('; ')],
  [
    'links',
    ({ fields }) =>
      fields.links
        .map(({ url, title }) => (title ? `${title}=${url}` : url))
        .join('; '),
  ],
  ['updated_at', ({ updatedAt }) => updatedAt],
];

export function registrationsCsv(items: readonly Registration[]): string {
  const lines = [
    COLUMNS.map(([name]) => name),
    ...items.map(item => COLUMNS.map(([, value]) => field(value(item)))),
  ];
  return lines.map(line => `${line.join(',')}\r\n`).join('');
}

function field(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
