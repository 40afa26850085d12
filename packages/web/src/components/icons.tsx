/** 16 px line icons, drawn here: nothing is fetched for them. */
import type { JSX } from 'solid-js';

const paths = {
  overview: 'M2 13V8M6.5 13V3M11 13V6M2 13h12',
  transactions: 'M2 4h12M2 8h8M2 12h5',
  errors: 'M8 2l6 11H2ZM8 6.5v3M8 11.4h.01',
  requests: 'M2.5 3.5h2M2.5 8h2M2.5 12.5h2M7 3.5h6.5M7 8h6.5M7 12.5h4',
  open: 'M9 3h4v4M13 3 7.5 8.5M11 9.5V13H3V5h3.5',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  play: 'M5 3.2v9.6L12.5 8Z',
  filter: 'M2.5 3.5h11L9.5 8v4.5l-3-1.2V8Z',
  servers: 'M3 3h10v4H3zM3 9h10v4H3zM5 5h.01M5 11h.01',
  privacy: 'M8 1.8 13 3.6v4c0 3-2 5.3-5 6.6-3-1.3-5-3.6-5-6.6v-4ZM6 8l1.5 1.5 2.7-2.9',
  apps: 'M2.5 2.5h4.5v4.5h-4.5zM9 2.5h4.5v4.5H9zM2.5 9h4.5v4.5h-4.5zM9 9h4.5v4.5H9z',
  add: 'M8 3v10M3 8h10',
  left: 'M10 3 5 8l5 5',
  up: 'm3 10 5-5 5 5',
  down: 'm3 6 5 5 5-5',
  right: 'm6 3 5 5-5 5',
  zoomOut: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9ZM10.3 10.3 14 14M5 7h4',
  light:
    'M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6ZM8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9',
  dark: 'M13 9.5A5.5 5.5 0 0 1 6.5 3a5.5 5.5 0 1 0 6.5 6.5Z',
  system: 'M2 3h12v8H2zM6 14h4M8 11v3',
  help: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8ZM6.2 6.3a1.8 1.8 0 1 1 2.6 1.6c-.5.3-.8.7-.8 1.3M8 11.4h.01',
  close: 'M4 4l8 8M12 4l-8 8',
  check: 'M3 8.5 6.5 12 13 4.5',
  copy: 'M5.5 5.5h7v8h-7zM3.5 10.5v-8h7',
  collapse: 'M9 4 5 8l4 4M13 4 9 8l4 4',
  expand: 'm7 4 4 4-4 4M3 4l4 4-4 4',
} as const;

export type IconName = keyof typeof paths;

export function Icon(props: { readonly name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={paths[props.name]} />
    </svg>
  );
}

/** The mark: a carp. */
export function Mark(): JSX.Element {
  return (
    <svg width="24" height="16" viewBox="0 0 24 16" aria-hidden="true">
      <path d="M1 8c3-6 9-7 14-4l7-3.5c-1.2 3.5-1.2 11.5 0 15L15 12C10 15 4 14 1 8Z" fill="var(--accent)" />
      <circle cx="6.5" cy="7" r="1.3" fill="var(--surface)" />
    </svg>
  );
}
