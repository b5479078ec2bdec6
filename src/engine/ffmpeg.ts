/**
 * Everything fluent-ffmpeg does, behind one file: probe an upload, decode it whole to measure it, and again into its
 * playout copy. Called by ingest; never by the air, whose arguments are in realtime.ts. What is in the file is a
 * stranger's (product F10): it may name no other file and no address, only sound is decoded and by no codec but those we
 * name, one block of memory is never larger than `LARGEST_BLOCK`, and each child runs under leash.sh (time, memory, size
 * of files, no network, nice 19).
 *
 * Traps of fluent-ffmpeg kept in here: its program paths are one per process (so: one `openFfmpeg` at a time); its
 * first command asks ffmpeg for its formats and encoders (180–300 ms, once); an option element with one space is split
 * in two; it never passes -nostdin; a killed child is an 'error' like any other, so what we ended is remembered; an
 * output stream that closes before the child is gone counts as an error, and one may still be written to after 'end'.
 */
import { open, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import fluent from 'fluent-ffmpeg';
import {
  CODECS,
  DEMUXERS,
  flacFrames,
  forbidden,
  type IngestFailure,
  judgeDecode,
  LONGEST,
  type Sound,
  soundOf,
} from '../core/audio.ts';
import { LIMIT_DB, type Loudness, loudnessIn, type Measured, round, type Treatment } from '../core/loudness.ts';
import { err, ok, type Result } from '../core/result.ts';
import { FULL_SCALE, HIGH_PASS_HZ, SoundScan } from '../core/sound-scan.ts';
import { type DurationMs, durationMs, MINUTE, RATE } from '../core/time.ts';

/** More than `LONGEST` of 24-bit stereo takes even where nothing compresses. */
const LARGEST_COPY = 4 * 1024 ** 3;
const JOB_SECONDS = 3600;

const LARGEST_BLOCK = 256 * 1024 ** 2;

/** No playlist can send these bytes anywhere: local files only, and none but the demuxers we name. */
const UNTRUSTED = ['-protocol_whitelist', 'file,pipe', '-format_whitelist', DEMUXERS, '-max_streams', '64'];

export type LibraryFfmpeg = {
  probe(file: string): Promise<Result<Sound, IngestFailure>>;
  /**
   * Decodes the whole of `source`, judges the decode and measures what is heard. Rejects, as `makePlayoutCopy` does,
   * when `signal` aborts or the machine is at fault.
   */
  measure(
    source: string,
    sound: Sound,
    options: { highPass: boolean },
    signal?: AbortSignal,
  ): Promise<Result<Measured, IngestFailure>>;
  /**
   * Writes 48 kHz stereo FLAC to `target`, exactly `until` − `from` frames, and says how loud it came out where that
   * could not be foretold. The same source and treatment make the same bytes. On failure `target` may be left: the
   * caller owns it.
   */
  makePlayoutCopy(
    source: string,
    target: string,
    sound: Sound,
    treatment: Treatment,
    signal?: AbortSignal,
  ): Promise<Result<Loudness | undefined, IngestFailure>>;
};

export type FfmpegOptions = {
  /** ffmpeg, on the PATH or as a path; ffprobe is the one beside it. */
  readonly program: string;
  /** `src/engine/leash.sh`, found by the roof: the bundle does not carry it. */
  readonly leash: string;
  readonly probeSeconds?: number;
  /** How long a copy of this length may take. Even at nice 19 on a busy machine it runs at far more than 5 × real time. */
  readonly copyDeadline?: (length: DurationMs) => DurationMs;
};

export function openFfmpeg({ program, leash, probeSeconds = 30, copyDeadline }: FfmpegOptions): LibraryFfmpeg {
  const deadlineOf = copyDeadline ?? ((length) => durationMs(2 * MINUTE + length / 5));
  fluent.setFfmpegPath(leash);
  fluent.setFfprobePath(leash);
  Object.assign(process.env, {
    LEASH_FFMPEG: program,
    LEASH_FFPROBE: program.includes('/') ? join(dirname(program), 'ffprobe') : 'ffprobe',
    LEASH_PROBE_SECONDS: String(probeSeconds),
    LEASH_JOB_SECONDS: String(JOB_SECONDS),
  });

  async function decode(command: fluent.FfmpegCommand, sound: Sound, signal: AbortSignal | undefined) {
    // Not even started: a child told to end in its very first moments can slip its leash.
    signal?.throwIfAborted();
    const deadline = AbortSignal.timeout(deadlineOf(sound.promised ?? LONGEST));
    const ended = await run(command, AbortSignal.any(signal ? [deadline, signal] : [deadline]));
    signal?.throwIfAborted();
    if (deadline.aborted) return err<IngestFailure>({ kind: 'timeout' });
    return ended.error ? err(blame(ended.error, `${ended.error.message}\n${ended.said}`)) : ok(ended);
  }

  const measure: LibraryFfmpeg['measure'] = async (source, sound, { highPass }, signal) => {
    const scan = new SoundScan({ highPass });
    const pcm = scannedBy(scan);
    const ended = await decode(measuring(reading(source), sound, highPass, pcm), sound, signal);
    if (!ended.ok) return ended;
    await finished(pcm);
    const scanned = scan.end();
    const failure = judgeDecode(sound, scanned.frames, ended.value.complaints);
    if (failure) return err(failure);
    const { whole, heard = whole } = Object.fromEntries(ended.value.loudness);
    if (!whole || !heard) throw new Error('ffmpeg said nothing of the loudness');
    return ok({ scanned, whole: atFull(whole), heard: atFull(heard) });
  };

  const makePlayoutCopy: LibraryFfmpeg['makePlayoutCopy'] = async (source, target, sound, treatment, signal) => {
    const ended = await decode(copying(reading(source), sound, treatment, target), sound, signal);
    if (!ended.ok) return ended;
    if ((await stat(target)).size >= LARGEST_COPY) return err({ kind: 'too-long' });
    const length = flacFrames(await headOf(target, 42));
    // Decoded twice, it was not the same twice.
    if (length !== treatment.until - treatment.from) return err({ kind: 'damaged' });
    return ok(ended.value.loudness.get('copy'));
  };

  return { probe, measure, makePlayoutCopy };
}

function probe(file: string): Promise<Result<Sound, IngestFailure>> {
  // Of sound alone: ffprobe gives up on a file with a picture it may not open.
  const sounding = ['-codec_whitelist:a', CODECS];
  // Tags are left out: the report is lines of text, and a title could carry lines of its own.
  const untagged = 'stream_tags=:format_tags=:stream_disposition=';
  const options = [
    '-v',
    'error',
    '-max_alloc',
    String(LARGEST_BLOCK),
    ...UNTRUSTED,
    ...sounding,
    '-show_entries',
    untagged,
  ];
  return new Promise((resolve, reject) => {
    fluent(file).ffprobe(options, (error: Error | null, report) => {
      try {
        resolve(error ? err(blame(error, error.message)) : soundOf(report));
      } catch (broken) {
        reject(broken);
      }
    });
  });
}

// `level` marks the complaints; without the statistics the rest is the summaries of the meters.
const reading = (source: string) =>
  fluent(source).inputOptions([
    ...'-nostdin -hide_banner -nostats -v repeat+level+info -threads 1 -err_detect crccheck -vn -sn -dn'.split(' '),
    ...['-max_alloc', String(LARGEST_BLOCK), ...UNTRUSTED, '-codec_whitelist', CODECS],
  ]);
const SOUNDING = `-map 0:a:0 -vn -sn -dn -ac 2 -t ${LONGEST / 1000} -filter_threads 1 -threads 1`.split(' ');
const HIGH_PASS = `highpass=f=${HIGH_PASS_HZ}`;
// ffmpeg's own mono to stereo takes 3 dB off; both ears get what was recorded. As late as can be: one side is half the work.
const BOTH_EARS = 'pan=stereo|c0=c0|c1=c0';

/** The sound itself, exactly, one side or two. */
const decoded = ({ channels, lead, end }: Sound): string[] => [
  ...(lead > 0 ? [`atrim=start_sample=${lead}`] : []),
  `aresample=${RATE}`,
  ...(channels > 2 ? ['aformat=channel_layouts=stereo'] : []),
  ...(end === undefined ? [] : [`atrim=end_sample=${end}`]),
];

/** `one`: a single side that will be heard on both. */
const meter = (name: string, one: boolean, peak = 'none'): string =>
  `ebur128@${name}=framelog=verbose:peak=${peak}:dualmono=${Number(one)}`;

/** What is measured: lossy codecs decode to above full scale. */
const HALF = FULL_SCALE / 32768;
const atFull = ({ integrated, range, truePeak }: Loudness): Loudness => ({
  integrated: integrated === null ? null : round(integrated - 20 * Math.log10(HALF)),
  range,
  truePeak: truePeak === null ? null : round(truePeak - 20 * Math.log10(HALF)),
});

function measuring(command: fluent.FfmpegCommand, sound: Sound, highPass: boolean, pcm: Writable) {
  const one = sound.channels === 1;
  const filters = [
    ...decoded(sound),
    `volume=${HALF}`,
    // A noise at −186 dBFS: in silence the filters of a meter slow down to half on ever smaller numbers.
    'aresample=osf=s32:dither_method=triangular',
    meter('whole', one, 'true'),
    ...(highPass ? [`asplit[out][in];[in]${HIGH_PASS},${meter('heard', one)},anullsink;[out]anull`] : []),
    ...(one ? [BOTH_EARS] : []),
  ];
  return command
    .audioFilters(filters)
    .outputOptions([...SOUNDING, '-f', 's16le', '-c:a', 'pcm_s16le'])
    .output(pcm);
}

function copying(command: fluent.FfmpegCommand, sound: Sound, treatment: Treatment, target: string) {
  const { highPass, gainDb, limiter, only, from, until, byHand = false } = treatment;
  const one = sound.channels === 1 || only !== null;
  const cut = `atrim=start_sample=${from}:end_sample=${until}`;
  const filters = [
    ...decoded(sound),
    ...(only !== null && sound.channels > 1 ? [`pan=mono|c0=c${only === 'left' ? 0 : 1}`] : []),
    ...(highPass ? [HIGH_PASS] : []),
    ...(gainDb === 0 ? [] : [`volume=${gainDb}dB:precision=double`]),
    // Peaks lie between the samples; at a higher rate there are more samples.
    ...(limiter === null
      ? []
      : [`aresample=${limiter * RATE}`, `alimiter=limit=${LIMIT_DB}dB:level=0:latency=1`, `aresample=${RATE}`]),
    ...(byHand ? [cut] : []),
    ...(limiter === null && only === null && !byHand ? [] : [meter('copy', one)]),
    ...(one ? [BOTH_EARS] : []),
    ...(byHand ? [] : [cut]),
  ];
  // Without tags, the same sound makes the same copy.
  const bare = `-map_metadata -1 -map_chapters -1 -bitexact -c:a flac -sample_fmt ${sound.bits === 24 ? 's32' : 's16'}`;
  return command
    .audioFilters(filters)
    .outputOptions([...SOUNDING, ...`${bare} -f flac -fs ${LARGEST_COPY}`.split(' ')])
    .output(target);
}

/** 16-bit stereo, as it comes out of a pipe: cut anywhere. */
function scannedBy(scan: SoundScan): Writable {
  let rest: Buffer = Buffer.alloc(0);
  return new Writable({
    emitClose: false,
    write(chunk: Buffer, _encoding, done) {
      const bytes = rest.length > 0 || chunk.byteOffset % 2 === 1 ? Buffer.concat([rest, chunk]) : chunk;
      const whole = bytes.length - (bytes.length % 4);
      scan.take(new Int16Array(bytes.buffer, bytes.byteOffset, whole / 2));
      rest = bytes.subarray(whole);
      done();
    },
  });
}

type Ended = {
  readonly error?: Error;
  /** How often the decoder could not make sense of something. */
  readonly complaints: number;
  /** The last of what it complained of. */
  readonly said: string;
  readonly loudness: ReadonlyMap<string, Loudness>;
};

const MOST_LINES = 100;
/** A tag of the file is told whole, however long it is. */
const LONGEST_LINE = 500;
/** A picture or a subtitle beside the sound, which nobody opens. */
const NOT_OPENED = /\bnot on whitelist\b/;

/** Settles when the child is gone. */
function run(command: fluent.FfmpegCommand, signal: AbortSignal): Promise<Ended> {
  return new Promise((resolve) => {
    let complaints = 0;
    const last: string[] = [];
    const errors: string[] = [];
    const keep = (lines: string[], line: string) =>
      void (lines.push(line.slice(0, LONGEST_LINE)) > MOST_LINES && lines.shift());
    const stop = () => void command.kill('SIGTERM');
    const settle = (error?: Error) => {
      signal.removeEventListener('abort', stop);
      resolve({ ...(error && { error }), complaints, said: errors.join('\n'), loudness: loudnessIn(last) });
    };
    signal.addEventListener('abort', stop);
    command
      .on('start', () => signal.aborted && stop())
      .on('stderr', (line: string) => {
        keep(last, line);
        // A tag of the file could say so too, but its line begins with spaces.
        if (!/^(\[[^\]]+ @ [^\]]+\] )?\[(error|fatal|panic)\] /.test(line) || NOT_OPENED.test(line)) return;
        keep(errors, line);
        // "Error while decoding stream" only repeats the line before it.
        if (!line.startsWith('[error] Error while decoding')) complaints += 1;
      })
      .on('end', () => settle())
      .on('error', (error) => settle(error))
      .run();
  });
}

/** The file's fault, as a value; or the machine's, thrown. */
function blame(error: Error, said: string): IngestFailure {
  const code = /exited with code (\d+)/.exec(said)?.[1];
  // What timeout(1) reports; it dies of its own SIGKILL with a child that ignored SIGTERM; and 152 is SIGXCPU.
  if (code === '124' || code === '137' || code === '152' || said.includes('signal SIGKILL')) return { kind: 'timeout' };
  if (code === undefined || code === '126' || code === '127' || /No space left|error while loading/.test(said))
    throw error;
  const demuxer = /\[(\S+) @ \S+\] Format not on whitelist/.exec(said)?.[1];
  if (demuxer) return forbidden(demuxer);
  const codec = /Codec \((\w+)\) not on whitelist/.exec(said)?.[1];
  if (codec) return { kind: 'unsupported', format: codec.toUpperCase() };
  if (said.includes('moov atom not found')) return { kind: 'truncated' };
  return said.startsWith('ffprobe') ? { kind: 'unrecognised' } : { kind: 'damaged' };
}

async function headOf(file: string, length: number): Promise<Uint8Array> {
  await using handle = await open(file);
  const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, 0);
  return buffer.subarray(0, bytesRead);
}
