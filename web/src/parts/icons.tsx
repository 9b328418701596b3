// The few pictures, drawn in the colour of the text around them. All are decoration beside words.

import type { ComponentChildren } from 'preact';

import type { ActionName } from '../words/verdict-words.ts';

interface IconProps {
  readonly size?: number;
}

function Icon({ size = 16, children }: IconProps & { readonly children: ComponentChildren }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false" fill="none">
      {children}
    </svg>
  );
}

/** Each verdict has its own outline, so that colour is never alone: circle, triangle, diamond, octagon. */
export function VerdictIcon({ action, size = 16 }: IconProps & { readonly action: ActionName }) {
  return <Icon size={size}>{VERDICT_SHAPES[action]}</Icon>;
}

const STROKE = {
  stroke: 'currentColor',
  'stroke-width': 1.6,
  'stroke-linecap': 'round',
  'stroke-linejoin': 'round',
} as const;

const VERDICT_SHAPES: Readonly<Record<ActionName, ComponentChildren>> = {
  allow: (
    <>
      <circle cx="8" cy="8" r="6" {...STROKE} />
      <path d="M5.4 8.2l1.8 1.8 3.4-3.8" {...STROKE} />
    </>
  ),
  warn: (
    <>
      <path d="M8 2.2L14.2 13.4H1.8z" {...STROKE} />
      <path d="M8 6.6v3M8 11.6v.01" {...STROKE} />
    </>
  ),
  hide: (
    <>
      <path d="M8 1.6L14.4 8 8 14.4 1.6 8z" {...STROKE} />
      <path d="M5.6 8h4.8" {...STROKE} />
    </>
  ),
  block: (
    <>
      <path d="M5.4 1.8h5.2l3.6 3.6v5.2l-3.6 3.6H5.4l-3.6-3.6V5.4z" {...STROKE} />
      <path d="M5.9 5.9l4.2 4.2M10.1 5.9l-4.2 4.2" {...STROKE} />
    </>
  ),
};

export function GateIcon() {
  return (
    <svg width="24" height="24" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="6" fill="var(--accent)" />
      <path d="M7 26V12l3-2V6h3v3h6V6h3v4l3 2v14h-6v-6a3 3 0 0 0-6 0v6z" fill="var(--on-accent)" />
    </svg>
  );
}

export function SearchIcon() {
  return (
    <Icon>
      <circle cx="7" cy="7" r="4.6" {...STROKE} />
      <path d="M10.6 10.6L14 14" {...STROKE} />
    </Icon>
  );
}

export function MenuIcon() {
  return (
    <Icon>
      <path d="M2 4h12M2 8h12M2 12h12" {...STROKE} />
    </Icon>
  );
}

/** What is not known. */
export function QuestionIcon() {
  return (
    <Icon size={14}>
      <circle cx="8" cy="8" r="6" {...STROKE} stroke-dasharray="2 2.2" />
      <path d="M6.4 6.4a1.7 1.7 0 1 1 2.3 1.6c-.5.2-.7.5-.7 1.1M8 11.2v.01" {...STROKE} />
    </Icon>
  );
}

export function InfoIcon({ size = 16 }: IconProps) {
  return (
    <Icon size={size}>
      <circle cx="8" cy="8" r="6" {...STROKE} />
      <path d="M8 7.4v3.4M8 5.2v.01" {...STROKE} />
    </Icon>
  );
}
