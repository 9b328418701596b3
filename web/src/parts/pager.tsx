// Pages of a list by keys: onward by the server's word, back by what was seen, and out as a file.

import { useState } from 'preact/hooks';

import { queryOf } from '../api/client.ts';
import { problemOf } from '../api/problem.ts';
import { useApp } from '../app/context.ts';
import { useQuery } from '../app/use-query.ts';
import { countOf } from '../words/byte-words.ts';
import { saveFile, toCsv, type CsvColumn } from './save-file.ts';

interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string | undefined;
}

interface PagerProps<T> {
  readonly page: Page<T>;
  /** One of the items, in words: `decision`. */
  readonly one: string;
  readonly many?: string;
  /** The list below `/api/v1`, and what filters it. */
  readonly list: string;
  readonly filters?: Readonly<Record<string, string | undefined>>;
  readonly csv: readonly CsvColumn<T>[];
  /** The list's own word for where a page begins. */
  readonly cursor?: 'after' | 'before';
  /** Whether the list comes whole. */
  readonly isWhole?: boolean;
}

/** The most that the server answers at once. */
const EXPORT_PAGE = 200;
const MAX_EXPORTED = 20_000;

export function Pager<T>(props: PagerProps<T>) {
  const query = useQuery();
  const { page, one, many = `${one}s` } = props;
  const after = query.get('after');
  const trail = (query.get('trail') ?? '').split(' ').filter(Boolean);
  const previous = trail.at(-1);
  const back = { after: previous === '-' ? undefined : previous, trail: trail.slice(0, -1).join(' ') };
  const onward = { after: page.next, trail: [...trail.slice(-19), after ?? '-'].join(' ') };
  return (
    <nav class="pager" aria-label={`Pages of ${many}`}>
      <span>
        {countOf(page.items.length, one, many)}
        {page.next === undefined && after === undefined ? '' : ' on this page'}
      </span>
      <span class="row">
        <ExportButtons {...props} many={many} />
        {after === undefined ? null : (
          <a
            class="button is-small"
            href={previous === undefined ? query.href({ trail: undefined }) : query.href(back)}
          >
            {previous === undefined ? 'First page' : 'Previous'}
          </a>
        )}
        {page.next === undefined ? null : (
          <a class="button is-small" href={query.href(onward)}>
            Next
          </a>
        )}
      </span>
    </nav>
  );
}

function ExportButtons<T>(props: PagerProps<T> & { readonly many: string }) {
  const { page, many, list, filters, csv, cursor = 'after', isWhole = false } = props;
  const { api, announce } = useApp();
  const [isBusy, setBusy] = useState(false);
  const readAll = async (): Promise<readonly T[]> => {
    if (isWhole) return page.items;
    const items: T[] = [];
    let after: string | undefined;
    do {
      const part: Page<T> = await api.get(
        `${list}${queryOf({ ...filters, [cursor]: after, limit: EXPORT_PAGE })}`,
      );
      items.push(...part.items);
      after = part.next;
    } while (after !== undefined && items.length < MAX_EXPORTED);
    return items;
  };
  const save = async (kind: 'csv' | 'json') => {
    setBusy(true);
    try {
      const items = await readAll();
      const text = kind === 'csv' ? toCsv(csv, items) : `${JSON.stringify(items, undefined, 2)}\n`;
      saveFile(
        `gatehouse-${many.replaceAll(' ', '-')}.${kind}`,
        kind === 'csv' ? 'text/csv' : 'application/json',
        text,
      );
      announce(`Saved ${countOf(items.length, 'row')} as ${kind.toUpperCase()}`);
    } catch (error) {
      announce(`Nothing was saved: ${problemOf(error).detail}`);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {(['csv', 'json'] as const).map((kind) => (
        <button
          key={kind}
          type="button"
          class="button is-small is-quiet"
          disabled={isBusy}
          onClick={() => void save(kind)}
        >
          {isBusy ? 'Reading…' : `Export ${kind.toUpperCase()}`}
        </button>
      ))}
    </>
  );
}
