import { Attributor } from './types';

/** Decides nothing: what stands in until the organisation has been read for the first time. */
export const unattributed: Attributor = {
  decide: subjects =>
    subjects.map(() => ({
      team: '',
      teamRule: 'none',
      component: '',
      componentRule: 'none',
      stage: '',
      stageRule: 'none',
      offerings: [],
    })),
};
