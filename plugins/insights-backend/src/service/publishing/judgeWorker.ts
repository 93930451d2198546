import { parentPort } from 'node:worker_threads';
import { JudgementInput } from '../../core/release/judgeMetric';
import { JudgedPublication, judgePublication } from './judgePublication';

/** What the thread answers to one input. */
export type JudgeMessage =
  { readonly judged: JudgedPublication } | { readonly error: string };

parentPort?.on('message', (input: JudgementInput) => {
  parentPort?.postMessage(answer(input));
});

function answer(input: JudgementInput): JudgeMessage {
  try {
    return { judged: judgePublication(input) };
  } catch (error) {
    return { error: String(error) };
  }
}
