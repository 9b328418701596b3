// Hands letters to the operator's mail server by SMTP.

import { SECOND_MS } from '../../kernel/clock.ts';
import { composeMessage, type Message } from './message.ts';

export interface SmtpOptions {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; else STARTTLS, which is required unless `isPlainAllowed`. */
  readonly isTls: boolean;
  /** Where the server is on this machine, a connection that is not encrypted will do. */
  readonly isPlainAllowed: boolean;
  readonly user?: string;
  readonly password?: string;
  /** `Gatehouse <gatehouse@example.com>` */
  readonly from: string;
  /** The server's own name, for message ids. */
  readonly ownHost: string;
}

export interface SmtpSender {
  /** Resolves when the server took the message. Throws with its answer, or what broke the connection. */
  carry(message: Message): Promise<void>;
  close(): Promise<void>;
}

const CONNECT_MS = 15 * SECOND_MS;
const SILENCE_MS = 60 * SECOND_MS;

/** Connects when there is something to send; the library is loaded then. */
export function createSmtpSender(options: SmtpOptions): SmtpSender {
  const sender = { from: options.from, host: options.ownHost };
  return {
    async carry(message) {
      const { createTransport } = await import('nodemailer');
      const transport = createTransport(transportOf(options));
      try {
        await transport.sendMail(composeMessage(message, sender));
      } finally {
        transport.close();
      }
    },
    // A connection lasts for one message.
    close: async () => {},
  };
}

function transportOf({ host, port, isTls, isPlainAllowed, user, password }: SmtpOptions) {
  return {
    host,
    port,
    secure: isTls,
    requireTLS: !isTls && !isPlainAllowed,
    ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    dnsTimeout: CONNECT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
