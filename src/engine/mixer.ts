/**
 * Which zone hears what. Every zone that is addressed by itself has a bus; a zone hears its own while that sounds and the
 * whole commune's at all other times, quieter at the hours its volume profile names. Zones that hear the same share one
 * *feed*, and so everything behind it. The loop drives it chunk by chunk; it never waits and starts no process itself.
 */
import type { Cue } from '../core/cue.ts';
import { DEFAULT_SETTINGS, type DeadAir, type VolumeProfile, WHOLE_COMMUNE } from '../core/model.ts';
import { RATE } from '../core/time.ts';
import { amplitudeOf, type GainSpan, gainAt } from '../core/volume.ts';
import type { Bus } from './bus.ts';
import { Chunk, type Outlet } from './chunk.ts';
import type { AskedCommand, Horizon, Note, ZoneOnAir } from './note.ts';
import { CHANNELS, CHUNK } from './realtime.ts';
import type { StreamTime } from './stream-time.ts';

/** A zone has its own feed so long before its own entry: time for an encoder to start and take over unheard. */
const APART_AHEAD_MS = 8000;
/** An output that is off while nothing is due is on again so long before the next entry. */
const DUE_AHEAD_MS = 10_000;
/** What has just sounded may still be on its way out. */
const LINGER_MS = 3000;
/** How long the commune's sound takes to give way to a zone's own, and to come back, in chunks: 300 ms. */
const GIVE_WAY = 15;
/** Where both sound for that moment they may not add up to more than the limiter allows (−1 dBTP). */
const CEILING = 10 ** (-1 / 20);
const CHUNK_MS = (CHUNK * 1000) / RATE;
/** Buses are looked after in turns, each this often, in chunks; no chunk waits for that longer than `PREPARE_MS`. */
const TURNS = 5;
const PREPARE_MS = 8;

/** What some zones hear, and where it goes. Whoever carries it on puts itself among `outlets` (patchbay.ts). */
export type Feed = { readonly key: string; outlets: readonly Outlet[] };

type Channel = {
  readonly bus: Bus;
  readonly pcm: Float32Array;
  readonly bytes: Uint8Array;
  /** Something of it is in the chunk just mixed. */
  isSounding: boolean;
  soundedAtMs: number;
  /** When something of it is due, milliseconds of the wall clock. */
  due: readonly { readonly from: number; readonly until: number }[];
};

type MixedFeed = Feed & {
  /** Of whose volume profile, as JSON. */
  readonly profile: string;
  /** Whose own sound goes before the commune's. */
  readonly zoneId: string | undefined;
  readonly pcm: Float32Array;
  /** How much of the commune's sound is heard, 0 to `GIVE_WAY`. */
  share: number;
};

type ZoneFed = { readonly volume: VolumeProfile; feed: MixedFeed };

export type MixerOptions = {
  readonly stream: StreamTime;
  readonly openBus: (zoneId: string) => Bus;
  readonly note: (note: Note) => void;
  /** The PCM of one bus, good only during the call. */
  readonly onMixed?: (zoneId: string, pcm: Uint8Array) => void;
  /** Some zone hears another feed now. */
  readonly onRegrouped?: () => void;
};

export class Mixer {
  readonly #options: MixerOptions;
  readonly #channels = new Map<string, Channel>();
  readonly #feeds = new Map<string, MixedFeed>();
  readonly #held = new Set<string>();
  #zones = new Map<string, ZoneFed>();
  #gains = new Map<string, readonly GainSpan[]>();
  #allowed: Horizon['allowed'] = [];
  #deadAir: DeadAir = DEFAULT_SETTINGS.deadAir;
  #turn = 0;
  #passes = 0;

  constructor(options: MixerOptions) {
    this.#options = options;
    this.#channel(WHOLE_COMMUNE);
    this.#zones.set(WHOLE_COMMUNE, { volume: [], feed: this.#feed(undefined, []) });
  }

