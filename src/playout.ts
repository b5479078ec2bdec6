/**
 * The playout process: the air. It reads the database through its recorder and never hears of the web but by a nudge.
 * Ends on SIGTERM, or when the supervisor is gone; what is on air is then closed as cut.
 */
import { setPriority } from 'node:os';
import { parseConfig } from './config.ts';
import { runAir } from './engine/air.ts';
import { openAircheck } from './engine/aircheck.ts';
import { Bus } from './engine/bus.ts';
import { loadCartWith } from './engine/cart.ts';
import { Shelf } from './engine/cart-shelf.ts';
import { openSystemClock, wallClockOf } from './engine/clock.ts';
import { ClockGuard } from './engine/clock-guard.ts';
import { openDeckWith } from './engine/deck.ts';
import { type Ear, openEar } from './engine/ear.ts';
import { Emergencies } from './engine/emergencies.ts';
import { openLine, SPARE, type ToPlayout, type ToWeb } from './engine/line.ts';
import { Meters } from './engine/meter.ts';
import { Mixer } from './engine/mixer.ts';
import type { Horizon, IncidentKind, Note } from './engine/note.ts';
import { Patchbay } from './engine/patchbay.ts';
import { openRecorder } from './engine/recorder.ts';
import { Relays } from './engine/relays.ts';
import { StreamTime } from './engine/stream-time.ts';
import { Studio } from './engine/studio.ts';
import type { Pulse } from './engine/watchdog.ts';
import { openEmergencyFile, readEmergencies } from './storage/emergency-file.ts';
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

/** The watchdog hears from the loop so often, in looks of a tenth of a second. */
const LOOKS_A_PULSE = 3;

const clock = openSystemClock(wallClockOf(process.env));
const line = openLine<ToWeb | Pulse, ToPlayout>();
const closing = new AbortController();
process.once('SIGTERM', () => closing.abort());
line.onClosed(() => closing.abort());

const recorder = openRecorder({
  database: config.database,
  home: config.home,
  ffmpeg: config.ffmpeg,
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
await myTurn();

const stream = new StreamTime(clock.exact());
const relays = new Relays({ ffmpeg: config.ffmpeg, clock, onTold: (now) => line.send({ say: 'relays', relays: now }) });
const answered = new Set<number>();
const mixer: Mixer = new Mixer({
  stream,
  note: tell,
  openBus: (zoneId) =>
    new Bus({
      zoneId,
      stream,
      openDeck: openDeckWith(config.ffmpeg),
      openLive: (cue) => studio.deckFor(cue),
      openRelay: (cue) => relays.open(cue),
      fileOf: (sha256) => playoutFile(config.home, sha256),
      note: tell,
    }),
  onFed: (feed, zoneIds, chunk) => aircheck.hear(feed, zoneIds, chunk),
  onMixed: (zoneId, pcm) => {
    earOf(zoneId)(pcm);
    if (watching > 0) meters.hear(zoneId, stream.written, pcm);
  },
  onRegrouped: () => patchbay.repatch(),
});
const patchbay: Patchbay = new Patchbay({
  mixer,
  clock,
  ffmpeg: config.ffmpeg,
  zone: config.zone,
  onChanged: () => reportOutputs(),
  onFailed: ({ name, zoneId }, said) => incident('output-failed', `${name}: ${said}`, zoneId),
});

const aircheck = openAircheck({
  home: config.home,
  ffmpeg: config.ffmpeg,
  clock,
  stream,
  zone: config.zone,
  begin: (kind, detail) => incident(kind, detail),
  end: (kind) => recorder.note({ note: 'over', kind, zoneId: null, at: clock.now() }),
});
const ears = new Map<string, Ear>();

function earOf(zoneId: string): Ear {
  const known = ears.get(zoneId);
  if (known) return known;
  const ear = openEar((kind, detail) => {
    if (detail !== undefined) incident(kind, detail, zoneId);
    else recorder.note({ note: 'over', kind, zoneId, at: clock.now() });
  });
  ears.set(zoneId, ear);
  return ear;
}

const guard = new ClockGuard({ clock, mixer, note: tell, builtAt: config.builtAt, zone: config.zone });
/** Whoever notices first that the clock was set right, the other is not to tell of it as a step. */
const JUST_HELD_MS = 1000;
let heldAt = Number.NEGATIVE_INFINITY;

function lookAtClock(): void {
  if (guard.holds) heldAt = performance.now();
  guard.look();
  if (guard.holds) heldAt = performance.now();
}

function incident(kind: IncidentKind, detail: string, zoneId: string | null = null): void {
  recorder.note({ note: 'incident', kind, zoneId, detail, at: clock.now() });
}

const shelf = new Shelf({
  load: loadCartWith(config.ffmpeg),
  fileOf: (sha256) => playoutFile(config.home, sha256),
  now: () => clock.now(),
  onChecked: ({ id, playoutSha256 }, fault) =>
    recorder.note({ note: 'emergency-message', id, playoutSha256, fault, at: clock.now() }),
  onFaults: (words) => {
    if (words !== undefined) incident('emergency-file', words);
    else recorder.note({ note: 'over', kind: 'emergency-file', zoneId: null, at: clock.now() });
  },
});
const emergencyFile = openEmergencyFile(config.home, (error) =>
  console.error('[phát sóng] chưa ghi được trạng thái phát khẩn cấp:', error),
);
const emergencies: Emergencies = new Emergencies({
  mixer,
  stream,
  shelf,
  note: tell,
  remember: emergencyFile.write,
  now: () => clock.now(),
});

const studio: Studio = new Studio({
  clock,
  stream,
  ffmpeg: config.ffmpeg,
  breakIn: (breakIn) => mixer.breakIn(breakIn),
  note: tell,
  onTold: (lives) => line.send({ say: 'lives', lives }),
});

const meters = new Meters((levels) => line.send({ say: 'levels', levels }));
let watching = 0;
let told = '';

function tell(note: Note): void {
  const reached = mixer.withReach(note);
  recorder.note(reached.note === 'ended' ? { ...reached, outputs: patchbay.health() } : reached);
  guard.hear(note);
  studio.hear(note);
  if (note.note === 'began') queueMicrotask(() => patchbay.retitle());
  // With its last chunk, which is mixed now: what the row claims the aircheck holds.
  if (note.note === 'ended') queueMicrotask(() => aircheck.flush());
}

function take(horizon: Horizon): void {
  relays.set(horizon);
  mixer.setZones(horizon.zones);
  guard.take(horizon);
  aircheck.setRule(horizon.aircheck);
  mixer.setDeadAir(horizon.deadAir);
  // A horizon read before the last answers were written still shows those commands as pending: its holds and its volume are stale.
  if (!horizon.commands.some(({ id }) => answered.has(id))) {
    mixer.setHeld(horizon.held, horizon.isHolding);
    mixer.setGain(horizon.gainDb);
  }
  mixer.setCues(horizon.cues);
  for (const command of horizon.commands) {
    if (answered.has(command.id)) continue;
    answered.add(command.id);
    mixer.obey(command);
  }
  studio.set(horizon);
  shelf.setMessages(horizon.emergencies.messages);
  for (const { order, stoppedBy } of horizon.emergencies.open) emergencies.find(order, stoppedBy);
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
    case 'go':
      return;
    case 'replace':
      return patchbay.restart(message.outputId, message.because);
    case 'microphone':
      return socket && void studio.admit(socket, message.live, message.upgrade);
    case 'emergency':
      return emergencies.order(message.order);
    case 'stop-emergency':
      return emergencies.stop(message.key, message.by);
    case 'listen-in':
      return studio.listenIn(message.live);
    case 'listener':
      return socket && patchbay.admit(message.outputId, socket, message);
    default:
      message satisfies never;
  }
});

