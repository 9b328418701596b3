// The states of a page that has nothing to show (yet): empty, loading, failed, not allowed.

import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';

import type { Problem } from '../../../src/http/api/contract.ts';
import { factTexts } from '../api/problem.ts';
import { Copy } from './copy.tsx';

/** Says what would stand here and what to do to get there. */
export function Empty(props: {
  readonly title: string;
  readonly children: ComponentChildren;
  readonly command?: string;
}) {
  return (
    <div class="state">
      <p class="state-title">{props.title}</p>
      <p>{props.children}</p>
      {props.command === undefined ? null : <Copy text={props.command} what="command" />}
    </div>
  );
}

export function Loading({ what }: { readonly what: string }) {
  return (
    <p class="loading" role="status">
      Loading {what}…
    </p>
  );
}

/** What happened, what was not lost, what to do. */
export function Failure({ problem, retry }: { readonly problem: Problem; readonly retry?: () => void }) {
  const { url } = useLocation();
  const advice = adviceFor(problem);
  return (
    <div class="state" role="alert">
      <p class="state-title">{advice.title}</p>
      <p>{problem.detail}</p>
      {factTexts(problem, 'fields').length === 0 ? null : (
        <ul class="notes">
          {factTexts(problem, 'fields').map((field) => (
            <li key={field}>{field}</li>
          ))}
        </ul>
      )}
      <p class="muted">{advice.next}</p>
      <div class="row">
        {problem.code === 'not-signed-in' ? (
          <a class="button is-primary" href={`/sign-in?to=${encodeURIComponent(url)}`}>
            Sign in
          </a>
        ) : null}
        {retry === undefined || !advice.isRetried ? null : (
          <button type="button" class="button" onClick={retry}>
            Try again
          </button>
        )}
      </div>
      {advice.command === undefined ? null : <Copy text={advice.command} what="command" />}
    </div>
  );
}

interface Advice {
  readonly title: string;
  readonly next: string;
  readonly isRetried: boolean;
  readonly command?: string;
}

function adviceFor({ code, facts }: Problem): Advice {
  if (code === 'not-allowed' && facts !== undefined) {
    if (Object.hasOwn(facts, 'secondFactor')) return FACTOR_ADVICE;
    // Of a package or an organisation: what one is on the server says nothing there.
    if (
      !Object.hasOwn(facts, 'expectedRole') &&
      (Object.hasOwn(facts, 'role') || Object.hasOwn(facts, 'roles'))
    ) {
      return OWNER_ADVICE;
    }
  }
  return (Object.hasOwn(ADVICE, code) ? ADVICE[code] : undefined) ?? otherAdvice(code);
}

const FACTOR_ADVICE: Advice = {
  title: 'This takes a second factor',
  next: 'Nothing was changed. Add a passkey or an authenticator to your account; if it has one, sign in with it.',
  isRetried: false,
};

const OWNER_ADVICE: Advice = {
  title: 'Your role may not do this',
  next: 'Nothing was changed. An owner can give you another role, or grant you more.',
  isRetried: false,
};

const ADVICE: Readonly<Record<string, Advice>> = {
  'not-signed-in': {
    title: 'Sign in to see this',
    next: 'Package pages are open to readers; everything else here asks who you are.',
    isRetried: false,
  },
  'not-allowed': {
    title: 'Your account may not do this',
    next: 'Nothing was changed. An administrator can give your account another role.',
    isRetried: false,
  },
  'needs-confirmation': {
    title: 'Your password was not confirmed',
    next: 'Nothing was changed. Try again and confirm when asked.',
    isRetried: true,
  },
  'not-found': {
    title: 'There is nothing here',
    next: 'It may have been removed, or the address is misspelt. Search by name, purl or CVE above.',
    isRetried: false,
  },
  unreachable: {
    title: 'Gatehouse does not answer',
    next: 'Nothing that was saved is lost. Check that the server runs, then try again.',
    isRetried: true,
    command: 'npx gatehouse status',
  },
  'too-many-requests': {
    title: 'Too many attempts',
    next: 'Nothing was changed. Wait a minute, then try again.',
    isRetried: true,
  },
  'page-failed': {
    title: 'This page failed',
    next: 'The server is not affected and nothing was changed. Load the page again.',
    isRetried: true,
  },
};

function otherAdvice(code: string): Advice {
  if (code.startsWith('upstream-')) {
    return {
      title: 'An upstream could not be asked',
      next: 'What is cached here keeps being served. See Feeds & upstreams for how it fares, or let the doctor look.',
      isRetried: true,
      command: 'npx gatehouse doctor',
    };
  }
  if (code.startsWith('storage-')) {
    return {
      title: 'The server could not store or read its data',
      next: 'Nothing half-done was kept. Check the disk, then try again.',
      isRetried: true,
      command: 'npx gatehouse doctor',
    };
  }
  return { title: 'That did not work', next: 'Nothing was changed.', isRetried: true };
}
