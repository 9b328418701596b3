// Who asked or has something, by the name that people gave it.

import type { ReaderList } from '../../../src/http/api/exposure-contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useMay } from '../app/context.ts';

/** Says how a reader is called: its kind, and its name where people gave it one. */
export type NameReader = (reader: string) => string;

/** Names for auditors; whoever may not see readers is not told their names either. */
export function useReaderNames(): NameReader {
  const mayRead = useMay('read-exposure');
  const { data } = useResource<ReaderList>(mayRead ? '/readers' : undefined);
  const named = new Map(data?.items.map(({ reader, name }) => [reader, name]));
  return (reader) => {
    const [kind = ''] = reader.split(':', 1);
    return `${kind} ${named.get(reader) ?? reader.slice(kind.length + 1)}`.trim();
  };
}

/** `ada`, `token ci`: names for those who did something; an account is known by its name alone. */
export function nameActor(nameOf: NameReader, actor: string): string {
  if (actor.startsWith('account:')) return actor.slice('account:'.length);
  return actor.includes(':') ? nameOf(actor) : actor;
}

/** Who did something; the id is at hand. */
export function Actor({ actor, nameOf }: { readonly actor: string; readonly nameOf: NameReader }) {
  return (
    <span class="anywhere" title={actor}>
      {nameActor(nameOf, actor)}
    </span>
  );
}

/** `token build-agent-7`; the id is at hand. */
export function Reader({ reader, nameOf }: { readonly reader: string; readonly nameOf: NameReader }) {
  return (
    <span class="anywhere" title={reader}>
      {nameOf(reader)}
    </span>
  );
}
