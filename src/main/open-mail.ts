// Letters leave the house: by the operator's mail server, or into a folder.

import { join } from 'node:path';

import { type Clock, SECOND_MS } from '../kernel/clock.ts';
import type { Logger } from '../kernel/logger.ts';
import { LOOPBACK_HOSTS } from '../http/loopback-hosts.ts';
import type { LetterCarrier } from '../notify/ports.ts';
import { sendLetters } from '../notify/send-letters.ts';
import { renderMessage } from '../outbound/mail/render-message.ts';
import { createSmtpSender } from '../outbound/mail/smtp.ts';
import { createLetterFolder } from '../storage/letter-folder.ts';
import type { HouseOptions } from './house-options.ts';
import type { OpenStorage } from './open-storage.ts';

/** Where letters go. */
export interface OpenMail {
  /** The folder that they land in; absent where a mail server is configured. */
  readonly folder: string | undefined;
  /** Resolves when what was posted before the call was tried. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** Letters that another server posted, or that wait to be tried again, are looked for this often. */
const LOOK_MS = 15 * SECOND_MS;

/** Starts sending: what waits since before, and each letter as soon as it is posted. */
export function openMail(options: HouseOptions, storage: OpenStorage, clock: Clock): OpenMail {
  const { config, dataDir, log } = options;
  const folder = config.mail.server === undefined ? join(dataDir, 'mail') : undefined;
  const carrier = createCarrier(options, folder);
  const end = new AbortController();
  let running: Promise<void> = Promise.resolve();
  const send = () => {
    running = running.then(() => sendAll({ storage, clock, carrier, log }, end.signal));
    return running;
  };
  const unsubscribe = storage.feed.subscribe(['letter-posted'], () => void send());
  const timer = setInterval(() => void send(), LOOK_MS).unref();
  void send();
  return {
    folder,
    settle: send,
    async close() {
      unsubscribe();
      clearInterval(timer);
      end.abort();
      await running;
      await carrier.close();
    },
  };
}

function createCarrier({ config, publicUrl }: HouseOptions, folder: string | undefined): LetterCarrier {
  const ownHost = new URL(publicUrl).hostname;
  const from = config.mail.from ?? `Gatehouse <gatehouse@${ownHost}>`;
  if (folder === undefined)
    return createSmtpSender({ ...smtpPlace(config.mail.server ?? ''), from, ownHost });
  return createLetterFolder(folder, (letter) => renderMessage(letter, { from, host: ownHost }));
}

const PORTS = { tls: 465, starttls: 587 } as const;

/** What the schema let through as `mail.server`. */
function smtpPlace(server: string) {
  const { protocol, hostname, port, username, password } = new URL(server);
  const isTls = protocol === 'smtps:';
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? PORTS[isTls ? 'tls' : 'starttls'] : Number(port),
    isTls,
    isPlainAllowed: LOOPBACK_HOSTS.has(hostname),
    ...(username === ''
      ? {}
      : { user: decodeURIComponent(username), password: decodeURIComponent(password) }),
  };
}

interface Sending {
  readonly storage: OpenStorage;
  readonly clock: Clock;
  readonly carrier: LetterCarrier;
  readonly log: Logger;
}

/** Never rejects: what could not be sent is tried again. */
async function sendAll({ storage, clock, carrier, log }: Sending, signal: AbortSignal): Promise<void> {
  const report = (
    letter: { readonly id: string; readonly attempts: number },
    error: string,
    isGivenUp: boolean,
  ) =>
    log.warn(isGivenUp ? 'a letter was given up' : 'a letter could not be sent; it is tried again', {
      letter: letter.id,
      attempts: letter.attempts,
      error,
    });
  try {
    await sendLetters(
      { letters: storage.stores.letters, unit: storage.work, carrier, clock, report },
      signal,
    );
  } catch (error) {
    log.warn('letters could not be looked for; they are tried again', { error });
  }
}
