import { peopleInDifference } from './people';
import { ReleaseNode, ReleasePolicy, ReleaseVerdict } from './types';

interface Judged {
  readonly nodes: ReadonlyMap<string, ReleaseNode>;
  readonly verdicts: ReadonlyMap<string, ReleaseVerdict>;
  readonly policy: ReleasePolicy;
}

/**
 * Restricts what another view (all triggers, sweeps only) releases by what the default view does: a node hidden there
 * to protect a neighbour stays hidden, and one shown there must differ by nobody or by enough people.
 */
export function restrictToDefaultView(
  view: Judged,
  usual: Judged,
): Map<string, ReleaseVerdict> {
  const { floor, peopleOf } = view.policy;
  const options = { peopleOf, enough: floor };
  const verdicts = new Map(view.verdicts);
  for (const [key, verdict] of view.verdicts) {
    const node = view.nodes.get(key);
    const usualNode = usual.nodes.get(key);
    const usualVerdict = usual.verdicts.get(key);
    if (!verdict.released || !node || !usualNode || !usualVerdict) {
      continue;
    }
    const differences = usualVerdict.released
      ? [
          peopleInDifference(node, usualNode, options),
          peopleInDifference(usualNode, node, options),
        ]
      : [];
    const protects =
      !usualVerdict.released && usualVerdict.because === 'complement';
    if (protects || differences.some(people => people > 0 && people < floor)) {
      verdicts.set(key, { released: false, because: 'complement' });
    }
  }
  return verdicts;
}
