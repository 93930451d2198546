/** A team or department that may be chosen; what `GET /api/insights/scope` lists as `units`. */
export interface ScopeUnit {
  readonly ref: string;
  readonly title: string;
  readonly type?: string;
  readonly parent?: string;
}

export interface UnitSection {
  readonly title: string;
  readonly options: { readonly id: string; readonly label: string }[];
}

/**
 * Units as sections for a picker: a section for each unit that has children, itself first, then its own children in
 * alphabetical order. A unit without children and without a listed parent goes under `Other`.
 */
export function unitSections(units: readonly ScopeUnit[]): UnitSection[] {
  const byRef = new Map(units.map(unit => [unit.ref, unit]));
  const children = new Map<string, ScopeUnit[]>();
  for (const unit of units) {
    if (!unit.parent || !byRef.has(unit.parent)) continue;
    children.set(unit.parent, [...(children.get(unit.parent) ?? []), unit]);
  }
  const sections: UnitSection[] = [];
  const listed = new Set<string>();
  for (const unit of [...units].sort(byTitle)) {
    const below = children.get(unit.ref);
    if (!below) continue;
    const leaves = below
      .filter(child => !children.has(child.ref))
      .sort(byTitle);
    sections.push({
      title: unit.title,
      options: [
        { id: unit.ref, label: `All of ${unit.title}` },
        ...leaves.map(toOption),
      ],
    });
    for (const member of [unit, ...leaves]) listed.add(member.ref);
  }
  const rest = units.filter(unit => !listed.has(unit.ref)).sort(byTitle);
  if (rest.length > 0) {
    sections.push({
      title: sections.length > 0 ? 'Other' : 'Teams',
      options: rest.map(toOption),
    });
  }
  return sections;
}

function toOption(unit: ScopeUnit): { id: string; label: string } {
  return { id: unit.ref, label: unit.title };
}

function byTitle(a: ScopeUnit, b: ScopeUnit): number {
  return a.title.localeCompare(b.title, 'en');
}
