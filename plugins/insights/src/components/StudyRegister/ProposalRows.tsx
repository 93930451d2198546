import { Button } from '@backstage/ui';
import type { StudyProposal } from '@mli/plugin-insights-common';
import { useState } from 'react';
import { asSentence } from '../../model/studies';
import parts from '../StudyParts/StudyParts.module.css';
import { RegisterStudyDialog } from './RegisterStudyDialog';

export interface ProposalRowsProps {
  readonly proposals: readonly StudyProposal[];
  readonly titleOf: (ref: string) => string;
}

/** The studies that claims ask for. */
export function ProposalRows({ proposals, titleOf }: ProposalRowsProps) {
  const [open, setOpen] = useState<StudyProposal>();
  return (
    <>
      <ul className={parts.list}>
        {proposals.map(proposal => (
          <li
            key={`${proposal.offering} ${proposal.outcome} ${proposal.stage}`}
            className={parts.row}
          >
            <p className={parts.sentence}>{asSentence(proposal.sentence)}</p>
            <div className={parts.actions}>
              {proposal.mayRegister ? (
                <Button
                  size="small"
                  variant="secondary"
                  onPress={() => setOpen(proposal)}
                >
                  Register the study
                </Button>
              ) : (
                <span className={parts.quiet}>
                  Its provider and MLI leads can register it.
                </span>
              )}
            </div>
          </li>
        ))}
      </ul>
      {open && (
        <RegisterStudyDialog
          proposal={open}
          offeringTitle={titleOf(open.offering)}
          onClose={() => setOpen(undefined)}
        />
      )}
    </>
  );
}
