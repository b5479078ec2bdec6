/** How the air told that things ended, in the order told. */
import type { Note } from '../../src/engine/note.ts';

export type Ended = { key: string; outcome: string; reason: string | null; played?: number; title?: string };

export const endingsOf = (notes: readonly Note[]): Ended[] =>
  notes.flatMap((note): Ended[] => {
    if (note.note === 'ended') {
      const { key, outcome, reason, playedFrames } = note;
      return [{ key, outcome, reason, played: playedFrames }];
    }
    if (note.note !== 'silent') return [];
    return [{ key: note.cue.key, outcome: note.outcome, reason: note.reason, title: note.cue.title }];
  });