  setZones(zones: readonly ZoneOnAir[]): void {
    // The same profile hour after hour, in ever other instants.
    this.#gains = new Map(zones.map(({ volume, gains }) => [JSON.stringify(volume), gains]));
    const before = this.#zones;
    this.#zones = new Map(
      zones.map(({ id, volume }) => [id, { volume, feed: before.get(id)?.feed ?? this.#feed(undefined, volume) }]),
    );
    this.#regroup(before.size !== this.#zones.size);
  }

  setAllowed(allowed: Horizon['allowed']): void {
    this.#allowed = allowed;
    for (const { bus } of this.#channels.values()) bus.setAllowed(allowed);
  }

  setDeadAir(deadAir: DeadAir): void {
    this.#deadAir = deadAir;
    for (const { bus } of this.#channels.values()) bus.setDeadAir(deadAir);
  }

  /** Zones that a person has stopped; the whole commune stops every zone. */
  setHeld(held: readonly string[]): void {
    this.#held.clear();
    for (const zoneId of held) {
      this.#held.add(zoneId);
      this.#channel(zoneId);
    }
    this.#applyHolds();
  }

  setCues(cues: readonly Cue[]): void {
    const byZone = new Map<string, Cue[]>();
    for (const cue of cues) {
      const own = byZone.get(cue.zoneId);
      if (own) own.push(cue);
      else byZone.set(cue.zoneId, [cue]);
    }
    for (const zoneId of byZone.keys()) this.#channel(zoneId);
    for (const [zoneId, channel] of this.#channels) {
      const own = byZone.get(zoneId) ?? [];
      channel.bus.setCues(own);
      channel.due = own
        .filter(({ missing, plannedStart }) => missing === null && plannedStart !== null)
        .map(({ plannedStart, plannedEnd }) => ({ from: plannedStart!, until: plannedEnd ?? plannedStart! }));
    }
  }

  obey(command: AskedCommand): void {
    const { note, stream } = this.#options;
    const { zoneId, kind } = command;
    if (kind === 'resume' && zoneId !== WHOLE_COMMUNE && this.#held.has(WHOLE_COMMUNE)) {
      const at = stream.instantAt(stream.written);
      const answer = 'Cả xã đang dừng phát. Bấm “Phát tiếp” cho toàn xã trước.';
      return note({ note: 'answered', commandId: command.id, state: 'refused', answer, at });
    }
    this.#channel(zoneId).bus.obey(command);
    if (kind === 'stop') this.#held.add(zoneId);
    if (kind === 'resume') this.#held.delete(zoneId);
    if (kind === 'stop' || kind === 'resume') this.#applyHolds();
  }

  /** After the stream was anchored anew. */
  replace(): void {
    for (const { bus } of this.#channels.values()) bus.replace();
  }

  /** Opens what is due soon, a share of the buses at a time: starting a hundred decoders at once would stop the loop. */
  prepare(): void {
    const buses = [...this.#channels.values()];
    const began = performance.now();
    const turns = Math.ceil(buses.length / TURNS);
    for (let i = 0; i < turns && performance.now() - began < PREPARE_MS; i++) {
      buses[this.#turn]!.bus.prepare();
      this.#turn = (this.#turn + 1) % buses.length;
    }
    if (++this.#passes % TURNS === 0) this.#regroup();
  }

  report(by: number): void {
    for (const { bus } of this.#channels.values()) bus.report(by);
  }

  /** Mixes the next chunk of every bus and hands every feed to its outlets. */
  mix(): void {
    const { stream, onMixed } = this.#options;
    const at = stream.written;
    const now = stream.msAt(at);
    let isApartNow = false;
    for (const [zoneId, channel] of this.#channels) {
      channel.bytes.fill(0);
      channel.bus.mix(channel.bytes, at, CHUNK);
      channel.isSounding = channel.bus.playing !== undefined || !isZero(channel.pcm);
      if (channel.isSounding) channel.soundedAtMs = now;
      const zone = this.#zones.get(zoneId);
      if (channel.isSounding && zoneId !== WHOLE_COMMUNE && zone?.feed.zoneId === undefined) isApartNow = true;
      onMixed?.(zoneId, channel.bytes);
    }
    if (isApartNow) this.#regroup();
    for (const feed of this.#feeds.values()) {
      if (feed.outlets.length === 0) continue;
      const chunk = this.#chunk(feed, at, now);
      for (const outlet of feed.outlets) outlet.write(chunk);
    }
    stream.written += CHUNK;
  }

  feedOf(zoneId: string): Feed | undefined {
    return this.#zones.get(zoneId)?.feed;
  }

  /** What a listener of the zone hears. */
  playing(zoneId: string): Cue | undefined {
    return this.#channels.get(zoneId)?.bus.playing ?? this.#channels.get(WHOLE_COMMUNE)?.bus.playing;
  }

  /** Something sounds in the zone, is about to, or has just. */
  isDue(zoneId: string): boolean {
    const { stream } = this.#options;
    const now = stream.msAt(stream.written);
    return [this.#channels.get(zoneId), this.#channels.get(WHOLE_COMMUNE)].some(
      (channel) => channel && (now - channel.soundedAtMs < LINGER_MS || isNear(channel, now, DUE_AHEAD_MS)),
    );
  }

  async close(reason: Parameters<Bus['close']>[0]): Promise<void> {
    await Promise.all([...this.#channels.values()].map(({ bus }) => bus.close(reason)));
  }

  #channel(zoneId: string): Channel {
    const known = this.#channels.get(zoneId);
    if (known) return known;
    const bus = this.#options.openBus(zoneId);
    bus.setAllowed(this.#allowed);
    bus.setDeadAir(this.#deadAir);
    const pcm = new Float32Array(CHUNK * CHANNELS);
    const bytes = new Uint8Array(pcm.buffer);
    const channel = { bus, pcm, bytes, isSounding: false, soundedAtMs: Number.NEGATIVE_INFINITY, due: [] };
    this.#channels.set(zoneId, channel);
    this.#applyHolds();
    return channel;
  }

  #applyHolds(): void {
    for (const [zoneId, { bus }] of this.#channels)
      bus.setHeld(this.#held.has(zoneId) || this.#held.has(WHOLE_COMMUNE));
  }

  /** Zones that hear the same share a feed; one whose own sound is near has one to itself. */
  #regroup(isNew = false): void {
    const { stream, onRegrouped } = this.#options;
    const now = stream.msAt(stream.written);
    let hasChanged = isNew;
    for (const [zoneId, zone] of this.#zones) {
      const feed = this.#feed(this.#isApart(zoneId, zone.feed, now) ? zoneId : undefined, zone.volume);
      if (feed === zone.feed) continue;
      zone.feed = feed;
      hasChanged = true;
    }
    const inUse = new Set([...this.#zones.values()].map(({ feed }) => feed));
    // One that nobody hears stays for as long as somebody carries it on: an encoder that is being left.
    for (const [key, feed] of this.#feeds) if (!inUse.has(feed) && feed.outlets.length === 0) this.#feeds.delete(key);
    if (hasChanged) onRegrouped?.();
  }

  #isApart(zoneId: string, feed: MixedFeed, now: number): boolean {
    const own = zoneId === WHOLE_COMMUNE ? undefined : this.#channels.get(zoneId);
    if (!own) return false;
    const isGivingWay = feed.zoneId === zoneId && feed.share < GIVE_WAY;
    return own.isSounding || this.#held.has(zoneId) || isGivingWay || isNear(own, now, APART_AHEAD_MS);
  }

  #feed(zoneId: string | undefined, volume: VolumeProfile): MixedFeed {
    const profile = JSON.stringify(volume);
    const key = `${zoneId ?? ''} ${profile}`;
    const known = this.#feeds.get(key);
    if (known) return known;
    const pcm = new Float32Array(CHUNK * CHANNELS);
    const feed = { key, zoneId, profile, pcm, outlets: [], share: GIVE_WAY };
    this.#feeds.set(key, feed);
    return feed;
  }

  #chunk(feed: MixedFeed, at: number, now: number): Chunk {
    const main = this.#channels.get(WHOLE_COMMUNE)!;
    const own = feed.zoneId === undefined ? undefined : this.#channels.get(feed.zoneId);
    const before = feed.share / GIVE_WAY;
    const givesWay = own && (own.isSounding || this.#held.has(feed.zoneId!));
    feed.share = Math.max(0, Math.min(GIVE_WAY, feed.share + (givesWay ? -1 : 1)));
    const isIdle = !main.isSounding && !own?.isSounding;
    const spans = this.#gains.get(feed.profile) ?? [];
    const gains = [amplitudeOf(gainAt(spans, now)), amplitudeOf(gainAt(spans, now + CHUNK_MS))] as const;
    if (isIdle || (!own && gains[0] === 1 && gains[1] === 1)) return new Chunk(at, main.pcm, isIdle);

    const shares = [gains[0] * before, (gains[1] * feed.share) / GIVE_WAY] as const;
    if (own) blend(feed.pcm, own.pcm, gains, main.pcm, shares);
    else scale(feed.pcm, main.pcm, gains);
    return new Chunk(at, feed.pcm, false);
  }
}

const isNear = ({ due }: Channel, now: number, aheadMs: number): boolean =>
  due.some(({ from, until }) => now >= from - aheadMs && now < until);

function isZero(pcm: Float32Array): boolean {
  for (const sample of pcm) if (sample !== 0) return false;
  return true;
}

type Ramp = readonly [from: number, to: number];

function scale(target: Float32Array, pcm: Float32Array, [from, to]: Ramp): void {
  const step = (to - from) / pcm.length;
  for (let i = 0; i < pcm.length; i++) target[i] = pcm[i]! * (from + i * step);
}

function blend(target: Float32Array, own: Float32Array, [from, to]: Ramp, main: Float32Array, share: Ramp): void {
  const step = (to - from) / own.length;
  const stepDown = (share[1] - share[0]) / own.length;
  const isBoth = share[0] > 0 || share[1] > 0;
  for (let i = 0; i < own.length; i++) {
    const mine = own[i]! * (from + i * step);
    const sum = mine + main[i]! * (share[0] + i * stepDown);
    target[i] = isBoth && mine !== 0 ? Math.max(-CEILING, Math.min(CEILING, sum)) : sum;
  }
}
