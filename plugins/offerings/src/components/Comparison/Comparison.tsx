import { Button, Link } from '@backstage/ui';
import type { OfferingAdopters } from '@mli/plugin-insights-common';
import {
  entityHref,
  ErrorState,
  LoadingState,
  SectionCard,
} from '@mli/plugin-ml-platform-react';
import { ReactNode } from 'react';
import { OfferingDetails } from '../../model/offeringDetails';
import { useOfferingDetails } from '../../query/queries';
import { useDirectoryFilter } from '../DirectoryPage/useDirectoryFilter';
import { comparisonRows } from './comparisonRows';
import styles from './Comparison.module.css';

export interface ComparisonProps {
  directory: ReturnType<typeof useDirectoryFilter>;
  adopters?: ReadonlyMap<string, OfferingAdopters>;
  /** What finished studies found, by full ref of the offering, each as a sentence. */
  effects?: ReadonlyMap<string, string>;
}

/** Offerings that answer the same need, side by side: what each solves, where it ends, what it promises, who uses it. */
export function Comparison({ directory, adopters, effects }: ComparisonProps) {
  const { compare } = directory.filter;
  const details = useOfferingDetails(compare);
  const back = (
    <Button variant="secondary" onPress={() => directory.setView('cards')}>
      Back to the directory
    </Button>
  );
  if (details.isPending) {
    return <LoadingState label="Loading the offerings" rows={8} />;
  }
  if (details.isError) {
    return (
      <ErrorState
        title="The offerings could not be loaded"
        error={details.error}
        retry={() => details.refetch()}
      />
    );
  }
  const offerings = details.data;
  return (
    <SectionCard title="Side by side" actions={back} flush>
      <div
        className={styles.scroll}
        role="region"
        aria-label="Comparison"
        // A region that scrolls has to be reachable by keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
      >
        <table className={styles.table}>
          <thead>
            <tr>
              <td />
              {offerings.map(offering => (
                <th key={offering.ref} scope="col">
                  <Head
                    offering={offering}
                    onRemove={() => directory.toggleCompared(offering.ref)}
                  />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {comparisonRows({ adopters, effects }).map(({ label, valueOf }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                {offerings.map(offering => (
                  <td key={offering.ref}>{cell(valueOf(offering))}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </SectionCard>
  );
}

function Head(props: { offering: OfferingDetails; onRemove: () => void }) {
  const { offering, onRemove } = props;
  return (
    <div className={styles.head}>
      <Link href={entityHref(offering.ref)}>{offering.title}</Link>
      <Button
        size="small"
        variant="tertiary"
        aria-label={`Take ${offering.title} away`}
        onPress={onRemove}
      >
        Take away
      </Button>
    </div>
  );
}

/** Several values as a list, one as it is, none as the words for that. */
function cell(values: readonly string[]): ReactNode {
  if (values.length === 0) {
    return <span className={styles.none}>not said</span>;
  }
  if (values.length === 1) return values[0];
  return (
    <ul className={styles.values}>
      {values.map(value => (
        <li key={value}>{value}</li>
      ))}
    </ul>
  );
}
