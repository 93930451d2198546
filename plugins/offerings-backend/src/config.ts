import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { DEFAULT_STAGES } from '@mli/plugin-insights-common';
import {
  PlatformConfig,
  readPlatformConfig,
} from '@mli/plugin-ml-platform-node';

export interface OfferingsConfig {
  readonly platform: PlatformConfig;
  readonly stages: readonly string[];
  /** Where the front end is, without a slash at its end. */
  readonly appUrl: string;
  readonly takeoverCheckSeconds: number;
}

export function readOfferingsConfig(config: Config): OfferingsConfig {
  const key = 'offerings.registration.takeoverCheckSeconds';
  const takeoverCheckSeconds = config.getOptionalNumber(key) ?? 60;
  if (!(takeoverCheckSeconds >= 1)) {
    throw new InputError(
      `Configuration '${key}' is ${takeoverCheckSeconds}; it must be at least 1 (seconds).`,
    );
  }
  return {
    platform: readPlatformConfig(config),
    stages: config.getOptionalStringArray('insights.stages') ?? DEFAULT_STAGES,
    appUrl: (config.getOptionalString('app.baseUrl') ?? '').replace(/\/+$/, ''),
    takeoverCheckSeconds,
  };
}
