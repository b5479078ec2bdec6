/**
 * The studio: everybody who talks, or is about to, in person (product E2). The web hands it microphones' sockets; the
 * horizon says who has been sent to the air and who is to end; it breaks in on the mixer, or gives its sound to the entry
 * whose place a live takes, ends what has lost its line or reached its limit, and writes what each zone heard. Nothing it
 * does waits; `look` is called ten times a second beside the loop.
 */
import type { Socket } from 'node:net';
import type { Cue } from '../core/cue.ts';
import { isAbandoned, type LiveByPerson, type LiveEnding, type LiveNow, meet } from '../core/live.ts';
import { type Reason, WHOLE_COMMUNE } from '../core/model.ts';
import type { BreakIn } from './break-in.ts';
import type { Clock } from './clock.ts';
import type { Deck } from './deck.ts';
import { Gate } from './gate.ts';
import { openInput } from './input.ts';
import { openMicrophone, type SourceListener, type Upgrade } from './microphone.ts';
import type { Horizon, Note } from './note.ts';
import { openPlace, Speaker } from './speaker.ts';
import type { StreamTime } from './stream-time.ts';

/** A call whose sound has not come by then is refused. */
const PATIENCE_MS = 5000;
/** Who was not sent to the air is let go of: a microphone whose line is gone, an input that nobody looked at again. */
const FORGOTTEN_MS = { microphone: 10_000, input: 120_000 } as const;
/** More people than this do not talk at once. */
const MOST = 16;
const TELL_EVERY_MS = 200;
const REPORT_EVERY_MS = 700;

export type StudioOptions = {
  readonly clock: Clock;
  readonly stream: StreamTime;
  readonly ffmpeg: string;
  readonly breakIn: (breakIn: BreakIn) => () => void;
  readonly note: (note: Note) => void;
  /** Told a few times a second while there is anybody. */
  readonly onTold: (lives: readonly LiveNow[]) => void;
};

export class Studio {
  readonly #options: StudioOptions;
  readonly #gate: Gate;
  readonly #speakers = new Map<number, Speaker>();
  /** Ended or refused: a horizon read before that was written brings them up once more. Live → when it was called. */
  readonly #done = new Map<number, number | null>();
  #held: readonly string[] = [];
  #toldAt = 0;
  #reportedAt = 0;
  #told = '';

  constructor(options: StudioOptions) {
    this.#options = options;
    this.#gate = new Gate(options.stream);
  }

  /** Who has been sent to the air, who is to end, and where the air is closed. */
  set({ lives, held, allowed }: Pick<Horizon, 'lives' | 'held' | 'allowed'>): void {
    this.#gate.set(allowed);
    this.#held = held;
    for (const live of lives) {
      const done = this.#done.get(live.id);
      if (done === null || (done !== undefined && done === live.calledAt)) continue;
      const speaker = this.#speakers.get(live.id);
      if (live.cutAt !== null) this.#end(live, speaker);
      else if (live.calledAt !== null && speaker?.calledAt === undefined) this.#call(live, speaker);
    }
  }

