import { useOfferingEffects } from '../../query/studies';
import { useTitles } from '../../query/queries';
import { EffectRows, rowOfEffect } from '../StudyParts/EffectRows';

export interface OfferingEffectsProps {
  readonly offering: string;
  /** What stands here while nothing is known. */
  readonly fallback?: JSX.Element;
}

/** What finished studies say about an offering, for a comparison of offerings or what can be done about a loss. */
export function OfferingEffects({ offering, fallback }: OfferingEffectsProps) {
  const effects = useOfferingEffects(offering);
  const titleOf = useTitles();
  if (!effects.data || effects.data.length === 0) return fallback ?? null;
  return (
    <EffectRows
      rows={effects.data.map(rowOfEffect)}
      titleOf={titleOf}
      isOneOffering
    />
  );
}
