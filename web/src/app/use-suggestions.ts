// What a text in the search box may mean.

import { useEffect, useState } from 'preact/hooks';

import type { AdvisoryPage } from '../../../src/http/api/advisory-contract.ts';
import type { PackagePage } from '../../../src/http/api/package-contract.ts';
import { queryOf, type ApiClient } from '../api/client.ts';
import { ECOSYSTEM_TITLES, packageHref } from '../words/ecosystems.ts';
import { hrefOfPurl, isAdvisoryId } from '../words/purl-address.ts';
import { useApp } from './context.ts';
import { DOORS } from './destinations.ts';

export interface Suggestion {
  readonly title: string;
  /** What it is, in a word or two. */
  readonly kind: string;
  readonly href: string;
}

const TYPING_MS = 150;
const SHOWN = 8;

/** Suggestions for `text`, best first; what can be told without the server is there at once. */
export function useSuggestions(text: string): {
  readonly suggestions: readonly Suggestion[];
  readonly isLoading: boolean;
} {
  const { api } = useApp();
  const wanted = text.trim();
  const [found, setFound] = useState<{ readonly text: string; readonly items: readonly Suggestion[] }>({
    text: '',
    items: [],
  });
  useEffect(() => {
    if (wanted === '' || hrefOfPurl(wanted) !== undefined) return undefined;
    const abort = new AbortController();
    const timer = window.setTimeout(() => {
      void lookUp(api, wanted, abort.signal).then((items) =>
        abort.signal.aborted ? undefined : setFound({ text: wanted, items }),
      );
    }, TYPING_MS);
    return () => {
      window.clearTimeout(timer);
      abort.abort();
    };
  }, [api, wanted]);
  if (wanted === '') return { suggestions: [], isLoading: false };
  const purl = hrefOfPurl(wanted);
  if (purl !== undefined)
    return {
      suggestions: [
        { title: wanted, kind: 'package', href: purl },
        { title: `Who has ${wanted}`, kind: 'impact', href: `/impact${queryOf({ purl: wanted })}` },
      ],
      isLoading: false,
    };
  const isFound = found.text === wanted;
  return {
    suggestions: [
      ...pagesNamed(wanted),
      ...(isFound ? found.items : []),
      searchItself(wanted),
      ...(isAdvisoryId(wanted) ? [whoHas(wanted)] : []),
    ],
    isLoading: !isFound,
  };
}

/** A search that fails suggests nothing; the list that it leads to says why. */
async function lookUp(api: ApiClient, text: string, signal: AbortSignal): Promise<readonly Suggestion[]> {
  const query = queryOf({ text, limit: SHOWN });
  if (isAdvisoryId(text)) {
    const page = await api.get<AdvisoryPage>(`/advisories${query}`, signal).catch(() => undefined);
    return (page?.items ?? []).map(({ id, summary }) => ({
      title: summary === '' ? id : `${id}: ${summary}`,
      kind: 'advisory',
      href: `/advisories${queryOf({ text: id })}`,
    }));
  }
  const page = await api.get<PackagePage>(`/packages${query}`, signal).catch(() => undefined);
  return (page?.items ?? []).map(({ ecosystem, name, version }) => ({
    title: version === undefined ? name : `${name}@${version}`,
    kind: ECOSYSTEM_TITLES[ecosystem],
    href: packageHref(ecosystem, name, version),
  }));
}

function pagesNamed(text: string): readonly Suggestion[] {
  const start = text.toLowerCase();
  return DOORS.flatMap(({ places }) => places)
    .filter(({ title }) => title.toLowerCase().startsWith(start))
    .map(({ title, href }) => ({ title, kind: 'page', href }));
}

function whoHas(record: string): Suggestion {
  return {
    title: `Who has what ${record} is against`,
    kind: 'impact',
    href: `/impact${queryOf({ record })}`,
  };
}

function searchItself(text: string): Suggestion {
  return isAdvisoryId(text)
    ? { title: `Advisories with “${text}”`, kind: 'search', href: `/advisories${queryOf({ text })}` }
    : { title: `Packages with “${text}”`, kind: 'search', href: `/packages${queryOf({ text })}` };
}
