/**
 * The playout process: the air. It reads the database through its recorder and never hears of the web but by a nudge.
 * Ends on SIGTERM, or when the supervisor is gone; what is on air is then closed as cut.
 */
import { join } from 'node:path';
import { parseConfig } from './config.ts';
import type { Output } from './core/model.ts';
import { runAir } from './engine/air.ts';
import { Bus } from './engine/bus.ts';
import { openSystemClock } from './engine/clock.ts';
import { openDeckWith } from './engine/deck.ts';
import { type OutputHealth, openLine, type ToPlayout, type ToWeb } from './engine/line.ts';
import { type LiveStream, openLiveStream } from './engine/live.ts';
import { openMeter } from './engine/meter.ts';
import type { Horizon, Note } from './engine/note.ts';
import { openRecorder } from './engine/recorder.ts';
import { openSink, type Sink } from './engine/sink.ts';
import { StreamTime } from './engine/stream-time.ts';

const parsed = parseConfig(process.env);
if (!parsed.ok) throw new Error(parsed.error.join('\n'));
const { config } = parsed.value;

const ZONE = 'main';
const clock = openSystemClock();
const line = openLine<ToWeb, ToPlayout>();
const closing = new AbortController();
process.once('SIGTERM', () => closing.abort());
line.onClosed(() => closing.abort());

const stream = new StreamTime(clock.exact());
const answered = new Set<number>();
const recorder = openRecorder({
  database: config.database,
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
const bus = new Bus({
  zoneId: ZONE,
  stream,
  openDeck: openDeckWith(config.ffmpeg),
  fileOf: (sha256) => join(config.home, 'playout', sha256.slice(0, 2), `${sha256}.flac`),
  note: tell,
});

let live: LiveStream | undefined;
let sinks: Sink[] = [];
let watching = 0;
let told = '';
const meter = openMeter((level) => {
  if (watching === 0) return;
  line.send({ say: 'level', zoneId: ZONE, ...level });
  // Listeners come and go, encoders recover: whoever watches is told.
  if (JSON.stringify(outputsNow()) !== told) reportOutputs();
});

function tell(note: Note): void {
  if (note.note === 'began') live?.setTitle([note.cue.title, note.cue.episodeLabel].filter(Boolean).join(', '));
  recorder.note(note);
}

function take(horizon: Horizon): void {
  bus.setAllowed(horizon.allowed);
  // A horizon read before the last answers were written still shows those commands as pending: its holds are stale.
  if (!horizon.commands.some(({ id }) => answered.has(id))) bus.setHeld(horizon.held.includes(ZONE));
  bus.setCues(horizon.cues.filter(({ zoneId }) => zoneId === ZONE));
  for (const command of horizon.commands) {
    if (answered.has(command.id)) continue;
    answered.add(command.id);
    bus.obey(command);
  }
  matchSinks(horizon.outputs);
  bus.prepare();
}

/** Opens what is new, closes what is gone, and leaves what did not change alone: its listeners hear nothing of it. */
function matchSinks(outputs: readonly Output[]): void {
  const same = (a: Output, b: Output) => JSON.stringify(a) === JSON.stringify(b);
  const gone = sinks.filter(({ output }) => !outputs.some((wanted) => same(wanted, output)));
  const fresh = outputs.filter((wanted) => !sinks.some(({ output }) => same(wanted, output)));
  if (gone.length + fresh.length === 0) return;
  for (const sink of gone) void sink[Symbol.asyncDispose]();
  sinks = [...sinks.filter((sink) => !gone.includes(sink)), ...fresh.map(openOutput)];
  reportOutputs();
}

function openOutput(output: Output): Sink {
  if (output.kind === 'stream') live ??= openLiveStream({ name: output.name, bitrate: output.bitrate });
  return openSink({
    output,
    ffmpeg: config.ffmpeg,
    clock,
    onBytes: (bytes) => live?.push(bytes),
    onFailed: (said) => {
      const detail = `${output.name}: ${withoutSecret(said, output)}`;
      recorder.note({ note: 'incident', kind: 'output-failed', zoneId: output.zoneId, detail, at: clock.now() });
      reportOutputs();
    },
  });
}

function outputsNow(): OutputHealth[] {
  return sinks.map(({ output, state }) => ({
    ...state,
    said: withoutSecret(state.said, output),
    outputId: output.id,
    listeners: output.kind === 'stream' ? (live?.listeners ?? 0) : 0,
  }));
}

function reportOutputs(): void {
  const outputs = outputsNow();
  told = JSON.stringify(outputs);
  line.send({ say: 'outputs', outputs });
}

const withoutSecret = (said: string, { secret }: Output): string => said.replaceAll(secret || '\0', '***');

line.onMessage((message, socket) => {
  switch (message.say) {
    case 'nudge':
      return recorder.nudge();
    case 'watch':
      watching = message.pages;
      return reportOutputs();
    case 'listener':
      if (!socket) return;
      if (live && message.zoneId === ZONE) live.admit(socket, message);
      else socket.destroy();
      return;
    default:
      message satisfies never;
  }
});

await runAir({
  clock,
  stream,
  zones: [{ bus, sinks: () => sinks, meter }],
  signal: closing.signal,
  onAnchored: (ms) => {
    const kind = ms > 0 ? 'stream-gap' : 'clock-step';
    recorder.note({ note: 'incident', kind, zoneId: null, detail: `${ms} ms`, at: clock.now() });
  },
});

await bus.close('shutdown');
await Promise.all(sinks.map((sink) => sink[Symbol.asyncDispose]()));
live?.close();
await recorder[Symbol.asyncDispose]();
if (process.connected) process.disconnect();
