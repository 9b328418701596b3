// Who asked or has something, by the name that people gave it.

import type { ReaderList } from '../../../src/http/api/contract.ts';
import { useResource } from '../api/use-resource.ts';
import { useMay } from '../app/context.ts';

/** Says how a reader is called; what nobody named stays as it is. */
export type NameReader = (reader: string) => string;

/** Names for auditors; whoever may not see readers is not told their names either. */
export function useReaderNames(): NameReader {
  const mayRead = useMay('read-exposure');
  const { data } = useResource<ReaderList>(mayRead ? '/readers' : undefined);
  const named = new Map(data?.items.map(({ reader, name }) => [reader, name]));
  return (reader) => {
    const name = named.get(reader);
    const [kind = ''] = reader.split(':', 1);
    return name === undefined ? reader : `${kind} ${name}`;
  };
}

/** `token build-agent-7`; the id is at hand. */
export function Reader({ reader, nameOf }: { readonly reader: string; readonly nameOf: NameReader }) {
  return (
    <span class="anywhere" title={reader}>
      {nameOf(reader)}
    </span>
  );
}
