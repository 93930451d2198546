const portal = process.env.MLI_BACKEND_URL ?? 'http://localhost:7007';
const localToken = process.env.MLI_LOCAL_TOKEN ?? process.env.MLI_TOKEN;

/**
 * Asks the running portal, as the local token or as somebody else. Undefined where the portal does not answer or
 * refuses; a refusal is said.
 *
 * @param {string} path below /api, such as /insights/studies
 */
export async function portalApi(path, { token = localToken, ...options } = {}) {
  try {
    const answer = await fetch(`${portal}/api${path}`, {
      ...options,
      headers: { ...options.headers, authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(60_000),
    });
    if (answer.ok) return await answer.json();
    const { error } = await answer.json().catch(() => ({}));
    console.error(
      `The portal refused ${options.method ?? 'GET'} ${path} for the demonstration: ${error?.message ?? answer.status}`,
    );
  } catch {
    // The portal was stopped meanwhile.
  }
  return undefined;
}

export function post(path, body, options = {}) {
  return portalApi(path, {
    ...options,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** A function that posts as that person of the demonstration; its sign-in exists in development only. */
export async function signedInAs(user) {
  const session = await fetch(`${portal}/api/auth/demo/refresh`, {
    headers: { 'x-mli-demo-user': user, 'x-requested-with': 'XMLHttpRequest' },
  });
  const { backstageIdentity } = await session.json();
  const token = backstageIdentity?.token;
  return token && ((path, body) => post(path, body, { token }));
}
