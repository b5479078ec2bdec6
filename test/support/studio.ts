/** A studio over a real mixer, a stream driven by hand, and microphones that speak WebSocket over loopback. */
import { createServer, type Server } from 'node:http';
import { Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import WebSocket from 'ws';
import type { LiveByPerson, LiveNow } from '../../src/core/live.ts';
import { durationMs, epochMs, RATE } from '../../src/core/time.ts';
import { Bus } from '../../src/engine/bus.ts';
import type { Clock } from '../../src/engine/clock.ts';
import { Mixer } from '../../src/engine/mixer.ts';
import type { Note } from '../../src/engine/note.ts';
import { StreamTime } from '../../src/engine/stream-time.ts';
import { Studio } from '../../src/engine/studio.ts';
import { ALWAYS, openReels, type Reel } from './tape.ts';
import { freePort, until } from './wait.ts';

const CHUNK = RATE / 50;

export const aLive = (change: Partial<LiveByPerson> = {}): LiveByPerson => ({
  id: 1,
  title: 'Thông báo',
  reason: '',
  zoneIds: ['main'],
  source: 'microphone',
  device: '',
  mode: 'replace',
  leadIn: false,
  limitMs: durationMs(600_000),
  dropMs: durationMs(3000),
  entryId: null,
  madeBy: 1,
  madeAt: epochMs(0),
  calledAt: null,
  answer: '',
  cutAt: null,
  cutBy: null,
  startedAt: null,
  endedAt: null,
  ending: null,
  by: 'Y Lan',
  cutByName: null,
  ...change,
});

export function openStudio(reels: Record<string, Reel> = {}, zones: readonly string[] = []) {
  const stream = new StreamTime(0);
  const notes: Note[] = [];
  const told: LiveNow[] = [];
  const openDeck = openReels(reels);
  const clock: Clock = {
    now: () => epochMs(stream.msAt(stream.written)),
    exact: () => stream.msAt(stream.written),
    sleepUntil: async () => {},
  };
  const heard = new Map<string, number[]>();
  const note = (one: Note) => {
    notes.push(one);
    studio.hear(one);
  };
  const mixer = new Mixer({
    stream,
    note,
    openBus: (zoneId) =>
      new Bus({ zoneId, stream, openDeck, openLive: (cue) => studio.deckFor(cue), fileOf: (sha) => sha, note }),
    onMixed: (zoneId, pcm) => {
      const samples = new Float32Array(pcm.buffer, pcm.byteOffset, pcm.byteLength / 4);
      const tape = heard.get(zoneId) ?? [];
      // What sounded before this bus was there was silence.
      while (tape.length < stream.written) tape.push(0);
      for (let i = 0; i < CHUNK; i++) tape.push(samples[2 * i]!);
      heard.set(zoneId, tape);
    },
  });
  const studio: Studio = new Studio({
    clock,
    stream,
    ffmpeg: 'ffmpeg',
    breakIn: (breakIn) => mixer.breakIn(breakIn),
    note,
    onTold: (lives) => void told.push(...lives),
  });
  mixer.setAllowed(ALWAYS);
  mixer.setZones(['main', ...zones].map((id) => ({ id, volume: [], gains: [] })));
  onTestFinished(() => studio.close());

  let lives: LiveByPerson[] = [];
  let held: string[] = [];
  let allowed = ALWAYS;
  const set = () => studio.set({ lives, held, allowed });
  set();

  return {
    stream,
    mixer,
    studio,
    notes,
    told,
    /** One channel of what a zone's own bus put out. */
    pcm: (zoneId = 'main') => heard.get(zoneId) ?? [],
    /** What the horizon says. */
    say(change: { lives?: LiveByPerson[]; held?: string[]; allowed?: typeof ALWAYS }) {
      lives = change.lives ?? lives;
      held = change.held ?? held;
      allowed = change.allowed ?? allowed;
      mixer.setAllowed(allowed);
      set();
    },
    /** The air goes on to the instant `ms`; whoever speaks is given each chunk's turn. */
    until(ms: number, each: () => void = () => {}) {
      while (stream.msAt(stream.written + CHUNK) <= ms) {
        each();
        mixer.prepare();
        mixer.mix();
        if ((stream.written / CHUNK) % 5 === 0) studio.look();
      }
    },
    stateOf: (id = 1) => told.filter(({ liveId }) => liveId === id).at(-1),
  };
}

export type OpenStudio = ReturnType<typeof openStudio>;

/** A page's microphone, let in by a server that hands the socket on as the web does. */
export async function connect({ studio }: OpenStudio, live: LiveByPerson) {
  const port = await freePort();
  const server: Server = createServer();
  server.on('upgrade', (request, socket, head) => {
    if (!(socket instanceof Socket)) throw new Error('not a socket');
    const upgrade = { key: String(request.headers['sec-websocket-key']), head: head.toString('base64') };
    void studio.admit(socket, live, upgrade);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const client = new WebSocket(`ws://127.0.0.1:${port}/`);
  client.setMaxListeners(0);
  const said: LiveNow[] = [];
  let closed: number | undefined;
  client.on('message', (data) => said.push(JSON.parse(String(data)) as LiveNow));
  client.on('close', (code) => {
    closed = code;
  });
  client.on('error', () => {});
  onTestFinished(() => {
    client.terminate();
    server.close();
  });
  await until('the microphone to be let in', () => said.length > 0);
  return {
    client,
    said,
    closed: () => closed,
    /** 20 ms, or more, of a level that a test finds again; resolves when the studio has it. */
    speak: async (level: number, packets = 1) => {
      const packet = Buffer.alloc(CHUNK * 2);
      for (let i = 0; i < CHUNK; i++) packet.writeInt16LE(Math.round(level * 32_768), 2 * i);
      for (let n = 0; n < packets; n++) client.send(packet);
      // The answer to a ping comes when all before it has been read.
      if (client.readyState !== WebSocket.OPEN) return;
      const read = new Promise<void>((resolve) => {
        client.once('pong', () => resolve());
        client.once('close', () => resolve());
      });
      client.ping();
      await read;
    },
  };
}
