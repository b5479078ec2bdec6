/**
 * Everything fluent-ffmpeg does, behind one file: probe an upload, and decode it whole into its playout copy. Called by
 * ingest; never by the air, whose arguments are in realtime.ts. Each child runs under leash.sh (time, memory, nice 19).
 *
 * Traps of fluent-ffmpeg kept in here: its program paths are one per process (so: one `openFfmpeg` at a time); its
 * first command asks ffmpeg for its formats and encoders (180–300 ms, once); an option element with one space is split
 * in two; it never passes -nostdin; a killed child is an 'error' like any other, so what we ended is remembered.
 */
import { open, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fluent from 'fluent-ffmpeg';
import {
  DEMUXERS,
  flacFrames,
  forbidden,
  type IngestFailure,
  judgeDecode,
  LONGEST,
  type Sound,
  soundOf,
} from '../core/audio.ts';
import { err, ok, type Result } from '../core/result.ts';
import { type DurationMs, durationMs, type Frames, MINUTE, RATE } from '../core/time.ts';

/** More than `LONGEST` of 24-bit stereo takes even where nothing compresses. */
const LARGEST_COPY = 4 * 1024 ** 3;
const JOB_SECONDS = 3600;

/** No playlist can send these bytes anywhere: local files only, and none but the demuxers we name. */
const UNTRUSTED = ['-protocol_whitelist', 'file,pipe', '-format_whitelist', DEMUXERS];

export type LibraryFfmpeg = {
  probe(file: string): Promise<Result<Sound, IngestFailure>>;
  /**
   * Decodes the whole of `source` into 48 kHz stereo FLAC at `target` and judges the decode. Returns the exact
   * length. On failure `target` may be left: the caller owns it. Rejects when `signal` aborts or the machine is at fault.
   */
  makePlayoutCopy(
    source: string,
    target: string,
    sound: Sound,
    signal?: AbortSignal,
  ): Promise<Result<Frames, IngestFailure>>;
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

  async function makePlayoutCopy(source: string, target: string, sound: Sound, signal?: AbortSignal) {
    // Not even started: a child told to end in its very first moments can slip its leash.
    signal?.throwIfAborted();
    const deadline = AbortSignal.timeout(deadlineOf(sound.promised ?? LONGEST));
    const ended = await run(
      copyCommand(source, target, sound),
      AbortSignal.any(signal ? [deadline, signal] : [deadline]),
    );
    signal?.throwIfAborted();
    if (deadline.aborted) return err<IngestFailure>({ kind: 'timeout' });
    if (ended.error) return err(blame(ended.error, ended.error.message));
    if ((await stat(target)).size >= LARGEST_COPY) return err<IngestFailure>({ kind: 'too-long' });
    const heard = flacFrames(await headOf(target, 42));
    const failure = judgeDecode(sound, heard, ended.complaints);
    return failure ? err(failure) : ok(heard);
  }

  return { probe, makePlayoutCopy };
}

function probe(file: string): Promise<Result<Sound, IngestFailure>> {
  // Tags are left out: the report is lines of text, and a title could carry lines of its own.
  const untagged = 'stream_tags=:format_tags=:stream_disposition=';
  const options = ['-v', 'error', ...UNTRUSTED, '-show_entries', untagged];
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

function copyCommand(source: string, target: string, { bits, channels, lead, end }: Sound): fluent.FfmpegCommand {
  const filters = [
    ...(lead > 0 ? [`atrim=start_sample=${lead}`] : []),
    `aresample=${RATE}`,
    // ffmpeg's own mono to stereo takes 3 dB off; both ears get what was recorded.
    ...(channels === 1 ? ['pan=stereo|c0=c0|c1=c0'] : []),
    ...(end === undefined ? [] : [`atrim=end_sample=${end}`]),
  ];
  const reading = '-nostdin -nostats -v repeat+error -threads 1 -err_detect crccheck';
  const sounding = `-map 0:a:0 -ac 2 -t ${LONGEST / 1000} -filter_threads 1`;
  // Without tags, the same sound makes the same copy.
  const writing = `-map_metadata -1 -map_chapters -1 -bitexact -c:a flac -sample_fmt ${bits === 24 ? 's32' : 's16'}`;
  return fluent(source)
    .inputOptions([...reading.split(' '), ...UNTRUSTED])
    .audioFilters(filters)
    .outputOptions(`${sounding} ${writing} -threads 1 -f flac -fs ${LARGEST_COPY}`.split(' '))
    .output(target);
}

/** Settles when the child is gone. `complaints` counts what the decoder could not make sense of. */
function run(command: fluent.FfmpegCommand, signal: AbortSignal): Promise<{ error?: Error; complaints: number }> {
  return new Promise((resolve) => {
    let complaints = 0;
    const stop = () => void command.kill('SIGTERM');
    const settle = (error?: Error) => {
      signal.removeEventListener('abort', stop);
      resolve(error ? { error, complaints } : { complaints });
    };
    signal.addEventListener('abort', stop);
    command
      .on('start', () => signal.aborted && stop())
      .on('stderr', (line: string) => {
        // "Error while decoding stream" only repeats the line before it.
        if (line.trim() !== '' && !line.startsWith('Error while decoding')) complaints += 1;
      })
      .on('end', () => settle())
      .on('error', (error) => settle(error))
      .run();
  });
}

/** The file's fault, as a value; or the machine's, thrown. */
function blame(error: Error, said: string): IngestFailure {
  const code = /exited with code (\d+)/.exec(said)?.[1];
  // What timeout(1) reports; and it dies of its own SIGKILL with a child that ignored SIGTERM.
  if (code === '124' || code === '137' || said.includes('signal SIGKILL')) return { kind: 'timeout' };
  if (code === undefined || code === '126' || code === '127' || /No space left|error while loading/.test(said))
    throw error;
  const demuxer = /\[(\S+) @ \S+\] Format not on whitelist/.exec(said)?.[1];
  if (demuxer) return forbidden(demuxer);
  if (said.includes('moov atom not found')) return { kind: 'truncated' };
  return said.startsWith('ffprobe') ? { kind: 'unrecognised' } : { kind: 'damaged' };
}

async function headOf(file: string, length: number): Promise<Uint8Array> {
  await using handle = await open(file);
  const { buffer, bytesRead } = await handle.read(new Uint8Array(length), 0, length, 0);
  return buffer.subarray(0, bytesRead);
}
