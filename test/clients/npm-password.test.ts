// yarn and npm of before ask for a name and a password in the terminal, and publish by what comes of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { npm, yarn1, yarnBerry } from '../support/client-node.ts';
import { skipUnlessInstalled, skipUnlessTerminal, type Client } from '../support/client.ts';
import { PASSWORD } from '../support/factor-browser.ts';
import { npmScene, type NpmPerson } from '../publish/npm-person.ts';
import { printed } from './gate-clients.ts';
import { machineOf, once, writePackage } from './npm-machine.ts';

/** How each signs in, what it asks for in turns, and how it publishes then; yarn 1 does both at once. */
const CLIENTS: readonly (readonly [
  Client,
  readonly string[],
  readonly RegExp[],
  readonly string[] | undefined,
])[] = [
  [npm, ['login', '--auth-type=legacy'], [/(Username:)/, /(Password:)/, /(Enter OTP):/], ['publish']],
  [
    yarn1,
    ['publish', '--new-version', '1.0.0', '--access', 'public'],
    [/(npm username:)/, /(npm email:)/, /(npm password:)/, /(one-time password:)/],
    undefined,
  ],
  [
    yarnBerry,
    ['npm', 'login', '--publish'],
    [/(Username:)/, /(Password:)/, /(One-time password:)/],
    ['npm', 'publish'],
  ],
];

function answers(person: NpmPerson, prompts: readonly RegExp[]) {
  const words = { user: 'ada', email: 'ada@example.com', password: PASSWORD };
  const reactions = prompts.map((prompt) =>
    once(prompt, (asked, type) => {
      const isCode = /OTP|one-time/i.test(asked);
      const kind = /user/i.test(asked) ? 'user' : /email/.test(asked) ? 'email' : 'password';
      type(`${isCode ? person.freshCode() : words[kind]}\r`);
    }),
  );
  return (text: string, type: (text: string) => void) => {
    for (const react of reactions) react(text, type);
  };
}

for (const [client, signIn, prompts, publish] of CLIENTS) {
  test(
    `${client.id} asks for a name, a password and a code, and publishes`,
    { skip: skipUnlessInstalled(client) || skipUnlessTerminal() },
    async (test) => {
      const person = await npmScene(test);
      const job = machineOf(test, person, '');
      writePackage(job);
      if (client.id === 'yarn-berry') await client.run(job, ['install']);
      const onOutput = answers(person, prompts);
      const signedIn = await client.run({ ...job, hasTerminal: true, onOutput, timeoutMs: 60_000 }, signIn);
      assert.equal(signedIn.exitCode, 0, printed(signedIn));
      assert.doesNotMatch(printed(signedIn), new RegExp(PASSWORD), 'the password is not printed');
      if (publish !== undefined) {
        const published = await client.run(job, publish);
        assert.equal(published.exitCode, 0, printed(published));
      }
      assert.equal((await person.gate.ask('/npm/@acme%2ftide')).status, 200);
    },
  );
}
