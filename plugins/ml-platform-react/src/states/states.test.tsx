import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { NotAllowedError, ResponseError } from '@backstage/errors';
import {
  ErrorState,
  HiddenValue,
  NotAvailable,
  NotEnoughData,
  SimulatedDataBanner,
  TooLittleSeen,
} from './index';

function failure(status: number, name: string, message: string, headers = {}) {
  const body = { error: { name, message }, response: { statusCode: status } };
  return ResponseError.fromResponse(
    new Response(JSON.stringify(body), {
      status,
      headers: { 'content-type': 'application/json', ...headers },
    }),
  );
}

describe('ErrorState', () => {
  it('says what the back end said, names the request and tries again', async () => {
    const retry = jest.fn();
    const error = await failure(
      503,
      'ServiceUnavailableError',
      'The database is not answering',
      {
        'x-request-id': 'req-17',
      },
    );
    render(
      <ErrorState
        title="Queue times could not be loaded"
        error={error}
        retry={retry}
      />,
    );
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('Queue times could not be loaded');
    expect(alert).toHaveTextContent('The database is not answering');
    expect(alert).not.toHaveTextContent('Request failed with');
    expect(alert).toHaveTextContent('Request req-17');
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(retry).toHaveBeenCalledTimes(1);
  });

  it.each([
    [
      'thrown here',
      async () => new NotAllowedError('Members of Tracking can.'),
    ],
    [
      'answered with 403',
      () => failure(403, 'NotAllowedError', 'Members of Tracking can.'),
    ],
  ])('is not an error when it is a refusal %s', async (_, make) => {
    render(<ErrorState error={await make()} retry={() => {}} />);
    expect(await screen.findByRole('note')).toHaveTextContent(
      'Members of Tracking can.',
    );
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Try again' }),
    ).not.toBeInTheDocument();
  });

  it('says that the portal is out of reach instead of what the browser calls it', async () => {
    render(<ErrorState error={new TypeError('Failed to fetch')} />);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The portal could not be reached',
    );
  });
});

describe('where there is no number', () => {
  it('each reason has its own words, and none reads as zero', () => {
    const { container } = render(
      <>
        <HiddenValue />
        <NotEnoughData n={12} />
        <TooLittleSeen coverage={0.412} />
        <NotAvailable />
      </>,
    );
    const words = [...container.children].map(child =>
      child.textContent?.replaceAll('\u00a0', ' '),
    );
    expect(words).toEqual([
      'hidden: fewer than 5 people',
      'not enough data: 12 runs, 20 needed',
      'too little seen: 41 % of what ran',
      'not available',
    ]);
  });

  it('keeps its words when only the icon is drawn', () => {
    render(<HiddenValue iconOnly />);
    expect(screen.getByText('hidden: fewer than 5 people')).toBeInTheDocument();
    expect(
      screen.getByTitle('hidden: fewer than 5 people'),
    ).toBeInTheDocument();
  });
});

describe('SimulatedDataBanner', () => {
  it('is there only when the data are simulated', () => {
    const { rerender } = render(<SimulatedDataBanner simulated={undefined} />);
    expect(screen.queryByRole('note')).not.toBeInTheDocument();
    rerender(<SimulatedDataBanner simulated />);
    expect(screen.getByRole('note')).toHaveTextContent('Simulated data.');
  });
});
