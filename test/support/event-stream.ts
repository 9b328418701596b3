// A client of server-sent events (WHATWG HTML section 9.2), over a connection of its own.

import { request, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';

export interface StreamedEvent {
  readonly id: string;
  readonly event: string;
  readonly data: unknown;
}

/** The events of an address, from when the server has answered; ends when the connection is closed. Throws for another status than 200. */
export async function listenTo(
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<AsyncGenerator<StreamedEvent>> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request(url, { headers, agent: false }, resolve).on('error', reject).end();
  const response = await promise;
  if (response.statusCode !== 200) {
    response.destroy();
    throw new Error(`Cannot listen to ${url}: it answered ${response.statusCode}`);
  }
  return eventsOf(response);
}

/** Leaving the loop closes the connection. */
async function* eventsOf(response: IncomingMessage): AsyncGenerator<StreamedEvent> {
  let fields = new Map<string, string>();
  try {
    for await (const line of createInterface({ input: response })) {
      const colon = line.indexOf(':');
      if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1).trimStart());
      if (line !== '') continue;
      const [id = '', event = '', data] = ['id', 'event', 'data'].map((name) => fields.get(name));
      if (data !== undefined) yield { id, event, data: JSON.parse(data) as unknown };
      fields = new Map();
    }
  } finally {
    response.destroy();
  }
}
