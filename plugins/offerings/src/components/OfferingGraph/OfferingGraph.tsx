import {
  parseEntityRef,
  RELATION_DEPENDENCY_OF,
  RELATION_DEPENDS_ON,
} from '@backstage/catalog-model';
import {
  Direction,
  EntityNode,
  EntityRelationsGraph,
} from '@backstage/plugin-catalog-graph';
import {
  RELATION_REPLACED_BY,
  RELATION_REPLACES,
} from '@mli/plugin-offerings-common';
import { entityHref } from '@mli/plugin-ml-platform-react';
import { useMemo } from 'react';
import { useNavigate } from 'react-router-dom';
import styles from './OfferingGraph.module.css';

const RELATIONS = [
  RELATION_DEPENDS_ON,
  RELATION_DEPENDENCY_OF,
  RELATION_REPLACES,
  RELATION_REPLACED_BY,
];
const PAIRS: Array<[string, string]> = [
  [RELATION_DEPENDS_ON, RELATION_DEPENDENCY_OF],
  [RELATION_REPLACES, RELATION_REPLACED_BY],
];

/**
 * What an offering needs, what needs it, and what replaces what; a node leads to its page. One step only: what is
 * needed is needed by many, and a second step would be half the catalog.
 */
export function OfferingGraph({ offering }: { offering: string }) {
  const navigate = useNavigate();
  const root = useMemo(() => parseEntityRef(offering), [offering]);
  return (
    <EntityRelationsGraph
      className={styles.graph}
      rootEntityNames={root}
      relations={RELATIONS}
      relationPairs={PAIRS}
      direction={Direction.LEFT_RIGHT}
      maxDepth={1}
      unidirectional={false}
      mergeRelations
      zoom="disabled"
      onNodeClick={(node: EntityNode) => {
        const href = entityHref(node.id);
        if (href) navigate(href);
      }}
    />
  );
}
