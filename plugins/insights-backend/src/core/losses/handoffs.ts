/** One run reads what another one wrote; times in milliseconds since 1970. */
export interface LineageEdge {
  readonly producer: string;
  readonly consumer: string;
  /** End of the producing run. */
  readonly produced: number;
  /** Submission of the consuming run. */
  readonly submitted: number;
}

export interface Handoff extends LineageEdge {
  readonly milliseconds: number;
}

/**
 * Elapsed time from the end of a run to the submission of the first run that consumes what it wrote
 * (docs/metrics.md, section 2). A consumer that was submitted before the producer ended waited in no hand-off; it is
 * not the first one. Nights and weekends count: this is how long the work lay, never hours of a person.
 */
export function handoffs(edges: readonly LineageEdge[]): Handoff[] {
  const first = new Map<string, Handoff>();
  for (const edge of edges) {
    const milliseconds = edge.submitted - edge.produced;
    const known = first.get(edge.producer);
    if (
      milliseconds >= 0 &&
      edge.producer !== edge.consumer &&
      (!known ||
        milliseconds < known.milliseconds ||
        (milliseconds === known.milliseconds && edge.consumer < known.consumer))
    ) {
      first.set(edge.producer, { ...edge, milliseconds });
    }
  }
  return [...first.values()];
}
