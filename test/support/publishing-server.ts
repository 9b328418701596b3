// A real server with somebody who may publish to it: an administrator with an authenticator, and a token that writes.

import assert from 'node:assert/strict';

import { ApiBrowser, enrolAuthenticator, PASSWORD } from './factor-browser.ts';
import type { ServerProcess } from './server-process.ts';

/** Follows the printed link, enrols an authenticator, and mints a token for npm packages of a scope, or of any pattern. */
export async function mintPublishToken(
  server: Pick<ServerProcess, 'url' | 'printed'>,
  pattern = '@acme/*',
): Promise<string> {
  const secret = /\/setup#(\S+)/.exec(server.printed().stdout)?.[1];
  assert.ok(secret !== undefined, `no one-time link in: ${server.printed().stdout}`);
  const browser = new ApiBrowser(server);
  await browser.json('POST', '/setup', { secret, name: 'ada', password: PASSWORD });
  const { recoveryCodes } = await enrolAuthenticator(browser, Date.now());
  await browser.signOut();
  // A code of the authenticator is used once, and time goes by too slowly for another one.
  const { next } = await browser.signIn('ada');
  await browser.json('POST', '/session/second-factor', {
    ticket: next.ticket,
    recoveryCode: recoveryCodes[0],
  });
  const { token } = await browser.json(
    'POST',
    '/tokens',
    { name: 'ci', scope: 'write', actions: ['publish'], packages: [{ ecosystem: 'npm', pattern }] },
    201,
  );
  return token as string;
}
