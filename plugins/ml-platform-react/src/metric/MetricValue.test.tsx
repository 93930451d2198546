import { METRIC_STATUSES } from '@mli/plugin-insights-common';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { metricAnswer } from './answerFixture';
import { MetricValue } from './MetricValue';

describe('MetricValue', () => {
  it('can be asked why by keyboard, and closed again', async () => {
    const user = userEvent.setup();
    render(<MetricValue answer={metricAnswer()} field="p90" />);
    await user.tab();
    await user.keyboard('{Enter}');
    const why = await screen.findByRole('dialog', {
      name: '1 min 46 s, Queue time: why',
    });
    for (const fact of [
      '1 min 46 s',
      '106 s',
      '7,255',
      '10 to 19 people',
      '3 Aug to 25 Oct 2026',
      '897',
      'started - submitted, per attempt (version 1)',
    ]) {
      expect(within(why).getByText(fact, { exact: false })).toBeInTheDocument();
    }
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('is the p50 of a quantile answer and the value of another unless told otherwise', () => {
    render(
      <>
        <MetricValue answer={metricAnswer()} />
        <MetricValue
          answer={metricAnswer({ unit: 'ratio', value: 0.06, p50: undefined })}
        />
      </>,
    );
    expect(screen.getByRole('button', { name: /^2 s/ })).toBeInTheDocument();
    expect(screen.getByRole('button', { name: /^6 %/ })).toBeInTheDocument();
  });

  it('shows a real zero as zero', () => {
    render(<MetricValue answer={metricAnswer({ p50: 0 })} />);
    expect(screen.getByRole('button', { name: /^0 s/ })).toBeInTheDocument();
  });

  it.each(METRIC_STATUSES.filter(status => status !== 'ok'))(
    'never shows a number when the answer is %s, even if one is in it',
    async status => {
      const user = userEvent.setup();
      const answer = metricAnswer({
        status,
        reason: 'The reason in a sentence.',
        n: undefined,
      });
      render(<MetricValue answer={answer} />);
      const button = screen.getByRole('button');
      expect(button).not.toHaveTextContent(/\b2\b|\b0\b/);
      await user.click(button);
      const why = await screen.findByRole('dialog');
      expect(
        within(why).getByText('The reason in a sentence.'),
      ).toBeInTheDocument();
      expect(why).not.toHaveTextContent('Exact');
    },
  );

  it('says that a quantile has too few runs beyond it', () => {
    render(<MetricValue answer={metricAnswer()} field="p99" />);
    expect(
      screen.getByTitle('Too few runs for this quantile'),
    ).toBeInTheDocument();
  });
});
