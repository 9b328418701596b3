// Somebody with an account at a gate, for tests: signed in, with a token of each scope.

import type { Role } from '../../identity/ports.ts';
import { hashSecret, mintId } from '../../identity/secret.ts';
import { GOOD_PASSWORD } from '../../identity/testing/people.ts';
import { mintTokenText } from '../../identity/tokens/token-text.ts';
import type { ApiDeps } from '../api/deps.ts';
import { send } from './api-exchange.ts';

/** The password of everybody in the house. */
export const PASSWORD = GOOD_PASSWORD;

export async function makePerson(deps: ApiDeps, publicUrl: string, name: string, role: Role) {
  const { unit, random, clock, passwords } = deps.identity;
  const id = mintId(random);
  const texts = { read: mintTokenText('read', random), api: mintTokenText('api', random) };
  const passwordHash = await passwords.hash(PASSWORD);
  await unit.transact(async ({ identity, journal }) => {
    await identity.saveAccount({ id, name, role, passwordHash, createdAt: clock.now() });
    for (const scope of ['read', 'api'] as const) {
      await identity.saveToken({
        id: mintId(random),
        name: scope,
        hash: hashSecret(texts[scope]),
        accountId: id,
        scope,
        createdAt: clock.now(),
      });
    }
    journal.record({
      kind: 'account-created',
      actor: 'gatehouse',
      at: clock.now(),
      data: { accountId: id, name, role },
    });
  });
  const signedIn = await send(publicUrl, 'POST', '/api/v1/session', { body: { name, password: PASSWORD } });
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  return { id, name, role, cookie, readToken: texts.read, apiToken: texts.api };
}
