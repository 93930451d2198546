import { render, screen, within } from '@testing-library/react';
import { AnswerSentence } from './AnswerSentence';
import { MliPage } from './MliPage';
import { SectionCard } from './SectionCard';

describe('MliPage', () => {
  it('is one main region with its heading, its answer, and what is simulated', () => {
    render(
      <MliPage
        title="Teams"
        actions={<button type="button">Register</button>}
        simulated
      >
        <AnswerSentence note="1,204 runs">
          Half of the runs start within 12 min.
        </AnswerSentence>
        <SectionCard title="By week" footer="Source: local">
          <p>chart</p>
        </SectionCard>
      </MliPage>,
    );
    const main = screen.getByRole('main');
    expect(
      within(main).getByRole('heading', { level: 1, name: 'Teams' }),
    ).toBeInTheDocument();
    expect(
      within(main).getByRole('region', { name: 'By week' }),
    ).toHaveTextContent('Source: local');
    expect(within(main).getByRole('note')).toHaveTextContent('Simulated data.');
    expect(main).toHaveTextContent('Half of the runs start within 12 min.');
  });
});
