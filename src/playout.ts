/**
 * The playout process: the air. It reads the database through its recorder and never hears of the web but by a nudge.
 * Ends on SIGTERM, or when the supervisor is gone; what is on air is then closed as cut.
 */
import { setPriority } from 'node:os';
import { parseConfig } from './config.ts';
import { runAir } from './engine/air.ts';
import { Bus } from './engine/bus.ts';
import { openSystemClock } from './engine/clock.ts';
import { openDeckWith } from './engine/deck.ts';
import { openLine, type ToPlayout, type ToWeb } from './engine/line.ts';
import { openMeter } from './engine/meter.ts';
import { Mixer } from './engine/mixer.ts';
import type { Horizon, Note } from './engine/note.ts';
import { Patchbay } from './engine/patchbay.ts';
import { openRecorder } from './engine/recorder.ts';
import { StreamTime } from './engine/stream-time.ts';
import { playoutFile } from './storage/files.ts';

const parsed = parseConfig(process.env);
if (!parsed.ok) throw new Error(parsed.error.join('\n'));
const { config } = parsed.value;

// Decoders and encoders inherit it: the air goes before everything else on the machine, where that is allowed.
try {
  setPriority(-10);
} catch {
  // an ordinary user's program: the lead has to do
}

const clock = openSystemClock();
const line = openLine<ToWeb, ToPlayout>();
const closing = new AbortController();
process.once('SIGTERM', () => closing.abort());
line.onClosed(() => closing.abort());

const stream = new StreamTime(clock.exact());
const answered = new Set<number>();
const recorder = openRecorder({
  database: config.database,
  home: config.home,
  zone: config.zone,
  onHorizon: (horizon) => {
    take(horizon);
    line.send({ say: 'changed' });
  },
  onWritten: () => line.send({ say: 'changed' }),
  // Without its recorder the playout cannot prove what it airs: the supervisor starts it anew, mid-item.
  onLost: (error) => {
    console.error('[phát sóng] luồng ghi nhật ký hỏng:', error);
    process.exit(1);
  },
});
const mixer: Mixer = new Mixer({
  stream,
  note: tell,
  openBus: (zoneId) =>
    new Bus({
      zoneId,
      stream,
      openDeck: openDeckWith(config.ffmpeg),
      fileOf: (sha256) => playoutFile(config.home, sha256),
      note: tell,
    }),
  onMixed: (zoneId, pcm) => {
    if (watching > 0) meterOf(zoneId)(pcm);
  },
  onRegrouped: () => patchbay.repatch(),
});
const patchbay: Patchbay = new Patchbay({
  mixer,
  clock,
  ffmpeg: config.ffmpeg,
  zone: config.zone,
  onChanged: () => reportOutputs(),
  onFailed: ({ name, zoneId }, said) =>
    recorder.note({ note: 'incident', kind: 'output-failed', zoneId, detail: `${name}: ${said}`, at: clock.now() }),
});

const meters = new Map<string, (pcm: Uint8Array) => void>();
let watching = 0;
let told = '';

function meterOf(zoneId: string): (pcm: Uint8Array) => void {
  const known = meters.get(zoneId);
  if (known) return known;
  const meter = openMeter((level) => {
    line.send({ say: 'level', zoneId, ...level });
    // Listeners come and go, cards drift: whoever watches is told.
    if (JSON.stringify(patchbay.health()) !== told) reportOutputs();
  });
  meters.set(zoneId, meter);
  return meter;
}

function tell(note: Note): void {
  recorder.note(note);
  if (note.note === 'began') queueMicrotask(() => patchbay.retitle());
}

function take(horizon: Horizon): void {
  mixer.setZones(horizon.zones);
  mixer.setAllowed(horizon.allowed);
  mixer.setDeadAir(horizon.deadAir);
  // A horizon read before the last answers were written still shows those commands as pending: its holds are stale.
  if (!horizon.commands.some(({ id }) => answered.has(id))) mixer.setHeld(horizon.held);
  mixer.setCues(horizon.cues);
  for (const command of horizon.commands) {
    if (answered.has(command.id)) continue;
    answered.add(command.id);
    mixer.obey(command);
  }
  patchbay.setOutputs(horizon.outputs);
}

function reportOutputs(): void {
  const outputs = patchbay.health();
  told = JSON.stringify(outputs);
  line.send({ say: 'outputs', outputs });
}

line.onMessage((message, socket) => {
  switch (message.say) {
    case 'nudge':
      return recorder.nudge();
    case 'watch':
      watching = message.pages;
      return reportOutputs();
    case 'listener':
      return socket && patchbay.admit(message.outputId, socket, message);
    default:
      message satisfies never;
  }
});

const looking = lookAfterOutputs();
await runAir({
  clock,
  stream,
  mixer,
  signal: closing.signal,
  onAnchored: (ms) => {
    const kind = ms > 0 ? 'stream-gap' : 'clock-step';
    recorder.note({ note: 'incident', kind, zoneId: null, detail: `${ms} ms`, at: clock.now() });
  },
});
await looking;

await mixer.close('shutdown');
await patchbay.close();
await recorder[Symbol.asyncDispose]();
if (process.connected) process.disconnect();

/** Ten times a second, beside the loop: what is due is opened, what is not is closed. */
async function lookAfterOutputs(): Promise<void> {
  for (let at = clock.exact(); !closing.signal.aborted; at = Math.max(at + 100, clock.exact())) {
    patchbay.repatch();
    await clock.sleepUntil(at, closing.signal);
  }
}
