import fs from 'node:fs';
import { OAuth2Server } from 'oauth2-mock-server';

/**
 * An OpenID Connect server on the loopback interface. Whoever signs in is the person whose e-mail address stands in
 * `personFile` at that moment.
 */
export async function startIdentityProvider(personFile) {
  const server = new OAuth2Server();
  await server.issuer.keys.generate('RS256');
  await server.start(0, 'localhost');
  const claims = () => {
    const email = fs.readFileSync(personFile, 'utf8').trim();
    return {
      sub: email,
      email,
      email_verified: true,
      name: email.split('@')[0],
    };
  };
  server.service.on('beforeTokenSigning', token =>
    Object.assign(token.payload, claims()),
  );
  server.service.on('beforeUserinfo', response => {
    response.body = claims();
  });
  return {
    metadataUrl: `${server.issuer.url}/.well-known/openid-configuration`,
    stop: () => server.stop(),
  };
}
