import { ButtonLink } from '@backstage/ui';
import { parseEntityRef } from '@backstage/catalog-model';
import { formatCounted, SectionCard } from '@mli/plugin-ml-platform-react';
import { RiBookOpenLine, RiExternalLinkLine } from '@remixicon/react';
import { OfferingDetails } from '../../model/offeringDetails';
import { QuickStart } from '../QuickStart/QuickStart';
import styles from './OfferingOverview.module.css';

function templatePath(template: string): string | undefined {
  try {
    const { namespace, name } = parseEntityRef(template, {
      defaultKind: 'template',
      defaultNamespace: 'default',
    });
    return `/create/templates/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}`;
  } catch {
    return undefined;
  }
}

/** The first steps: how long they take, what to type, where to read on. */
export function GettingStarted({ offering }: { offering: OfferingDetails }) {
  const { expectedDays, quickstart, guide, template } = offering;
  const href = template ? templatePath(template) : undefined;
  const nothing = !quickstart && !guide && !href;
  return (
    <SectionCard
      title="How to start"
      description={
        expectedDays === undefined
          ? undefined
          : `Most teams are up and running in ${formatCounted(expectedDays, 'day')}.`
      }
    >
      <div className={styles.stack}>
        {quickstart && <QuickStart code={quickstart} />}
        {nothing && (
          <p className={styles.text}>
            No guide is written down.{' '}
            {offering.supportChannel
              ? `Ask in ${offering.supportChannel}.`
              : 'Ask its provider.'}
          </p>
        )}
        {(guide || href) && (
          <div className={styles.buttons}>
            {guide && (
              <ButtonLink
                href={guide}
                target="_blank"
                rel="noreferrer"
                variant="secondary"
                iconStart={<RiBookOpenLine />}
                iconEnd={<RiExternalLinkLine />}
              >
                Read the guide
              </ButtonLink>
            )}
            {href && (
              <ButtonLink href={href} variant="secondary">
                Start from the template
              </ButtonLink>
            )}
          </div>
        )}
      </div>
    </SectionCard>
  );
}
