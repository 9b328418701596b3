// What can be done to all chosen rows.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

import { problemOf } from '../api/problem.ts';
import { useApp } from '../app/context.ts';
import { countOf } from '../words/byte-words.ts';
import { Banner } from './banner.tsx';
import type { Chosen } from './use-selection.ts';

export function BulkBar(props: {
  readonly selection: Chosen;
  readonly one: string;
  /** `Withdraw` */
  readonly verb: string;
  /** What has to be said about all of them first, and whether it was. */
  readonly fields?: ComponentChildren;
  readonly isReady?: boolean;
  readonly more?: ComponentChildren;
  /** Done to one after the other; the first failure ends it. */
  readonly act: (key: string) => Promise<void>;
  /** After all of it, or what was done of it. */
  readonly done: () => void;
}) {
  const { selection, one, verb } = props;
  const { announce } = useApp();
  const [progress, setProgress] = useState<number>();
  const [fault, setFault] = useState<string>();
  const keys = [...selection.chosen];
  const run = async () => {
    let finished = 0;
    setFault(undefined);
    try {
      for (const key of keys) {
        setProgress(finished);
        await props.act(key);
        finished += 1;
      }
      announce(`${verb}: done for ${countOf(finished, one)}`);
    } catch (error) {
      setFault(
        `${problemOf(error).detail}. ${countOf(finished, one)} of ${keys.length} done; the rest is unchanged.`,
      );
    } finally {
      setProgress(undefined);
      selection.clear();
      props.done();
    }
  };
  if (keys.length === 0) return fault === undefined ? null : <Banner tone="block">{<p>{fault}</p>}</Banner>;
  return (
    <div class="bulk" role="group" aria-label={`Chosen ${one}s`}>
      {props.fields === undefined ? null : <div class="bulk-fields">{props.fields}</div>}
      <span>
        {progress === undefined
          ? `${countOf(keys.length, one)} chosen`
          : `Working: ${progress} of ${keys.length}`}
      </span>
      <button
        type="button"
        class={`button is-small ${props.fields === undefined ? 'is-danger' : 'is-primary'}`}
        disabled={progress !== undefined || props.isReady === false}
        onClick={() => void run()}
      >
        {verb}
      </button>
      {props.more}
      <button type="button" class="button is-small is-quiet" onClick={selection.clear}>
        Choose none
      </button>
    </div>
  );
}
