import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  Link,
  MemoryRouter,
  Navigate,
  Route,
  Routes,
  useLocation,
} from 'react-router-dom';
import { useQueryThroughRedirects } from './useQueryThroughRedirects';

function Portal() {
  useQueryThroughRedirects();
  const { pathname, search } = useLocation();
  return (
    <>
      <output aria-label="place">{pathname + search}</output>
      <Link to="/teams/overview">without</Link>
      <Link to="/teams/overview" replace>
        cleared
      </Link>
      <Routes>
        <Route path="/teams/*" element={<Teams />} />
      </Routes>
    </>
  );
}

/** As the page blueprint does it. */
function Teams() {
  return (
    <Routes>
      <Route index element={<Navigate to="overview" replace />} />
      <Route path="overview/*" element={<h1>Overview</h1>} />
    </Routes>
  );
}

function show(url: string) {
  render(
    <MemoryRouter initialEntries={[url]}>
      <Portal />
    </MemoryRouter>,
  );
}

describe('useQueryThroughRedirects', () => {
  it('keeps the query of a link when the page leads to its first sub-page', async () => {
    show('/teams?team=group:default/lanes&window=4w');
    expect(await screen.findByLabelText('place')).toHaveTextContent(
      '/teams/overview?team=group:default/lanes&window=4w',
    );
  });

  it.each(['without', 'cleared'])(
    'lets go of it when somebody goes to %s',
    async name => {
      const user = userEvent.setup();
      show('/teams?window=4w');
      await user.click(screen.getByRole('link', { name }));
      expect(screen.getByLabelText('place')).toHaveTextContent(
        /^\/teams\/overview$/,
      );
    },
  );
});
