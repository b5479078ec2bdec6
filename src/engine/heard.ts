/** The airings of one live: a row for every stretch in which a zone heard it without a break, told as it goes on. */
import { type Cue, PLAIN_CUE } from '../core/cue.ts';
import { endingWord, type LiveByPerson, type LiveEnding, LOGGED } from '../core/live.ts';
import type { Note } from './note.ts';
import type { StreamTime } from './stream-time.ts';

/** How a stretch ended, as the log says it. */
type Logged = Pick<(typeof LOGGED)[LiveEnding], 'outcome' | 'reason'> | typeof PRE_EMPTED;
/** A higher one took the air; the voice goes on unheard, and may be heard again. */
const PRE_EMPTED = { outcome: 'cut', reason: 'emergency' } as const;

type Stretch = { readonly key: string; readonly from: number; until: number };

export class HeardStretches {
  readonly #stream: StreamTime;
  readonly #note: (note: Note) => void;
  readonly #open = new Map<string, Stretch>();
  #begun = 0;

  constructor(stream: StreamTime, note: (note: Note) => void) {
    this.#stream = stream;
    this.#note = note;
  }

  /** `zoneIds` hear frames [frame, until) of it; other zones that did hear it no longer do. */
  go(live: LiveByPerson, zoneIds: readonly string[], frame: number, until: number, isOpen: boolean): void {
    for (const zoneId of this.#open.keys())
      if (!zoneIds.includes(zoneId)) this.#end(live, zoneId, isOpen ? PRE_EMPTED : LOGGED['outside-hours']);
    for (const zoneId of zoneIds) {
      const one = this.#open.get(zoneId) ?? this.#begin(live, zoneId, frame);
      one.until = Math.max(one.until, until);
    }
  }

  /** Claims no more than has truly sounded by stream frame `by`. */
  report(by: number): void {
    for (const { key, from, until } of this.#open.values()) {
      const reached = Math.max(from, Math.min(until, by));
      const endedAt = this.#stream.instantAt(reached);
      this.#note({ note: 'progress', key, endedAt, playedFrames: reached - from });
    }
  }

  close(live: LiveByPerson, ending: LiveEnding): void {
    for (const zoneId of this.#open.keys()) this.#end(live, zoneId, LOGGED[ending], ending);
  }

  #begin(live: LiveByPerson, zoneId: string, frame: number): Stretch {
    const one = { key: `l${live.id}.${++this.#begun}`, from: frame, until: frame };
    this.#open.set(zoneId, one);
    const startedAt = this.#stream.instantAt(frame);
    this.#note({ note: 'began', cue: cueOf(live, zoneId, one.key), startedAt, fromFrame: 0, latenessMs: null });
    return one;
  }

  #end(live: LiveByPerson, zoneId: string, { outcome, reason }: Logged, ending?: LiveEnding): void {
    const { key, from, until } = this.#open.get(zoneId)!;
    this.#open.delete(zoneId);
    const endedAt = this.#stream.instantAt(until);
    const detail = saysOf(live, ending);
    this.#note({ note: 'ended', key, endedAt, playedFrames: until - from, outcome, reason, detail });
  }
}

/** Who talked and how it ended, for the log. */
export const saysOf = (live: LiveByPerson, ending: LiveEnding | undefined): string =>
  [`Người phát: ${live.by}`, ending && endingWord(ending, live.cutByName ?? undefined)].filter(Boolean).join('. ');

const cueOf = (live: LiveByPerson, zoneId: string, key: string): Cue => ({
  ...PLAIN_CUE,
  key,
  entryId: null,
  commandId: null,
  zoneId,
  kind: 'live',
  title: live.title,
  slotId: null,
  recurrenceId: null,
  programmeId: null,
  programmeName: null,
  episodeId: null,
  episodeLabel: null,
  recordingId: null,
  playoutSha256: null,
  totalFrames: null,
  missing: null,
  plannedStart: null,
  plannedEnd: null,
});
