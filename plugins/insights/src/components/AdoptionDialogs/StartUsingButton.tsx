import { Button } from '@backstage/ui';
import { useState } from 'react';
import { useInsightsScope, useTitles } from '../../query/queries';
import { StartUsingDialog } from './StartUsingDialog';

export interface StartUsingButtonProps {
  offering: string;
  expectedDays?: number;
  /** The team the page is about; without it the reader's own teams. */
  team?: string;
  variant?: 'primary' | 'secondary';
}

/** `Start using it`: there for members of a customer team, and for MLI leads where the team is known. */
export function StartUsingButton(props: StartUsingButtonProps) {
  const { offering, expectedDays, team, variant = 'primary' } = props;
  const viewer = useInsightsScope().data?.viewer;
  const title = useTitles();
  const [isOpen, setIsOpen] = useState(false);
  const own = viewer?.customerTeams ?? [];
  const teams = team
    ? [team].filter(ref => own.includes(ref) || viewer?.isBridge)
    : own;
  if (teams.length === 0) return null;
  return (
    <>
      <Button variant={variant} size="small" onPress={() => setIsOpen(true)}>
        Start using it
      </Button>
      {isOpen && (
        <StartUsingDialog
          offering={offering}
          offeringTitle={title(offering)}
          teams={teams.map(ref => ({ ref, title: title(ref) }))}
          expectedDays={expectedDays}
          onClose={() => setIsOpen(false)}
        />
      )}
    </>
  );
}
