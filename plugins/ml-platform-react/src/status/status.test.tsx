import { ADOPTION_STATUSES } from '@mli/plugin-insights-common';
import { render, screen } from '@testing-library/react';
import {
  AdoptionStateIcon,
  adoptionGroup,
  adoptionStatusWord,
} from './AdoptionStateIcon';
import { CHECK_STATES, CheckStateIcon, checkStateWord } from './CheckStateIcon';
import { LifecycleChip } from './chips';
import { LevelSteps } from './LevelSteps';

const unique = (words: string[]) => new Set(words).size;

describe('states', () => {
  it('of a check each have their own word and picture', () => {
    const pictures = CHECK_STATES.map(state => {
      const { container, unmount } = render(<CheckStateIcon state={state} />);
      expect(container).toHaveTextContent(checkStateWord(state));
      const picture = container.querySelector('svg')?.innerHTML ?? '';
      unmount();
      return picture;
    });
    expect(unique(CHECK_STATES.map(checkStateWord))).toBe(CHECK_STATES.length);
    expect(unique(pictures)).toBe(CHECK_STATES.length);
  });

  it('of adoption each have their own word and picture, in one group', () => {
    const pictures = ADOPTION_STATUSES.map(status => {
      const { container, unmount } = render(
        <AdoptionStateIcon status={status} />,
      );
      const picture = container.querySelector('svg')?.innerHTML ?? '';
      unmount();
      return picture;
    });
    expect(unique(ADOPTION_STATUSES.map(adoptionStatusWord))).toBe(
      ADOPTION_STATUSES.length,
    );
    expect(unique(pictures)).toBe(ADOPTION_STATUSES.length);
    expect(
      ADOPTION_STATUSES.filter(status => adoptionGroup(status) === 'in-use'),
    ).toEqual(['in-use']);
  });

  it('keep their word when only the icon is drawn', () => {
    render(<CheckStateIcon state="exempt" until="2026-12-03" iconOnly />);
    expect(screen.getByText('exempt, until 3 Dec 2026')).toBeInTheDocument();
  });
});

describe('LevelSteps', () => {
  it('says name and steps', () => {
    render(<LevelSteps name="Practised" rank={3} of={4} />);
    expect(screen.getByText('Practised, 3 of 4')).toBeInTheDocument();
  });

  it('says when no level is reached', () => {
    render(<LevelSteps rank={0} of={2} stepsOnly />);
    expect(screen.getByText('No level yet, 0 of 2')).toBeInTheDocument();
  });
});

describe('LifecycleChip', () => {
  it('explains a known word and shows an unknown one as it is', () => {
    render(
      <>
        <LifecycleChip lifecycle="ga" />
        <LifecycleChip lifecycle="frozen" />
      </>,
    );
    expect(screen.getByTitle('Generally available')).toHaveTextContent('ga');
    expect(screen.getByText('frozen')).toBeInTheDocument();
  });
});
