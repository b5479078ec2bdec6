/**
 * What a person asks of one bus (product D9), carried out between two samples. Every command is answered once, with the
 * instant of the air at which it took effect, or with why it was refused. What cannot start never stops what is on air:
 * "start now" waits here for its deck.
 */
import type { Reason } from '../core/model.ts';
import { durationMs, MINUTE, RATE } from '../core/time.ts';
import { reasonWord } from '../core/words.ts';
import type { Gate } from './gate.ts';
import type { AskedCommand, Note } from './note.ts';
import { Run } from './run.ts';
import type { StreamTime } from './stream-time.ts';

/** stop: nothing sounds. hold: what is on air plays to its end, and nothing after it. */
export type Hold = 'stop' | 'hold' | undefined;

/** What of its bus a command reaches. */
export type Reach = {
  readonly stream: StreamTime;
  readonly gate: Gate;
  readonly note: (note: Note) => void;
  /** Where a decision taken now is heard. */
  readonly head: () => number;
  readonly playing: () => Run | undefined;
  readonly find: (key: string) => Run | undefined;
  readonly open: (run: Run) => void;
  readonly letGo: (run: Run) => void;
  readonly cut: (run: Run, reason: Reason) => void;
  readonly skip: (run: Run) => void;
  readonly dropStandIn: (run: Run) => void;
  /** Puts `run` on air at `frame`, in the place of the planned run `key`. */
  readonly launch: (run: Run, key: string, frame: number) => void;
  readonly setGain: (gainDb: number) => void;
};

/** Another broadcaster may take so long to be heard. */
const RELAY_PATIENCE = 30 * RATE;

export class Orders {
  held: Hold;
  readonly #bus: Reach;
  #asked: { readonly run: Run; readonly commandId: number } | undefined;

  constructor(bus: Reach) {
    this.#bus = bus;
  }

  obey(command: AskedCommand): void {
    const refusal = this.#carryOut(command);
    if (command.kind === 'start-now' && refusal === undefined) return;
    this.#answer(command.id, refusal === undefined ? 'done' : 'refused', refusal ?? DONE[command.kind]);
  }

  /** Puts on air what was asked for as soon as its deck has sound. */
  launchAsked(now: number): void {
    if (!this.#asked) return;
    const { run, commandId } = this.#asked;
    const { gate, launch } = this.#bus;
    if (run.able) {
      if (!gate.isOpen(now)) return this.dropAsked(`${reasonWord(gate.why)}.`);
      this.#asked = undefined;
      run.due = now;
      launch(run, run.cue.entryId === null ? run.cue.key : `e${run.cue.entryId}`, now);
      this.#answer(commandId, 'done', DONE['start-now']);
    } else if (run.isRelay && (run.deck?.ended || now - run.askedAt > RELAY_PATIENCE)) {
      const fault = run.deck?.fault;
      this.dropAsked(fault ? `${reasonWord(fault.reason)}: ${fault.said}.` : 'Không tiếp sóng được.');
    } else if (run.deck?.ended) this.dropAsked('Không đọc được tệp âm thanh.');
  }

  dropAsked(answer: string): void {
    if (!this.#asked) return;
    const { run, commandId } = this.#asked;
    this.#asked = undefined;
    this.#bus.letGo(run);
    this.#answer(commandId, 'refused', answer);
  }

  /** Answers why not. */
  #carryOut(command: AskedCommand): string | undefined {
    const { gate, head, playing, find, cut, skip, dropStandIn } = this.#bus;
    switch (command.kind) {
      case 'stop': {
        this.held = 'stop';
        const run = playing();
        if (run) cut(run, 'command-stop');
        this.dropAsked('Đã dừng phát.');
        return undefined;
      }
      case 'hold':
        this.held = 'hold';
        this.dropAsked('Đã giữ sóng.');
        return undefined;
      case 'resume':
        this.held = undefined;
        return undefined;
      case 'cut': {
        const run = playing();
        if (!run || !isMeant(run, command)) return NOT_ON_AIR;
        cut(run, 'command-cut');
        return undefined;
      }
      case 'extend': {
        const run = playing();
        if (!run || !isMeant(run, command)) return NOT_ON_AIR;
        return extend(run, command.minutes) ? undefined : 'Mục đang phát tự hết, không bị khung giờ nào ngắt.';
      }
      case 'volume':
        this.#bus.setGain(command.gainDb);
        return undefined;
      case 'skip': {
        const run = playing();
        const onAir = run?.cue.episodeId === command.episodeId ? run : undefined;
        const root = command.entryId === null ? onAir : find(`e${command.entryId}`);
        if (!root || root.face.over) return 'Mục này đã phát xong hoặc không còn trong danh sách.';
        if (root.face === run) cut(run, 'command-skip');
        if (!root.over) skip(root);
        dropStandIn(root);
        return undefined;
      }
      case 'start-now': {
        if (this.held) return 'Đang dừng phát. Bấm “Phát tiếp” trước.';
        if (!gate.isOpen(head())) return `${reasonWord(gate.why)}.`;
        const { cue } = command;
        if (!(cue?.playoutSha256 || cue?.relayUrl) || cue.missing !== null)
          return 'Không có âm thanh đã duyệt để phát, hoặc mục này đã phát xong.';
        const planned = find(`e${cue.entryId}`);
        if (planned?.over || planned?.begun) return 'Mục này đang phát hoặc đã phát xong.';
        this.dropAsked('Đã có lệnh phát khác thay thế.');
        // A person's word, not the plan's: no slot to end with, nothing to wait for.
        const asked = { ...cue, startMode: 'hard', endMode: 'finish', slotEnd: null, substitutes: [] } as const;
        const run = new Run(asked, Number.MAX_SAFE_INTEGER, this.#bus.stream);
        run.askedAt = head();
        this.#bus.open(run);
        this.#asked = { run, commandId: command.id };
        return undefined;
      }
      default:
        return command satisfies never;
    }
  }

  #answer(commandId: number, state: 'done' | 'refused', answer: string): void {
    const { stream, note, head } = this.#bus;
    note({ note: 'answered', commandId, state, answer, at: stream.instantAt(head()) });
  }
}

const DONE = {
  'start-now': 'Đang phát.',
  skip: 'Đã bỏ qua.',
  stop: 'Đã dừng phát.',
  cut: 'Đã ngắt.',
  hold: 'Đã giữ sóng.',
  resume: 'Đã phát tiếp theo lịch.',
  extend: 'Đã kéo dài.',
  volume: 'Đã chỉnh âm lượng.',
} as const satisfies Record<AskedCommand['kind'], string>;

const NOT_ON_AIR = 'Mục ấy không còn đang phát.';

/** A second finger on the button means what it saw, not what has begun since. */
const isMeant = (run: Run, { startedAt }: { readonly startedAt: number | undefined }): boolean =>
  startedAt === undefined || run.startedAt === startedAt;

/** Gives what is on air, and all that may stand in for it, so much longer a place; false when nothing would end it. */
function extend(run: Run, minutes: number): boolean {
  if (run.slotEnd === Number.MAX_SAFE_INTEGER) return false;
  if (run.mustEnd === Number.MAX_SAFE_INTEGER && run.cue.endMode !== 'fill') return false;
  let root = run;
  while (root.parent) root = root.parent;
  for (let one: Run | undefined = root; one; one = one.standIn) one.extend(durationMs(minutes * MINUTE));
  return true;
}
