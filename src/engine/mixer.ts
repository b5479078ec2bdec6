/**
 * Which zone hears what. Every zone that is addressed by itself has a bus; a zone hears its own while that sounds and the
 * whole commune's at all other times, quieter at the hours its volume profile names. Zones that hear the same share one
 * *feed*, and so everything behind it. The loop drives it chunk by chunk; it never waits and starts no process itself.
 */
import type { Cue } from '../core/cue.ts';
import { DEFAULT_SETTINGS, type DeadAir, type Reason, type VolumeProfile, WHOLE_COMMUNE } from '../core/model.ts';
import { RATE } from '../core/time.ts';
import { amplitudeOf, type GainSpan, gainAt } from '../core/volume.ts';
import { type BreakIn, BreakIns, DUCK, isTestZone, type Lying, lay } from './break-in.ts';
import type { Bus } from './bus.ts';
import { Chunk, type Outlet } from './chunk.ts';
import { Gate } from './gate.ts';
import { LOOK_AHEAD } from './limiter.ts';
import type { AskedCommand, Horizon, Note, ZoneOnAir } from './note.ts';
import { type Away, Reach } from './reach.ts';
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
  /** What has broken in here, and the chunk of it that is laid over the bus's own. */
  top: Lying | undefined;
  readonly over: Float32Array;
  /** Something of it is in the chunk just mixed. */
  isSounding: boolean;
  soundedAtMs: number;
  readonly away: Away;
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
  /** The chunk of every feed that some zone hears, and those zones, the whole commune first; good only during the call. */
  readonly onFed?: (feed: Feed, zoneIds: readonly string[], chunk: Chunk) => void;
  /** Some zone hears another feed now. */
  readonly onRegrouped?: () => void;
};

export class Mixer {
  readonly #options: MixerOptions;
  readonly #channels = new Map<string, Channel>();
  readonly #feeds = new Map<string, MixedFeed>();
  readonly #held = new Set<string>();
  #isHolding = false;
  #gainDb = 0;
  readonly #breakIns = new BreakIns();
  readonly #gate: Gate;
  readonly #reach = new Reach();
  #zones = new Map<string, ZoneFed>();
  #heardIn = new Map<Feed, readonly string[]>();
  #gains = new Map<string, readonly GainSpan[]>();
  #allowed: Parameters<Bus['setAllowed']> = [[]];
  #deadAir: DeadAir = DEFAULT_SETTINGS.deadAir;
  #turn = 0;
  #passes = 0;

  constructor(options: MixerOptions) {
    this.#options = options;
    this.#gate = new Gate(options.stream);
    this.#channel(WHOLE_COMMUNE);
    this.#zones.set(WHOLE_COMMUNE, { volume: [], feed: this.#feed(undefined, []) });
    this.#countHearers();
  }

