import { useApi } from '@backstage/core-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { EmbeddedDocsRouter } from '@backstage/plugin-techdocs';
import { techdocsApiRef } from '@backstage/plugin-techdocs-react';
import { getCompoundEntityRef } from '@backstage/catalog-model';
import {
  EmptyState,
  ErrorState,
  LoadingState,
} from '@mli/plugin-ml-platform-react';
import { useQuery } from '@tanstack/react-query';
import { ButtonLink } from '@backstage/ui';
import { toOfferingDetails } from '../../model/offeringDetails';
import { useCanRenderDocumentation } from '../../query/queries';

/**
 * The documentation of an offering. TechDocs shows what was rendered before, and renders anew where it can; where
 * neither is possible its own page blames the documentation, so this one says what is missing instead.
 */
export function OfferingDocs() {
  const { entity } = useEntity();
  const techdocs = useApi(techdocsApiRef);
  const renderer = useCanRenderDocumentation();
  const rendered = useQuery({
    queryKey: ['offerings', 'docs', entity.metadata.uid],
    queryFn: () =>
      techdocs.getTechDocsMetadata(getCompoundEntityRef(entity)).then(
        () => true,
        () => false,
      ),
    enabled: renderer.data === false,
  });
  if (renderer.isError) {
    return (
      <ErrorState
        title="The documentation could not be loaded"
        error={renderer.error}
        retry={() => renderer.refetch()}
      />
    );
  }
  if (renderer.data || rendered.data) return <EmbeddedDocsRouter />;
  if (renderer.isPending || rendered.isPending) {
    return <LoadingState label="Loading the documentation" rows={6} />;
  }
  const { guide } = toOfferingDetails(entity);
  return (
    <EmptyState
      title="The documentation cannot be shown on this portal yet"
      actions={
        guide && (
          <ButtonLink href={guide} target="_blank" rel="noreferrer">
            Read the guide instead
          </ButtonLink>
        )
      }
    >
      It is written, but the machine that runs the portal has no MkDocs to
      render it. Whoever runs the portal installs it with{' '}
      <code>pip install mkdocs-techdocs-core</code>; it is shown a minute later.
    </EmptyState>
  );
}
