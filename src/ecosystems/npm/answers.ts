// npm's small answers: ping, whoami, search.

import { GatehouseError } from '../../kernel/errors.ts';
import { parseJsonObject, stringField } from '../../formats/json.ts';
import type { AnswerRules, OneTimeChallenge, RenderedAnswer, SearchResult } from '../adapter-answers.ts';
import { jsonAnswer } from '../json-answer.ts';

const USER = 'org.couchdb.user:';

export const answers: AnswerRules = {
  ping: () => jsonAnswer({}),
  whoami: (reader) =>
    reader === undefined ? jsonAnswer({ error: 'not signed in' }, 401) : jsonAnswer({ username: reader }),
  // `npm owner add` asks for it and sends it back: who is a member, the organisation's own people know.
  user: (name) => jsonAnswer({ _id: `${USER}${name}`, name, email: '' }),
  signIn: {
    begun: (pageUrl, registryUrl, done) =>
      jsonAnswer({ loginUrl: pageUrl, doneUrl: `${registryUrl}/-/v1/login/done/${done}` }),
    waiting: (retryAfterSeconds) => ({
      ...jsonAnswer({}, 202),
      headers: { 'retry-after': String(retryAfterSeconds) },
    }),
    granted: (token) => jsonAnswer({ token }),
    ended: () => jsonAnswer({ ok: true }),
    readPassword,
    // yarn 1 looks for `ok`.
    grantedByPassword: (token) => jsonAnswer({ ok: true, token }, 201),
  },
  oneTime: {
    presented: (headers) => headers['npm-otp'] || undefined,
    opensPage: (headers) => headers['npm-auth-type'] === 'web',
    challenge,
  },
  search: (results, total) => jsonAnswer({ objects: results.map(renderResult), total }),
};

function readPassword(body: Uint8Array) {
  const user = parseJsonObject(body, 'who signs in', { maxBytes: 1 << 16, maxDepth: 8 });
  const [name, password] = [stringField(user, 'name'), stringField(user, 'password')];
  if (name !== undefined && password !== undefined) return { name, password };
  throw new GatehouseError('invalid-request', 'Cannot sign in: expected a name and a password');
}

/** npm opens `authUrl` by itself; yarn prints `npm-notice`, offers to open what follows "open", and asks for the code. */
function challenge(asked: OneTimeChallenge): RenderedAnswer {
  const { sentence, pageUrl, done, registryUrl, hasAuthenticator } = asked;
  const headers = { 'www-authenticate': 'OTP' };
  if (pageUrl !== undefined && done !== undefined) {
    const body = { error: sentence, authUrl: pageUrl, doneUrl: `${registryUrl}/-/v1/proof/${done}` };
    return { ...jsonAnswer(body, 401), headers };
  }
  const typed = hasAuthenticator ? ['enter the six digits of your authenticator'] : [];
  const shown = pageUrl === undefined ? [] : [`open ${pageUrl} and enter the code that it shows`];
  const notice = [...typed, ...shown].join(', or ');
  return {
    ...jsonAnswer({ error: sentence }, 401),
    headers: { ...headers, ...(notice === '' ? {} : { 'npm-notice': notice }) },
  };
}

function renderResult({ name, version, description, pageUrl }: SearchResult): object {
  return {
    package: {
      name,
      ...(version === undefined ? {} : { version }),
      ...(description === undefined ? {} : { description }),
      links: { homepage: pageUrl },
      maintainers: [],
      keywords: [],
    },
  };
}
