import { z } from 'zod';

/**
 * What is wrong, by the names of our own fields only: what the sender called its fields, and every value, stay out
 * of the answer.
 */
export function explainIssues(error: z.ZodError, schema: z.ZodObject): string {
  const own = Object.keys(schema.shape);
  const faulty = new Set<string>();
  let hasUnknown = false;
  for (const issue of error.issues) {
    const field = String(issue.path[0]);
    if (issue.code === 'unrecognized_keys') {
      hasUnknown = true;
    } else if (own.includes(field)) {
      faulty.add(field);
    }
  }
  const sentences: string[] = [];
  if (faulty.size > 0) {
    sentences.push(`Missing or not as it must be: ${[...faulty].join(', ')}.`);
  }
  if (hasUnknown) {
    sentences.push(`It has unknown fields; known are ${own.join(', ')}.`);
  }
  return sentences.join(' ');
}
