// Signs a person in on a terminal: name and password, then the code of an authenticator, then the link of a letter, as the
// server asks.

import { nextStep } from '../../http/api/factor-contract.ts';
import { GatehouseError } from '../../kernel/errors.ts';

export interface SignInTalk {
  readonly first: { readonly name: string; readonly password: string };
  /** Answers what the server did; throws what it refused. */
  readonly post: (path: string, body: object) => Promise<unknown>;
  readonly ask: (question: string) => Promise<string>;
  readonly note: (text: string) => void;
}

/** Throws `not-signed-in`, with the way out where a terminal cannot go on. */
export async function passSignIn({ first, post, ask, note }: SignInTalk): Promise<void> {
  let given = await post('/session', first);
  // Two steps may follow the first.
  for (let step = 0; step < 2; step++) {
    const parsed = nextStep.safeParse(given);
    if (!parsed.success) return;
    const { next } = parsed.data;
    if ('confirmDevice' in next) {
      note('This is the first sign-in from here: a letter went to your address. Copy its link to here.');
      const link = await ask('Link in the letter: ');
      given = await post('/session/device', { secret: link.trim().replace(/^.*#/, '') });
    } else {
      if (!next.methods.includes('totp')) throw takesBrowser();
      const typed = (await ask('Code of your authenticator (or a recovery code): ')).trim();
      const isCode = /^[0-9 ]{6,7}$/.test(typed);
      const answer = isCode ? { code: typed } : { recoveryCode: typed };
      given = await post('/session/second-factor', { ticket: next.ticket, ...answer });
    }
  }
}

function takesBrowser(): GatehouseError {
  return new GatehouseError(
    'not-signed-in',
    'Cannot sign in here: your account signs in with a passkey, which only a browser can ask',
    {
      facts: {
        says: 'Make an API token in the browser (Tokens), and give it with --token or GATEHOUSE_TOKEN',
        command: 'gatehouse status --token TOKEN',
      },
    },
  );
}
