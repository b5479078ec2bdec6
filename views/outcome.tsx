/** How an airing ended, as a badge: word, icon and colour. */
import type { Outcome } from '../src/core/model.ts';
import { outcomeWord } from '../src/core/words.ts';
import { StatusBadge, type Tone } from './parts.tsx';

const TONES = {
  'on-air': 'live',
  completed: 'good',
  cut: 'warn',
  failed: 'bad',
  missed: 'bad',
  skipped: 'quiet',
  cancelled: 'quiet',
} satisfies Record<Outcome, Tone>;

export const OutcomeBadge = ({ outcome }: { outcome: Outcome }) => (
  <StatusBadge tone={TONES[outcome]}>{outcomeWord(outcome)}</StatusBadge>
);
