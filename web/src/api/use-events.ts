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
    setState('connecting');
    const source = new EventSource(`${API_ROOT}/events`);
    source.onopen = () => setState('open');
    source.onerror = () => setState('lost');
    source.addEventListener(name, (event) => {
      taker.current(JSON.parse((event as MessageEvent<string>).data) as EventData[K]);
    });
    return () => source.close();
  }, [name, isOn]);
  return state;
}
