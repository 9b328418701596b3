// A real mail server on loopback, for what is sent by SMTP.

import type { TestContext } from 'node:test';

import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';

const PATIENCE_MS = 30_000;

/** A message as it came in. */
export interface ReceivedMessage {
  readonly from: string;
  readonly to: readonly string[];
  /** Headers and body as they were sent, `\r\n` as `\n`. */
  readonly text: string;
  readonly isSecure: boolean;
  readonly user?: string;
}

export interface TestMailServer {
  readonly port: number;
  /** `smtp://127.0.0.1:PORT` */
  readonly url: string;
  readonly received: readonly ReceivedMessage[];
  /** Resolves with the message that `isWanted`, once it came. Rejects after half a minute, and says what came instead. */
  next(isWanted?: (message: ReceivedMessage) => boolean): Promise<ReceivedMessage>;
}

/** Starts it; ended with the test. Takes anything, unless `options` say otherwise. */
export async function startMailServer(
  t: Pick<TestContext, 'after'>,
  options: SMTPServerOptions = {},
): Promise<TestMailServer> {
  const received: ReceivedMessage[] = [];
  const waiting = new Set<() => void>();
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    ...options,
    onData(stream, session, done) {
      const chunks: Uint8Array[] = [];
      stream.on('data', (chunk: Uint8Array) => chunks.push(chunk));
      stream.on('end', () => {
        received.push(messageOf(session, Buffer.concat(chunks)));
        for (const wake of waiting) wake();
        done();
      });
    },
  });
  // A client that breaks off is the client's affair.
  server.on('error', () => {});
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', () => resolve());
  await promise;
  t.after(() => new Promise<void>((closed) => server.close(() => closed())));
  const address = server.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    url: `smtp://127.0.0.1:${port}`,
    received,
    async next(isWanted = () => true) {
      for (const startedAt = performance.now(); ;) {
        const found = received.find(isWanted);
        if (found !== undefined) return found;
        const leftMs = PATIENCE_MS - (performance.now() - startedAt);
        if (leftMs <= 0) throw new Error(`Waited in vain for a letter, found ${describe(received)}`);
        const { promise: more, resolve: wake } = Promise.withResolvers<void>();
        waiting.add(wake);
        const timer = setTimeout(wake, leftMs);
        await more;
        clearTimeout(timer);
        waiting.delete(wake);
      }
    },
  };
}

function describe(received: readonly ReceivedMessage[]): string {
  const subjects = received.map(
    ({ to, text }) => `${/^Subject: (.*)$/m.exec(text)?.[1] ?? '?'} (to ${to.join()})`,
  );
  return subjects.length === 0 ? 'none at all' : subjects.join('; ');
}

function messageOf({ envelope, secure, user }: SMTPServerSession, bytes: Buffer): ReceivedMessage {
  const { mailFrom, rcptTo } = envelope;
  return {
    from: mailFrom === false ? '' : mailFrom.address,
    to: rcptTo.map(({ address }) => address),
    text: bytes.toString('utf8').replaceAll('\r\n', '\n'),
    isSecure: secure,
    ...(typeof user === 'string' ? { user } : {}),
  };
}
