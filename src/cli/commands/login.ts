// gatehouse login --oidc: a build exchanges its identity for a token that publishes, for fifteen minutes.

import { open } from 'node:fs/promises';
import { resolve } from 'node:path';

import { exchangedToken, trustedPublishing } from '../../http/api/publisher-contract.ts';
import { ECOSYSTEMS, isEcosystem } from '../../kernel/ecosystem.ts';
import { GatehouseError, messageOf } from '../../kernel/errors.ts';
import { command } from '../command.ts';
import { clientSettingOf } from '../login/client-setting.ts';
import { findIdentityToken, ID_TOKEN_VARIABLE } from '../login/identity-source.ts';
import { words } from '../terminal/painted.ts';
import { shortTime } from '../terminal/printer.ts';
import { UsageError } from '../usage-error.ts';

const FORMS = ['token', 'env', 'setting'] as const;

export const loginCommand = command({
  name: 'login',
  summary: 'Exchange the identity of a build for a token that publishes, for fifteen minutes',
  words: [
    { name: 'ECOSYSTEM', says: `One of ${ECOSYSTEMS.join(', ')}`, completes: ECOSYSTEMS },
    {
      name: 'PACKAGE',
      says: 'For this package alone (else for all that the build publishes)',
      isOptional: true,
    },
  ],
  flags: {
    oidc: { says: 'By the identity token of the CI that this runs in (the one way there is)' },
    'token-file': { value: 'FILE', says: 'The identity token is in this file', completes: 'file' },
    as: {
      value: 'FORM',
      says: "token: the token alone; env: variables that the ecosystem's clients read; setting: what stands in a client's own file (else token)",
      completes: FORMS,
    },
    output: {
      value: 'FILE',
      says: 'Add it to this file, which only you may read, instead of printing it',
      completes: 'file',
    },
  },
  hasJson: true,
  usesData: true,
  helps: { 'not-allowed': 'gatehouse publisher list ECOSYSTEM PACKAGE' },
  details: [
    `The identity token is taken from --token-file, from ${ID_TOKEN_VARIABLE} (GitLab's id_tokens, CircleCI's "circleci run oidc get"), or asked for at GitHub, where the job has the permission id-token: write. Who may publish what is settled with "gatehouse publisher add".`,
  ],
  examples: [
    'TOKEN="$(gatehouse login --oidc maven org.acme:tide --server https://packages.example.com)"',
    'gatehouse login --oidc pypi --as env --output "$GITHUB_ENV"',
    'gatehouse login --oidc npm --as setting --output .npmrc',
  ],
  async run(context, { words: [ecosystem = '', name], flags }) {
    const { out, err, machine } = context;
    if (!flags.oidc) throw new UsageError('expected --oidc', { commandName: 'login' });
    if (!isEcosystem(ecosystem)) {
      throw new UsageError(`expected one of ${ECOSYSTEMS.join(', ')}`, { commandName: 'login' });
    }
    const form = FORMS.find((one) => one === (flags.as ?? 'token'));
    if (form === undefined)
      throw new UsageError(`expected --as ${FORMS.join(', ')}`, { commandName: 'login' });
    const desk = await context.openDesk({ mayAsk: false });
    if (desk.place.kind === 'folder') {
      throw new GatehouseError('invalid-request', 'Cannot log in to a folder: name the server with --server');
    }
    const { audience } = await desk.ask({ path: '/trusted-publishing', answer: trustedPublishing });
    const file = flags['token-file'];
    const path = file === undefined ? undefined : resolve(machine.cwd, file);
    const token = await findIdentityToken(machine, audience, path);
    const exchanged = await desk.ask({
      method: 'POST',
      path: '/trusted-publishing/exchange',
      body: { token, ecosystem, ...(name === undefined ? {} : { name }) },
      answer: exchangedToken,
    });
    // GitHub reads it from either stream, shows it nowhere, and hides the token in everything that follows.
    if (machine.environment['GITHUB_ACTIONS'] === 'true') err.raw(`::add-mask::${exchanged.token}\n`);
    if (context.shared.isJson) out.json(exchanged);
    else {
      const setting = clientSettingOf(ecosystem, desk.place.url, exchanged.token);
      const lines = Object.entries(setting.variables).map(([key, value]) => `${key}=${value}\n`);
      const text = { token: `${exchanged.token}\n`, env: lines.join(''), setting: setting.file }[form];
      if (flags.output === undefined) out.raw(text);
      else await addTo(resolve(machine.cwd, flags.output), text);
    }
    err.hint(
      words`It publishes ${exchanged.packages.join(', ')} until ${shortTime(exchanged.expiresAt)} UTC.`,
    );
    return 0;
  },
});

/** A file that is made here is for its owner alone; one that is there stays whose it is. */
async function addTo(file: string, text: string): Promise<void> {
  try {
    const handle = await open(file, 'a', 0o600);
    try {
      await handle.writeFile(text);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw new GatehouseError('storage-failed', `Cannot write ${file}: ${messageOf(cause)}`, { cause });
  }
}
