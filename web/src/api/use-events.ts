// The server's live events.

import { useEffect, useRef, useState } from 'preact/hooks';

import type { DecisionItem, JournalItem } from '../../../src/http/api/decision-contract.ts';
import type { FeedStatus } from '../../../src/http/api/status-contract.ts';
import { API_ROOT } from './client.ts';

export type StreamState = 'closed' | 'connecting' | 'open' | 'lost';

/** What each event carries. */
interface EventData {
  readonly decision: DecisionItem;
  readonly change: JournalItem;
  readonly feeds: { readonly items: readonly FeedStatus[] };
}

/** Calls `take` with each event of `name` while `isOn`; the browser reconnects by itself and resumes where it was. */
export function useEvents<K extends keyof EventData>(
  name: K,
  isOn: boolean,
  take: (event: EventData[K]) => void,
): StreamState {
  const [state, setState] = useState<StreamState>('closed');
  const taker = useRef(take);
  taker.current = take;
  useEffect(() => {
    if (!isOn) {
      setState('closed');
      return undefined;
    }
    const source = joinStream();
    setState(source.readyState === EventSource.OPEN ? 'open' : 'connecting');
    const end = new AbortController();
    const { signal } = end;
    source.addEventListener('open', () => setState('open'), { signal });
    source.addEventListener('error', () => setState('lost'), { signal });
    const hear = (event: Event) =>
      taker.current(JSON.parse((event as MessageEvent<string>).data) as EventData[K]);
    source.addEventListener(name, hear, { signal });
    return () => {
      end.abort();
      leaveStream();
    };
  }, [name, isOn]);
  return state;
}

/** All that a page follows comes by one connection: a browser has six for a server, over all of its windows. */
const stream: { source: EventSource | undefined; listeners: number } = { source: undefined, listeners: 0 };

function joinStream(): EventSource {
  stream.listeners += 1;
  // One that the server refused for good is no stream any more.
  if (stream.source?.readyState === EventSource.CLOSED) stream.source = undefined;
  stream.source ??= new EventSource(`${API_ROOT}/events`);
  return stream.source;
}

function leaveStream(): void {
  stream.listeners -= 1;
  if (stream.listeners > 0) return;
  stream.source?.close();
  stream.source = undefined;
}
