import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter, useLocation } from 'react-router-dom';
import { ScopeBar, type ScopeBarProps } from './ScopeBar';
import { useScope } from './useScope';

const units = [
  { ref: 'group:default/perception', title: 'Perception' },
  {
    ref: 'group:default/lanes',
    title: 'Lanes',
    parent: 'group:default/perception',
  },
];

function Where() {
  const { search } = useLocation();
  const { hrefWithScope } = useScope();
  return (
    <>
      <output aria-label="query">{search}</output>
      <a href={hrefWithScope('/teams?tab=losses')}>onwards</a>
    </>
  );
}

function show(url: string, props: ScopeBarProps = { units }) {
  render(
    <MemoryRouter initialEntries={[url]}>
      <ScopeBar {...props} />
      <Where />
    </MemoryRouter>,
  );
}

describe('ScopeBar', () => {
  it('shows what the link says', async () => {
    show('/?team=group:default/lanes&window=4w&runClass=sweep');
    const bar = await screen.findByRole('group', {
      name: 'What this page is about',
    });
    expect(
      within(bar).getByRole('button', { name: /Team or department/ }),
    ).toHaveTextContent('Lanes');
    expect(
      within(bar).getByRole('radio', { name: 'last 4 weeks' }),
    ).toBeChecked();
    expect(
      within(bar).getByRole('button', { name: /Run class/ }),
    ).toHaveTextContent('Sweeps');
    expect(
      within(bar).queryByRole('button', { name: /Compare/ }),
    ).not.toBeInTheDocument();
  });

  it('writes a choice into the URL by keyboard, and links carry it on', async () => {
    const user = userEvent.setup();
    show('/?other=kept');
    await user.tab();
    await user.tab();
    expect(screen.getByRole('radio', { name: 'last 4 weeks' })).toHaveFocus();
    await user.keyboard('{ArrowRight}{ArrowRight}{Enter}');
    expect(screen.getByLabelText('query')).toHaveTextContent(
      '?other=kept&window=52w',
    );
    expect(screen.getByRole('link', { name: 'onwards' })).toHaveAttribute(
      'href',
      '/teams?tab=losses&window=52w',
    );
  });

  it('lets a team be chosen from its department', async () => {
    const user = userEvent.setup();
    show('/');
    await user.click(
      screen.getByRole('button', { name: /Team or department/ }),
    );
    await user.click(await screen.findByRole('option', { name: 'Lanes' }));
    expect(screen.getByLabelText('query')).toHaveTextContent(
      '?team=group%3Adefault%2Flanes',
    );
  });

  it('keeps showing a unit of the link that the reader may not see', () => {
    show('/?team=group:default/secret');
    expect(
      screen.getByRole('button', { name: /Team or department/ }),
    ).toHaveTextContent('secret');
  });
});
