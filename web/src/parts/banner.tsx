// One line across the page about something that holds for all of it.

import type { ComponentChildren } from 'preact';

import { InfoIcon, VerdictIcon } from './icons.tsx';

type Tone = 'note' | 'allow' | 'warn' | 'block';

export function Banner({ tone, children }: { readonly tone: Tone; readonly children: ComponentChildren }) {
  return (
    <div class={`banner banner-${tone}`} role={tone === 'block' ? 'alert' : 'status'}>
      {tone === 'note' ? <InfoIcon /> : <VerdictIcon action={tone} />}
      <div>{children}</div>
    </div>
  );
}
