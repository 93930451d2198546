import { Link } from '@backstage/ui';
import type { AdoptionRow } from '@mli/plugin-insights-common';
import {
  entityHref,
  formatCounted,
  LoadingState,
  SectionCard,
  StageChip,
} from '@mli/plugin-ml-platform-react';
import type { HomeOffering } from '../HomeApi';
import type { Loaded } from '../useLoaded';
import { suggestionsFor, type Suggestion } from '../viewerSentence';
import styles from './HomePage.module.css';

export interface HomeSuggestionsProps {
  readonly viewer: { readonly team: string; readonly title: string };
  readonly offerings: Loaded<HomeOffering[]>;
  readonly adoption: Loaded<AdoptionRow[]>;
}

/** What other teams use and this one does not; no section where there is nothing to say. */
export function HomeSuggestions({
  viewer,
  offerings,
  adoption,
}: HomeSuggestionsProps) {
  if (offerings.status === 'failed' || adoption.status === 'failed')
    return null;
  if (offerings.status === 'loading' || adoption.status === 'loading') {
    return (
      <LoadingState
        label="Loading what other teams use"
        layout="tiles"
        rows={3}
      />
    );
  }
  const suggestions = suggestionsFor(
    viewer.team,
    offerings.value,
    adoption.value,
  );
  if (suggestions.length === 0) return null;
  return (
    <SectionCard
      title={`What other teams use and ${viewer.title} does not`}
      description="By the share of eligible teams that use it. Whether it made them faster is on the offering's page."
      flush
    >
      <ul className={styles.suggestions}>
        {suggestions.map(suggestion => (
          <SuggestionLine
            key={suggestion.offering.ref}
            suggestion={suggestion}
          />
        ))}
      </ul>
    </SectionCard>
  );
}

function SuggestionLine({ suggestion }: { suggestion: Suggestion }) {
  const { offering, inUse, eligible } = suggestion;
  return (
    <li className={styles.suggestion}>
      <div className={styles.suggestionText}>
        <Link
          href={entityHref(offering.ref) ?? '/offerings'}
          weight="bold"
          standalone
        >
          {offering.title}
        </Link>
        {offering.problem && (
          <p className={styles.problem}>{offering.problem}</p>
        )}
      </div>
      <span className={styles.stages}>
        {offering.stages.map(stage => (
          <StageChip key={stage} stage={stage} />
        ))}
      </span>
      <span className={styles.adopters}>
        {inUse} of {formatCounted(eligible, 'team')}
      </span>
    </li>
  );
}