  /** A microphone that the web let in. Another one of the same live takes the place of the first: a page opened anew. */
  async admit(socket: Socket, live: LiveByPerson, upgrade: Upgrade): Promise<void> {
    if (this.#done.get(live.id) === null || (!this.#speakers.has(live.id) && this.#speakers.size >= MOST))
      return void socket.destroy();
    const speaker = this.#speaker(live);
    const earlier = speaker.source;
    const isMine = () => speaker.source === source;
    const source = await openMicrophone(socket, upgrade, this.#options.clock.exact, {
      onSound: (samples) => isMine() && speaker.voice.push(samples, this.#options.clock.exact()),
      onFinish: () => isMine() && speaker.voice.finish(),
      onGone: () => {
        if (isMine()) speaker.source = undefined;
      },
    });
    speaker.source = source;
    earlier?.close();
    source.tell(speaker.now);
  }

  /** Opens the sound card's input of a live, for its person to see that there is sound. */
  listenIn(live: LiveByPerson): void {
    if (this.#done.get(live.id) === null || live.source !== 'input') return;
    if (!this.#speakers.has(live.id) && this.#speakers.size >= MOST) return;
    const speaker = this.#speaker(live);
    speaker.cameAt = this.#options.clock.exact();
    const { ffmpeg, clock } = this.#options;
    const listener: SourceListener = {
      onSound: (samples) => speaker.voice.push(samples, clock.exact()),
      onFinish: () => {},
      onGone: () => {
        speaker.source = undefined;
      },
    };
    speaker.source ??= openInput(ffmpeg, live.device, listener);
  }

  /** The sound of the entry that a live takes the place of: nothing until its person goes on the air. */
  deckFor({ entryId }: Pick<Cue, 'entryId'>): Deck {
    return openPlace({
      ...this.#options,
      find: () => this.#all().find(({ live }) => entryId !== null && live.entryId === entryId),
      onStart: (speaker, frame) => this.#start(speaker, frame),
    });
  }

  /** What the air told: an entry that ended otherwise takes its live along. */
  hear(note: Note): void {
    if (note.note !== 'ended') return;
    for (const { live, voice, startedAt } of this.#speakers.values()) {
      if (live.entryId === null || note.key !== `e${live.entryId}` || startedAt === null) continue;
      if (note.reason !== 'emergency' && note.reason !== 'live')
        voice.drop(ENDED_BY[note.reason ?? 'slot-end'] ?? 'slot-end');
    }
  }

  /** Ten times a second: who comes up, who has lost the line, who is over. */
  look(): void {
    const { clock, stream } = this.#options;
    const now = clock.exact();
    for (const [id, speaker] of this.#speakers) {
      const { live, voice, source, calledAt } = speaker;
      if (voice.isOver) {
        this.#finish(speaker);
        continue;
      }
      if (calledAt === undefined) {
        const isLeft = live.source === 'input' || source === undefined;
        const since = live.source === 'input' ? speaker.cameAt : Math.max(speaker.cameAt, voice.heardAt ?? 0);
        if ((isLeft && now - since > FORGOTTEN_MS[live.source]) || isAbandoned(live, clock.now())) {
          source?.close();
          this.#speakers.delete(id);
        }
        continue;
      }
      if (speaker.startedAt === null) this.#bringUp(speaker, now);
      else if (now - (voice.heardAt ?? 0) > live.dropMs)
        voice.leave(live.source === 'input' ? 'input-failed' : 'connection-lost');
      else if (live.entryId === null && !this.#gate.isOpen(stream.written)) voice.leave('outside-hours');
    }
    this.#tell(now);
    if (now - this.#reportedAt < REPORT_EVERY_MS) return;
    this.#reportedAt = now;
    const by = stream.frameAt(now);
    for (const { heard } of this.#speakers.values()) heard.report(by);
  }

  close(): void {
    for (const speaker of this.#speakers.values()) {
      speaker.voice.drop('shutdown');
      if (speaker.startedAt === null) speaker.source?.close();
      else this.#finish(speaker);
    }
    this.#speakers.clear();
  }

  // to the air and off it -----------------------------------------------------------------------------------------------

  #speaker(live: LiveByPerson): Speaker {
    const known = this.#speakers.get(live.id);
    if (known) return known;
    const { clock, stream, note } = this.#options;
    const speaker = new Speaker(live, clock.exact(), stream, note);
    this.#speakers.set(live.id, speaker);
    return speaker;
  }

  #call(live: LiveByPerson, known: Speaker | undefined): void {
    const obstacle = this.#obstacle(live, known);
    if (obstacle) return this.#refuse(live, obstacle);
    this.listenIn(live);
    const speaker = this.#speaker(live);
    speaker.live = live;
    speaker.calledAt = this.#options.clock.exact();
    this.#bringUp(speaker, speaker.calledAt);
  }

  #obstacle(live: LiveByPerson, known: Speaker | undefined): string | undefined {
    if (meetsHeld(live.zoneIds, this.#held)) return 'Đang dừng phát. Bấm “Phát tiếp” trước.';
    if (live.entryId === null && !this.#gate.isOpen(this.#options.stream.written))
      return 'Ngoài khung giờ được phép phát.';
    const other = [...this.#speakers.values()].find(
      ({ live: one, calledAt, voice }) =>
        one.id !== live.id && calledAt !== undefined && !voice.isOver && meet(one.zoneIds, live.zoneIds),
    );
    if (other) return `${other.live.by} đang phát trực tiếp “${other.live.title}” ở vùng này.`;
    if (live.source === 'microphone' && !known?.source) return 'Chưa có tiếng từ micro của trình duyệt.';
    return undefined;
  }

  #refuse(live: LiveByPerson, answer: string): void {
    this.#done.set(live.id, live.calledAt);
    const speaker = this.#speakers.get(live.id);
    if (speaker) speaker.calledAt = undefined;
    this.#options.note({ note: 'live', liveId: live.id, told: 'refused', answer });
  }

  #bringUp(speaker: Speaker, now: number): void {
    const { live, voice } = speaker;
    if (speaker.leaveAir) return;
    // What takes an entry's place is fetched by that entry, in its time.
    if (live.entryId === null && voice.buffer.isReady) return this.#breakIn(speaker);
    if (voice.buffer.isReady || now - speaker.calledAt! < PATIENCE_MS) return;
    const silent = live.source === 'input' ? 'Không nghe thấy gì từ cổng vào của máy.' : 'Không có tiếng từ micro.';
    this.#refuse(live, silent);
  }

  #breakIn(speaker: Speaker): void {
    const { live, voice } = speaker;
    speaker.leaveAir = this.#options.breakIn({
      zoneIds: live.zoneIds,
      rank: 0,
      mode: live.mode,
      reason: 'live',
      detail: `${live.title}, ${live.by}`,
      title: live.title,
      passesGate: false,
      take: (samples, frame, count, heardIn) => {
        if (voice.isOver) return false;
        this.#start(speaker, frame);
        voice.take(samples, frame, count);
        const until = Math.min(frame + count, voice.reached);
        speaker.heard.go(speaker.live, heardIn, frame, until, this.#gate.isOpen(frame));
        return !voice.isOver;
      },
      stop: () => voice.leave('command-stop'),
    });
  }

  #end(live: LiveByPerson, speaker: Speaker | undefined): void {
    const isOwn = live.cutBy === live.madeBy;
    if (speaker) {
      speaker.live = live;
      if (isOwn) speaker.voice.finish();
      else speaker.voice.leave('cut');
      return;
    }
    this.#done.set(live.id, null);
    const ending = live.startedAt === null ? 'abandoned' : isOwn ? 'finished' : 'cut';
    this.#options.note({ note: 'live', liveId: live.id, told: 'ended', at: this.#options.clock.now(), ending });
  }

  #start(speaker: Speaker, frame: number): void {
    if (speaker.startedAt !== null) return;
    speaker.startedAt = this.#options.stream.instantAt(frame);
    this.#options.note({ note: 'live', liveId: speaker.live.id, told: 'started', at: speaker.startedAt });
  }

