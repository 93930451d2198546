interface Operation {
  requestBody?: unknown;
  responses?: Record<string, object>;
}

/** What the server answers before a route is asked, or in its place. */
const ALWAYS = {
  401: 'No credentials',
  429: 'Too many requests; Retry-After says when to come again',
  503: 'The database is away or the portal is starting; try again',
};
const OF_BODIES = {
  400: 'The body is not what it must be; the message says where',
  408: 'The body did not arrive in time',
  413: 'The body is too large',
  415: 'The body is of another type, encoding or character set',
};
const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;

/**
 * An OpenAPI document with the refusals that every operation, or every one with a body, may answer; what a route says
 * of itself stays.
 */
export function documentRefusals<T extends { paths?: object }>(document: T): T {
  for (const item of Object.values(document.paths ?? {})) {
    for (const method of METHODS) {
      // A path item has operations under its methods and nothing else.
      const operation = (item as Record<string, Operation | undefined>)[method];
      if (operation) {
        const refusals = {
          ...ALWAYS,
          ...(operation.requestBody !== undefined && OF_BODIES),
        };
        operation.responses = {
          ...Object.fromEntries(
            Object.entries(refusals).map(([status, description]) => [
              status,
              { description },
            ]),
          ),
          ...operation.responses,
        };
      }
    }
  }
  return document;
}