emergencies.restore(readEmergencies(config.home));
const looking = lookAfterOutputs();
await runAir({
  clock,
  stream,
  mixer,
  signal: closing.signal,
  unkept: () => aircheck.flush(),
  onStep: lookAtClock,
  onAnchored: (ms) => {
    // A clock that cannot be right is told of as that, and its coming right too.
    if (performance.now() - heldAt > JUST_HELD_MS) incident(ms > 0 ? 'stream-gap' : 'clock-step', `${ms} ms`);
    recorder.nudge();
  },
});
await looking;

studio.close();
emergencies.close();
await mixer.close('shutdown');
await Promise.all([patchbay.close(), aircheck[Symbol.asyncDispose]()]);
await emergencyFile[Symbol.asyncDispose]();
await recorder[Symbol.asyncDispose]();
if (process.connected) process.disconnect();

/**
 * A spare (main.ts) has everything loaded and the database open, and waits here until the playout before it has died: that
 * saves half of what a restart costs. Its name among the processes says what it is.
 */
async function myTurn(): Promise<void> {
  const [, script = '', asked] = process.argv;
  let because = asked;
  if (asked === SPARE) {
    void recorder.opened.then(() => {
      if (because === SPARE) process.title = 'dai-xa-spare';
    });
    const letGo = new Promise<'go'>((done) => closing.signal.addEventListener('abort', () => done('go')));
    const go = new Promise<string>((done) => line.onMessage((said) => said.say === 'go' && done(said.because)));
    because = await Promise.race([go, letGo]);
    if (closing.signal.aborted) {
      await recorder[Symbol.asyncDispose]();
      process.exit(0);
    }
    process.title = `node ${script}`;
  }
  recorder.begin(because);
}

/** Ten times a second, beside the loop: what is due is opened, what is not is closed, and the watchdog hears of it. */
async function lookAfterOutputs(): Promise<void> {
  // Every next instant is counted from what the clock shows by then: it may have been set back an hour.
  for (let looks = 0; !closing.signal.aborted; ) {
    patchbay.repatch();
    studio.look();
    // Listeners come and go, cards drift: whoever watches is told.
    if (watching > 0 && JSON.stringify(patchbay.health()) !== told) reportOutputs();
    lookAtClock();
    if (++looks % LOOKS_A_PULSE === 0) line.send({ say: 'pulse', written: stream.written, outputs: patchbay.pulse() });
    await clock.sleepUntil(clock.exact() + 100, closing.signal);
  }
}
