import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';

const NAMES = {
  group: 'a Group',
  offering: 'an Offering',
  component: 'a Component',
} as const;
const EXAMPLES = {
  group: 'lanes or group:default/lanes',
  offering: 'feature-store or offering:default/feature-store',
  component: 'lane-model or component:default/lane-model',
} as const;

/** `lanes`, `group:lanes` and `group:default/lanes` are the same team; the answer is its full lower-case ref. */
export function readTeam(
  text: string | undefined,
  faults: string[],
): string | undefined {
  return readRef(text, { name: 'team', kind: 'group', faults });
}

export function readOffering(
  text: string | undefined,
  faults: string[],
): string | undefined {
  return readRef(text, { name: 'offering', kind: 'offering', faults });
}

export function readComponent(
  text: string | undefined,
  faults: string[],
): string | undefined {
  return readRef(text, { name: 'component', kind: 'component', faults });
}

function readRef(
  text: string | undefined,
  options: {
    name: string;
    kind: keyof typeof NAMES;
    faults: string[];
  },
): string | undefined {
  if (text === undefined) {
    return undefined;
  }
  const { name, kind, faults } = options;
  try {
    const ref = parseEntityRef(text.trim(), {
      defaultKind: kind,
      defaultNamespace: 'default',
    });
    if (ref.kind.toLocaleLowerCase('en-US') === kind) {
      return stringifyEntityRef(ref);
    }
  } catch {
    // Told below, like a ref of another kind.
  }
  faults.push(
    `'${name}' is '${text.slice(0, 60)}', which is not the ref of ${NAMES[kind]}; write it like ${EXAMPLES[kind]}`,
  );
  return undefined;
}
