import {
  ANNOTATION_ADOPTS,
  ANNOTATION_EXPERIMENTS,
  ANNOTATION_JOBS,
  ANNOTATION_REPOSITORIES,
  ANNOTATION_STAGE,
} from '@mli/plugin-offerings-common';

/** What a `catalog-info.yaml` says about a Component, as a draft; anything that is no entity stays as it is. */
export function readComponentDocument(document: unknown): {
  value: unknown;
  fault?: string;
} {
  const kind = field(document, 'kind');
  if (kind === undefined) {
    return { value: document };
  }
  if (kind !== 'Component') {
    return {
      value: {},
      fault: `It is of the kind ${JSON.stringify(kind).slice(0, 60)}; only a Component can be registered`,
    };
  }
  const metadata = field(document, 'metadata');
  const spec = field(document, 'spec');
  const annotations = field(metadata, 'annotations');
  const namespace = field(metadata, 'namespace');
  if (namespace !== undefined && namespace !== 'default') {
    return {
      value: { name: field(metadata, 'name') },
      fault: `It is in the namespace ${JSON.stringify(namespace).slice(0, 60)}; the portal registers in the namespace default`,
    };
  }
  return {
    value: withoutNothing({
      name: field(metadata, 'name'),
      title: field(metadata, 'title'),
      description: field(metadata, 'description'),
      links: field(metadata, 'links'),
      type: field(spec, 'type'),
      lifecycle: field(spec, 'lifecycle'),
      owner: field(spec, 'owner'),
      offerings: listed(annotations, ANNOTATION_ADOPTS),
      jobs: listed(annotations, ANNOTATION_JOBS),
      repositories: listed(annotations, ANNOTATION_REPOSITORIES),
      experiments: listed(annotations, ANNOTATION_EXPERIMENTS),
      stage: field(annotations, ANNOTATION_STAGE),
    }),
  };
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Reflect.get(value, name)
    : undefined;
}

function listed(annotations: unknown, name: string): unknown {
  const value = field(annotations, name);
  return typeof value === 'string'
    ? value
        .split(',')
        .map(entry => entry.trim())
        .filter(entry => entry !== '')
    : value;
}

function withoutNothing(value: Record<string, unknown>) {
  return Object.fromEntries(
    Object.entries(value).filter(([, entry]) => entry !== undefined),
  );
}