  setZones(zones: readonly ZoneOnAir[]): void {
    // The same profile hour after hour, in ever other instants.
    this.#gains = new Map(zones.map(({ volume, gains }) => [JSON.stringify(volume), gains]));
    const before = this.#zones;
    this.#zones = new Map(
      zones.map(({ id, volume }) => [id, { volume, feed: before.get(id)?.feed ?? this.#feed(undefined, volume) }]),
    );
    for (const [id, zone] of before) if (isTestZone(id)) this.#zones.set(id, zone);
    this.#regroup(before.size !== this.#zones.size);
  }

  /** `why` it is shut at all other times. */
  setAllowed(allowed: Horizon['allowed'], why?: Reason): void {
    this.#allowed = [allowed, why];
    this.#gate.set(allowed);
    for (const { bus } of this.#channels.values()) bus.setAllowed(allowed, why);
  }

  /** What is on air by the plan ends on this sample; it may go on later where it would be by then. */
  hush(reason: Reason): void {
    for (const { bus } of this.#channels.values()) bus.hush(reason);
  }

  setDeadAir(deadAir: DeadAir): void {
    this.#deadAir = deadAir;
    for (const { bus } of this.#channels.values()) bus.setDeadAir(deadAir);
  }

  /** Of every zone's schedule, by a person's word. */
  setGain(gainDb: number): void {
    this.#gainDb = gainDb;
    for (const { bus } of this.#channels.values()) bus.setGain(gainDb);
  }

  /** Zones that a person has stopped; the whole commune stops every zone, and holds every zone. */
  setHeld(held: readonly string[], isHolding = false): void {
    this.#isHolding = isHolding;
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
    // Of one zone it is part of the zone's volume profile, which comes with the next horizon.
    if (kind === 'volume' && zoneId !== WHOLE_COMMUNE)
      return note({
        ...{ note: 'answered', commandId: command.id, state: 'done' },
        answer: 'Đã chỉnh âm lượng.',
        at: stream.instantAt(stream.written),
      });
    this.#channel(zoneId).bus.obey(command);
    if (kind === 'stop') this.#breakIns.stop(zoneId);
    if (kind === 'stop') this.#held.add(zoneId);
    if (kind === 'resume') this.#held.delete(zoneId);
    if (zoneId === WHOLE_COMMUNE && (kind === 'hold' || kind === 'resume')) this.#isHolding = kind === 'hold';
    if (zoneId === WHOLE_COMMUNE && kind === 'volume') this.setGain(command.gainDb);
    if (kind === 'stop' || kind === 'hold' || kind === 'resume') this.#applyHolds();
  }

  /** From the next chunk on, on each of its zones. Answers how to end it, within 10 ms. */
  breakIn(breakIn: BreakIn): () => void {
    for (const zoneId of breakIn.zoneIds) this.#channel(zoneId);
    const end = this.#breakIns.add(breakIn);
    this.#admitTestZones();
    return end;
  }

  /** Do the allowed hours contain the frame that is mixed next? */
  get isOpen(): boolean {
    return this.#gate.isOpen(this.#options.stream.written + LOOK_AHEAD);
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
    this.#breakIns.report(by);
  }

  /** Mixes the next chunk of every bus and hands every feed to its outlets. */
  mix(): void {
    const { stream, onMixed, onFed } = this.#options;
    const at = stream.written;
    const now = stream.msAt(at);
    let isApartNow = false;
    const isBroken = !this.#breakIns.isEmpty;
    const isOpen = this.#gate.isOpen(at + LOOK_AHEAD);
    if (isBroken) this.#breakIns.take(at + LOOK_AHEAD, isOpen);
    for (const [zoneId, channel] of this.#channels) {
      channel.bytes.fill(0);
      const isLaid = isBroken && this.#layOver(zoneId, channel, isOpen);
      const ducks = channel.top?.breakIn.mode === 'talk-over';
      channel.bus.mix(channel.bytes, at, CHUNK, isLaid ? { pcm: channel.over, ducks } : undefined);
      channel.isSounding = isLaid || channel.bus.playing !== undefined || !isZero(channel.pcm);
      if (channel.isSounding) channel.soundedAtMs = now;
      const zone = this.#zones.get(zoneId);
      if (zone?.feed.zoneId === zoneId && zone.feed.share < DUCK * GIVE_WAY) {
        channel.away.sound += 1;
        if (!(channel.top && isFromAbove(channel.top))) channel.away.voice += 1;
      }
      if (channel.isSounding && zoneId !== WHOLE_COMMUNE && zone?.feed.zoneId === undefined) isApartNow = true;
      onMixed?.(zoneId, channel.bytes);
    }
    if (isApartNow) this.#regroup();
    for (const feed of this.#feeds.values()) {
      const heardIn = onFed ? (this.#heardIn.get(feed) ?? []) : [];
      if (feed.outlets.length + heardIn.length === 0) continue;
      const chunk = this.#chunk(feed, at, now);
      for (const outlet of feed.outlets) outlet.write(chunk);
      if (heardIn.length > 0) onFed?.(feed, heardIn, chunk);
    }
    if (isBroken) this.#settle();
    stream.written += CHUNK;
  }

  /** The same note; that of an end says besides who did not hear all of it. Every note of a row's beginning comes here too. */
  withReach(note: Note): Note {
    const chunk = this.#options.stream.written / CHUNK;
    if (note.note === 'began') this.#reach.begin(note.cue, chunk);
    return note.note === 'ended' ? { ...note, apart: this.#reach.end(note.key, chunk) } : note;
  }

  feedOf(zoneId: string): Feed | undefined {
    return this.#zones.get(zoneId)?.feed;
  }

  /** What a listener of the zone hears. */
  playing(zoneId: string): Pick<Cue, 'title' | 'episodeLabel'> | undefined {
    const top = this.#breakIns.heardIn(zoneId, this.#gate.isOpen(this.#options.stream.written));
    if (top?.breakIn.mode === 'replace') return { title: top.breakIn.title, episodeLabel: null };
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
    bus.setAllowed(...this.#allowed);
    bus.setDeadAir(this.#deadAir);
    bus.setGain(this.#gainDb);
    const pcm = new Float32Array(CHUNK * CHANNELS);
    const bytes = new Uint8Array(pcm.buffer);
    const over = new Float32Array(CHUNK * CHANNELS);
    const soundedAtMs = Number.NEGATIVE_INFINITY;
    const away = this.#reach.of(zoneId);
    const channel = { bus, pcm, bytes, over, top: undefined, isSounding: false, soundedAtMs, away, due: [] };
    this.#channels.set(zoneId, channel);
    this.#applyHolds();
    return channel;
  }

  /** Has what broke in take the bus's place, or lie over it; true when the bus carries some of it itself. */
  #layOver(zoneId: string, channel: Channel, isOpen: boolean): boolean {
    const last = channel.top;
    const next = this.#breakIns.heardIn(zoneId, isOpen);
    channel.top = next;
    channel.bus.interrupt(next?.breakIn.mode === 'replace' ? next.breakIn : undefined);
    const carries = (one: Lying | undefined): Lying | undefined =>
      one &&
      (zoneId === WHOLE_COMMUNE || !isFromAbove(one) || (one.breakIn.mode === 'talk-over' && channel.bus.playing))
        ? one
        : undefined;
    const [laid, left] = [carries(next), carries(last)];
    if (!laid && (!left || left === next)) return false;
    lay(channel.over, laid, left);
    return true;
  }

  /** After a chunk with break-ins in it. */
  #settle(): void {
    this.#breakIns.settle();
    if (!this.#breakIns.isEmpty) return;
    for (const channel of this.#channels.values()) {
      channel.top = undefined;
      channel.bus.interrupt(undefined);
    }
    this.#admitTestZones();
  }

  /** How much of the commune's sound the feed has at the end of this chunk, 0 to `GIVE_WAY`. */
  #shareOf({ zoneId, share }: MixedFeed, main: Channel, own: Channel | undefined): number {
    const top = own?.top;
    if (top && isFromAbove(top) && top.breakIn.mode === 'replace') return GIVE_WAY;
    if (!own || !(own.isSounding || this.#held.has(zoneId!))) return Math.min(GIVE_WAY, share + 1);
    if (this.#isUnder(zoneId!, main, own)) return Math.max(DUCK * GIVE_WAY, share - 1);
    return top ? 0 : Math.max(0, share - 1);
  }

  /** A voice in one zone, over what only the whole commune carries: that is what goes down under it. */
  #isUnder(zoneId: string, main: Channel, own: Channel): boolean {
    const isVoice = own.isSounding && own.top?.breakIn.mode === 'talk-over';
    return isVoice && !own.bus.playing && !this.#held.has(zoneId) && main.isSounding;
  }

  /** Zones of one output alone are there for as long as something breaks in on them. */
  #admitTestZones(): void {
    const wanted = this.#breakIns.zones();
    const before = this.#zones.size;
    for (const id of wanted)
      if (isTestZone(id) && !this.#zones.has(id)) this.#zones.set(id, { volume: [], feed: this.#feed(undefined, []) });
    for (const id of this.#zones.keys()) {
      if (!isTestZone(id) || wanted.has(id)) continue;
      this.#zones.delete(id);
      void this.#channels.get(id)?.bus.close('shutdown');
      this.#channels.delete(id);
      this.#turn = 0;
    }
    if (this.#zones.size === before) return;
    this.#countHearers();
    this.#options.onRegrouped?.();
  }

  #applyHolds(): void {
    for (const [zoneId, { bus }] of this.#channels)
      bus.setHeld(
        this.#held.has(zoneId) || this.#held.has(WHOLE_COMMUNE) ? 'stop' : this.#isHolding ? 'hold' : undefined,
      );
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
    this.#countHearers();
    if (hasChanged) onRegrouped?.();
  }

  #countHearers(): void {
    this.#heardIn.clear();
    for (const [zoneId, { feed }] of this.#zones) this.#heardIn.set(feed, [...(this.#heardIn.get(feed) ?? []), zoneId]);
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
    feed.share = this.#shareOf(feed, main, own);
    const isIdle = !main.isSounding && !own?.isSounding;
    const spans = this.#gains.get(feed.profile) ?? [];
    const gains = [amplitudeOf(gainAt(spans, now)), amplitudeOf(gainAt(spans, now + CHUNK_MS))] as const;
    if (isIdle || (!own && gains[0] === 1 && gains[1] === 1)) return new Chunk(at, main.pcm, isIdle);

    const shares = [gains[0] * before, (gains[1] * feed.share) / GIVE_WAY] as const;
    // Two at once have to share the room that the limiter left to one.
    const room = own && this.#isUnder(feed.zoneId!, main, own) ? 1 - DUCK : 1;
    if (own) blend(feed.pcm, own.pcm, [gains[0] * room, gains[1] * room], main.pcm, shares);
    else scale(feed.pcm, main.pcm, gains);
    return new Chunk(at, feed.pcm, false);
  }
}

/** Addressed to the whole commune: whoever has no sound of the zone's own hears it anyway. */
const isFromAbove = ({ breakIn }: Lying): boolean => breakIn.zoneIds.includes(WHOLE_COMMUNE);

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
