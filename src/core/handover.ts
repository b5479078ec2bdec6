/** Sổ giao ca: a note of the leaving person, with what was open then, and who read it. */
import type { EpochMs } from './time.ts';

/** In words, and where it is mended. */
export type OpenItem = {
  readonly kind: 'incident' | 'missing' | 'debt' | 'change';
  readonly words: string;
  readonly href: string;
};

export type Handover = {
  readonly id: number;
  readonly words: string;
  readonly openItems: readonly OpenItem[];
  readonly writtenBy: number;
  readonly writtenName: string;
  readonly writtenAt: EpochMs;
  readonly readBy: number | null;
  readonly readName: string | null;
  readonly readAt: EpochMs | null;
};