  #finish(speaker: Speaker): void {
    const { live, voice, source, heard, leaveAir } = speaker;
    const { stream, clock, note } = this.#options;
    leaveAir?.();
    const ending = speaker.startedAt === null ? 'abandoned' : voice.ending!;
    heard.close(live, ending);
    const at = speaker.startedAt === null ? clock.now() : stream.instantAt(Math.max(voice.from!, voice.reached));
    note({ note: 'live', liveId: live.id, told: 'ended', at, ending });
    this.#done.set(live.id, null);
    this.#speakers.delete(live.id);
    const now = speaker.now;
    source?.tell(now);
    source?.close();
    this.#options.onTold([...this.#all().map((one) => one.now), now]);
  }

  // what is told --------------------------------------------------------------------------------------------------------

  #tell(now: number): void {
    if (now - this.#toldAt < TELL_EVERY_MS) return;
    const all = this.#all().map((one) => one.now);
    const states = JSON.stringify(all);
    if (states === this.#told) return;
    this.#toldAt = now;
    this.#told = states;
    for (const one of this.#all()) one.source?.tell(one.now);
    this.#options.onTold(all);
  }

  #all(): Speaker[] {
    return [...this.#speakers.values()];
  }
}

/** How the air ended the entry whose place a live took. */
const ENDED_BY: Partial<Record<Reason, LiveEnding>> = {
  'command-stop': 'command-stop',
  'command-skip': 'command-stop',
  'outside-hours': 'outside-hours',
  shutdown: 'shutdown',
};

const meetsHeld = (zoneIds: readonly string[], held: readonly string[]): boolean =>
  held.includes(WHOLE_COMMUNE) || zoneIds.some((zoneId) => held.includes(zoneId));
