// A moment: how long ago, with the exact time at hand.

import { describeAge, describeDay, describeMoment } from '../words/time-words.ts';

interface TimeProps {
  readonly at: string | undefined;
  /** Said when there is no time. */
  readonly without?: string;
  /** Both, for where the exact moment matters. */
  readonly isExact?: boolean;
}

export function Time({ at, without = 'never', isExact = false }: TimeProps) {
  if (at === undefined) return <span class="muted">{without}</span>;
  const age = describeAge(Date.parse(at), Date.now());
  return (
    <time
      dateTime={at}
      title={describeMoment(at)}
      data-day={describeDay(at)}
      class={isExact ? undefined : 'is-age'}
    >
      {isExact ? `${describeMoment(at)} (${age})` : age}
    </time>
  );
}
