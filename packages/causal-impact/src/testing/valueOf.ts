import type { Answer } from '../answer';

/** The value of an answer; a refusal fails the test with its sentence. */
export function valueOf<T>(result: Answer<T>): T {
  if (!result.ok) throw new Error(`${result.reason}: ${result.sentence}`);
  return result.value;
}
