import { COMPONENT_FILES, ComponentPlan } from './components/components';
import { CUSTOMER_HEADCOUNT, LINE, PROVIDER_HEADCOUNT } from './headcount';
import { peopleOf } from './people';
import { ORGANISATION_SEED } from './usersYaml';

export interface DemoMember {
  readonly name: string;
  readonly email: string;
  readonly logins: readonly string[];
}

export interface DemoTeam {
  readonly name: string;
  readonly members: readonly DemoMember[];
  readonly components: readonly ComponentPlan[];
}

/** The customer teams, as far as the activity generator needs them. */
export interface DemoOrganisation {
  readonly teams: readonly DemoTeam[];
}

/** The organisation of examples/; a test holds the two together. */
export function demoOrganisation(): DemoOrganisation {
  const people = peopleOf(ORGANISATION_SEED, [
    ...LINE,
    ...PROVIDER_HEADCOUNT,
    ...CUSTOMER_HEADCOUNT,
  ]);
  const components = Object.values(COMPONENT_FILES).flat();
  return {
    teams: CUSTOMER_HEADCOUNT.map(({ group }) => ({
      name: group,
      // Whoever works for two teams runs things for the first.
      members: people.filter(({ memberOf }) => memberOf[0] === group),
      components: components.filter(({ team }) => team === group),
    })),
  };
}
