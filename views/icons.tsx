/** Line icons on a 20-unit square, drawn here: the words beside them carry the meaning, so they are hidden from readers. */
import { raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

const PATHS = {
  antenna: 'M10 11v6M7.5 17h5M6.5 12.5a5 5 0 1 1 7 0M4.2 14.8a8.2 8.2 0 1 1 11.6 0M10 9.2v-.4',
  check: 'M4.5 10.5l3.7 3.7 7.3-8',
  clock: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 6.2V10l2.6 1.8',
  cross: 'M5 5l10 10M15 5L5 15',
  warning: 'M10 3.2L17.5 16.5h-15zM10 8.2v3.6M10 14v.2',
  info: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM10 9.2v4.4M10 6.6v.2',
  live: 'M10 7.4a2.6 2.6 0 1 0 0 5.2 2.6 2.6 0 0 0 0-5.2zM5.2 14.8a6.8 6.8 0 0 1 0-9.6M14.8 5.2a6.8 6.8 0 0 1 0 9.6',
  pause: 'M7 4.5v11M13 4.5v11',
  play: 'M6.5 4.2l9 5.8-9 5.8z',
  stop: 'M5.5 5.5h9v9h-9z',
  skip: 'M5 4.5l7.5 5.5L5 15.5zM15 4.5v11',
  plus: 'M10 4v12M4 10h12',
  pencil: 'M4 16l.8-3.4L13 4.4l2.6 2.6-8.2 8.2zM11.4 6l2.6 2.6',
  lock: 'M5 9h10v7.5H5zM7 9V6.5a3 3 0 0 1 6 0V9',
  link: 'M8.4 11.6a3 3 0 0 0 4.3 0l3-3a3 3 0 0 0-4.3-4.3l-.9.9M11.6 8.4a3 3 0 0 0-4.3 0l-3 3a3 3 0 0 0 4.3 4.3l.9-.9',
  download: 'M10 3.5v9M6.3 9l3.7 3.7L13.7 9M4 16.5h12',
  upload: 'M10 13V4M6.3 7.5L10 3.8l3.7 3.7M4 16.5h12',
  archive: 'M3.5 4h13v3.2h-13zM4.7 7.2h10.6V16H4.7zM8.2 10h3.6',
  return: 'M8 5L4 9l4 4M4 9h8a4 4 0 0 1 0 8h-1.5',
  search: 'M9 4a5 5 0 1 0 0 10A5 5 0 0 0 9 4zM12.6 12.6L16.5 16.5',
  person: 'M10 3.5a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4zM3.8 16.8c.6-3.2 3-5 6.2-5s5.6 1.8 6.2 5',
  left: 'M12 5l-5 5 5 5',
  right: 'M8 5l5 5-5 5',
  up: 'M5 12l5-5 5 5',
  down: 'M5 8l5 5 5-5',
  circle: 'M10 5.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9z',
  dash: 'M6 10h8',
  star: 'M10 3.2l2.1 4.4 4.7.6-3.5 3.3.9 4.7-4.2-2.4-4.2 2.4.9-4.7L3.2 8.2l4.7-.6z',
  repeat: 'M5 8.5h8a3 3 0 0 1 0 6H6M8 5.5L5 8.5l3 3',
  horn: 'M4 8.5v3h2.5L14 15V5L6.5 8.5zM6.5 11.5L7.5 16h2M16.2 8.5v3',
  note: 'M8 14.5V5l7-1.5v9M8 14.5a2 2 0 1 1-4 0 2 2 0 0 1 4 0zM15 12.5a2 2 0 1 1-4 0 2 2 0 0 1 4 0z',
  pin: 'M7 3.5h6M8 3.5v5L5.5 11.5h9L12 8.5v-5M10 11.5v5',
  copy: 'M7.5 7.5h8.5v8.5H7.5zM12.5 7.5V4H4v8.5h3.5',
  print: 'M6 8V3.5h8V8M6 14H3.5V8h13v6H14M6 11.5h8v5H6z',
  microphone:
    'M10 3a2.4 2.4 0 0 0-2.4 2.4v4a2.4 2.4 0 0 0 4.8 0v-4A2.4 2.4 0 0 0 10 3zM5 9.4a5 5 0 0 0 10 0M10 14.4V17M7 17h6',
  more: 'M5 10h.01M10 10h.01M15 10h.01',
} as const;

export type IconName = keyof typeof PATHS;

/** Drawn once: a week of 300 slots has 3,000 of them. */
const DRAWN = Object.fromEntries(
  Object.entries(PATHS).map(([name, path]) => [
    name,
    raw(
      `<svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false"><path d="${path}"></path></svg>`,
    ),
  ]),
) as Readonly<Record<IconName, HtmlEscapedString>>;

export const Icon = ({ name }: { name: IconName }) => DRAWN[name];
