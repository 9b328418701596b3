// Browsers that an account was seen with. A code that was typed into another one is confirmed by a letter, in that browser:
// whoever was talked into typing a code elsewhere is not talked into confirming that for somebody else as well, since the
// link does nothing in their own browser.

import { shortenAddress } from '../../kernel/address.ts';
import { DAY_MS, type Instant, MINUTE_MS } from '../../kernel/clock.ts';
import { GatehouseError } from '../../kernel/errors.ts';
import { layOutLetter } from '../letters/letter-text.ts';
import { noticeAddress, postLetter } from '../letters/post-letter.ts';
import type { Account } from '../ports.ts';
import { isEnabled } from '../principal.ts';
import { hashSecret, isSecret, mintSecret } from '../secret.ts';
import type { IdentityDeps, IdentityWork } from '../unit.ts';
import { beginSession, passwordTag } from './begin-session.ts';
import type { CallerPlace, StartedSession } from './session.ts';

/** How long a browser is remembered. */
export const DEVICE_MS = 365 * DAY_MS;
const CONFIRM_MS = 15 * MINUTE_MS;

/** Whether the account was seen with the browser of this cookie. */
export async function isKnownDevice(
  work: Pick<IdentityWork, 'devices'>,
  account: Account,
  device: string | undefined,
  now: Instant,
): Promise<boolean> {
  if (device === undefined || !isSecret(device)) return false;
  return work.devices.isKnown(account.id, hashSecret(device), now);
}

/** Remembers the browser from now on; answers the secret for its cookie: a new one, which nobody can have planted. */
export async function rememberDevice(
  deps: Pick<IdentityDeps, 'random'>,
  work: Pick<IdentityWork, 'devices'>,
  accountId: string,
  now: Instant,
): Promise<string> {
  const secret = mintSecret(deps.random);
  await work.devices.saveDevice(accountId, hashSecret(secret), now + DEVICE_MS);
  return secret;
}

/** Writes to the account; answers the secret for the browser's cookie, or undefined where no letter reaches its person. */
export async function postDeviceLetter(
  deps: Pick<IdentityDeps, 'random' | 'letterHead'>,
  work: IdentityWork,
  account: Account,
  { now, from }: { readonly now: Instant; readonly from: CallerPlace },
): Promise<string | undefined> {
  if (noticeAddress(account) === undefined) return undefined;
  const [link, device] = [mintSecret(deps.random), mintSecret(deps.random)];
  const network = shortenAddress(from.address);
  const actor = `account:${account.name}`;
  await work.identity.endLinksOf(account.id, 'confirm-device');
  await work.identity.saveLink({
    hash: hashSecret(link),
    purpose: 'confirm-device',
    accountId: account.id,
    expiresAt: now + CONFIRM_MS,
    // Another password ends it: that is what the letter says to choose.
    details: { deviceHash: hashSecret(device), password: passwordTag(account) },
  });
  work.journal.record({
    kind: 'device-unknown',
    actor,
    at: now,
    data: { accountId: account.id, network },
  });
  const paragraphs = [
    `Somebody signs in to your account with your password and a code, from a browser that was not seen before, in the network ${network}.`,
    'If it is you: open this link within 15 minutes, in that same browser. It does nothing in another one.',
    `${deps.letterHead.publicUrl}/confirm-device#${link}`,
    'If it is not you: do not open it. Somebody knows your password and had a code from you, perhaps by a page that looks like ours. Choose another password now, and think of a passkey, which no such page can use:',
    `${deps.letterHead.publicUrl}/account`,
  ];
  const letter = layOutLetter(deps.letterHead, account, { subject: 'Is it you who signs in?', paragraphs });
  await postLetter(work, deps.random, { account, about: 'confirm-device', letter, actor, at: now });
  return device;
}

export interface DeviceConfirmation extends CallerPlace {
  /** The link's. */
  readonly secret: string;
  /** The cookie's, of the browser in which the link was opened. */
  readonly device: string | undefined;
}

/**
 * Signs the browser in that asked for the letter. Throws `not-allowed` for a link that is unknown, used or over, and, without
 * using it, for another browser than the one that asked.
 */
export async function confirmDevice(
  deps: IdentityDeps,
  request: DeviceConfirmation,
): Promise<{ readonly started: StartedSession; readonly deviceSecret: string }> {
  return deps.unit.transact(async (work) => {
    const now = deps.clock.now();
    const hash = isSecret(request.secret) ? hashSecret(request.secret) : '';
    const link = await work.identity.findLink(hash);
    const account =
      link?.accountId === undefined ? undefined : await work.identity.findAccount(link.accountId);
    const isGood = link?.purpose === 'confirm-device' && now < link.expiresAt;
    if (!isGood || account === undefined || !isEnabled(account)) throw deadLink();
    if (link.details?.['password'] !== passwordTag(account)) throw deadLink();
    const { device = '' } = request;
    if (!isSecret(device) || link.details?.['deviceHash'] !== hashSecret(device)) throw otherBrowser();
    if ((await work.identity.takeLink(hash)) === undefined) throw deadLink();
    const deviceSecret = await rememberDevice(deps, work, account.id, now);
    work.journal.record({
      kind: 'device-confirmed',
      actor: `account:${account.name}`,
      at: now,
      data: { accountId: account.id, network: shortenAddress(request.address) },
    });
    const started = await beginSession(deps, work, account, { now, from: request, proof: 'two-factor' });
    return { started, deviceSecret };
  });
}

function deadLink(): GatehouseError {
  return new GatehouseError(
    'not-allowed',
    'Cannot confirm browser: the link is unknown, used or over; sign in again, and a new letter comes',
  );
}

function otherBrowser(): GatehouseError {
  return new GatehouseError(
    'not-allowed',
    'Cannot confirm browser: this is not the one that asked; open the link where you signed in. If you did not sign in, somebody else did: choose another password',
    { facts: { isOtherBrowser: true } },
  );
}
