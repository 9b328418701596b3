// Looks whether a namespace is proven: by a TXT record, by a file at a domain, or by a repository of an account. Whom it asks is
// whom somebody named, so it goes by the door out: to public addresses, or to what the operator configured.

import { isGatehouseError } from '../../kernel/errors.ts';
import { SECOND_MS } from '../../kernel/clock.ts';
import type { TextAnswer, TextRecords } from '../dns/text-records.ts';
import type { Fetcher } from '../fetcher.ts';
import { readAll } from '../read-all.ts';

/** What identity's port of this name says. */
export interface ProofLook {
  readonly state: 'shown' | 'absent' | 'unknown';
  readonly found: string;
}

export interface ProofAddresses {
  /** Where a domain's file is asked for, without a slash at the end: `https://acme.com`, unless the operator said otherwise. */
  siteOf(domain: string): string;
  /** Where a code host's accounts are; undefined for one that is not configured. */
  codeHostOf(name: string): string | undefined;
}

export interface ProofDeps extends ProofAddresses {
  readonly texts: TextRecords;
  readonly fetcher: Pick<Fetcher, 'get' | 'head'>;
}

const MAX_FILE_BYTES = 4_096;
const ANSWER_WITHIN_MS = 10 * SECOND_MS;
/** Answers after which it may be there all the same: too many questions, or the server's own trouble. */
const isTrouble = (status: number) => status === 408 || status === 429 || status >= 500;

/** Every server that was asked must say so: one that was lied to is not enough. */
export async function lookAtText(
  { texts }: Pick<ProofDeps, 'texts'>,
  domain: string,
  line: string,
): Promise<ProofLook> {
  return judgeText(await texts.read(domain), domain, line);
}

/** `shown` when all say so; `absent` when one says that it is not there. Pure. */
export function judgeText(answers: readonly TextAnswer[], domain: string, line: string): ProofLook {
  const missing = answers.find(({ state, ...rest }) => {
    if (state === 'absent') return true;
    return state === 'found' && 'records' in rest && !rest.records.includes(line);
  });
  if (missing !== undefined) {
    const count = missing.state === 'found' ? missing.records.length : 0;
    const others = count === 0 ? 'no TXT record' : `${count} TXT records, and none of them is it`;
    return { state: 'absent', found: `${domain} has ${others}` };
  }
  const failed = answers.find(({ state }) => state === 'unknown');
  if (failed !== undefined || answers.length === 0) {
    const code = failed?.state === 'unknown' ? ` (${failed.code})` : '';
    return { state: 'unknown', found: `DNS did not answer about ${domain}${code}` };
  }
  return { state: 'shown', found: `${domain} shows it` };
}

/** Looks at the file of a domain. A redirect is not followed: it may lead to what anybody can write. */
export async function lookAtFile(
  { fetcher, siteOf }: Pick<ProofDeps, 'fetcher' | 'siteOf'>,
  place: { readonly domain: string; readonly path: string },
  line: string,
): Promise<ProofLook> {
  const url = `${siteOf(place.domain)}${place.path}`;
  return lookingAt(url, async () => {
    const answer = await fetcher.get({
      url,
      maxBytes: MAX_FILE_BYTES,
      timeoutMs: ANSWER_WITHIN_MS,
      redirects: 'answer',
    });
    if (answer.status !== 200) {
      answer.discard();
      return refusedBy(url, answer.status);
    }
    const isThere = hasLine((await readAll(answer)).toString('utf8'), line);
    return isThere
      ? { state: 'shown', found: `${url} shows it` }
      : { state: 'absent', found: `${url} is there without that line` };
  });
}

/** Whether a repository of this name is there for everybody, at this very address. */
export async function lookAtRepository(
  { fetcher, codeHostOf }: Pick<ProofDeps, 'fetcher' | 'codeHostOf'>,
  place: { readonly host: string; readonly account: string; readonly repository: string },
): Promise<ProofLook> {
  const root = codeHostOf(place.host);
  if (root === undefined)
    return { state: 'absent', found: `the code host ${place.host} is not configured here` };
  const url = `${root}/${place.account}/${place.repository}`;
  return lookingAt(url, async () => {
    // A repository that moved, or an account that was renamed, answers with a redirect: it is another's then.
    const answer = await fetcher.head({ url, timeoutMs: ANSWER_WITHIN_MS, redirects: 'answer' });
    return answer.status === 200
      ? { state: 'shown', found: `${url} is there` }
      : refusedBy(url, answer.status);
  });
}

/** Whether one of the text's lines is `line`, whatever blanks stand around it. */
export function hasLine(text: string, line: string): boolean {
  return text.split(/\r\n|\r|\n/).some((one) => one.trim() === line);
}

function refusedBy(url: string, status: number): ProofLook {
  if (isTrouble(status)) return { state: 'unknown', found: `${url} answered with status ${status}` };
  const why =
    status >= 300 && status < 400 ? `a redirect (${status}), which is not followed` : `status ${status}`;
  return { state: 'absent', found: `${url} answered with ${why}` };
}

async function lookingAt(url: string, look: () => Promise<ProofLook>): Promise<ProofLook> {
  try {
    return await look();
  } catch (error) {
    // An address that may not be asked, or a file that is no proof, will not do better the next time.
    if (isGatehouseError(error, 'too-large')) return { state: 'absent', found: `${url} is too large` };
    // What the name leads to inside the operator's network is nobody's business.
    if (isGatehouseError(error, 'not-allowed', 'invalid-request')) {
      return { state: 'absent', found: `${url} does not lead to a public address` };
    }
    return { state: 'unknown', found: `${url} could not be reached` };
  }
}
