import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { DEFAULT_STAGES } from '@mli/plugin-insights-common';

/** The stages an Offering may name. */
export function readOfferingStages(config: Config): readonly string[] {
  const stages = config.getOptionalStringArray('insights.stages');
  if (stages && !stages.length) {
    throw new InputError(
      `Configuration 'insights.stages' is an empty list. Name the stages of the ML workflow, or leave the key out for the default list.`,
    );
  }
  return stages ?? DEFAULT_STAGES;
}
