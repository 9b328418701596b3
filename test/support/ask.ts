// An HTTP request that says exactly what the test says: no path is normalised, no encoding undone, no redirect followed.

import { Agent, request, type IncomingHttpHeaders } from 'node:http';

/** How to ask; default a bare GET. */
export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

/** What came back, as it came. */
export interface Answer {
  readonly status: number;
  /** The reason phrase of the status line. */
  readonly reason: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The body as text. */
  readonly text: string;
}

const AGENT = new Agent({ keepAlive: true, maxSockets: 256, keepAliveMsecs: 500 });

/** Rejects when the connection breaks before the whole answer is here. */
export async function ask(url: string, { method = 'GET', headers, body }: Ask = {}): Promise<Answer> {
  const origin = /^http:\/\/[\w.-]+:\d+/.exec(url)?.[0] ?? '';
  const { hostname, port } = new URL(origin);
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const path = url.slice(origin.length);
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const options = { hostname, port, path, method, headers: { ...length, ...headers }, agent: AGENT };
  const outgoing = request(options, (incoming) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('error', reject);
    incoming.on('aborted', () => reject(new Error(`the answer to ${path} broke off`)));
    incoming.on('end', () => {
      const whole = Buffer.concat(chunks);
      resolve({
        status: incoming.statusCode ?? 0,
        reason: incoming.statusMessage ?? '',
        headers: incoming.headers,
        body: whole,
        text: whole.toString(),
      });
    });
  });
  outgoing.on('error', reject);
  outgoing.end(body);
  return promise;
}
