/**
 * Typed text becomes sound: by espeak-ng, which set-up installs, or by the voice the settings name. The text never stands
 * among a process's arguments, and an HTTP voice is reached through the one door out (egress.ts). Whoever calls it takes
 * the file in as any other recording; the voice has its own deadline and is killed behind it.
 */
import { createWriteStream } from 'node:fs';
import { rm, stat, writeFile } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { egressWords } from '../core/egress-words.ts';
import { err, ok, type Result } from '../core/result.ts';
import { type SpeechFailure, VOICE_FILE, type Voice, wordsOf } from '../core/speech.ts';
import { checkedFetch } from './egress.ts';
import { startChild } from './subprocess.ts';

const PATIENCE_MS = 30_000;
/** A quarter of an hour of plain PCM. */
const MOST_BYTES = 100_000_000;
/** Smaller than any sound with its header. */
const LEAST_BYTES = 100;

export type SpeakOptions = {
  /** Addresses that an HTTP voice may have though they are not public (settings: `reachable`). */
  readonly allowed: readonly string[];
  readonly patienceMs?: number;
  readonly signal?: AbortSignal;
};

/** Writes `text` as sound into `file`, in a format the library takes; nothing is left there when it fails. */
export async function speak(
  text: string,
  voice: Voice,
  file: string,
  options: SpeakOptions,
): Promise<Result<void, SpeechFailure>> {
  const spoken =
    voice.kind === 'http' ? await fetched(text, voice.url, file, options) : await run(text, voice, file, options);
  if (spoken.ok && (await sizeOf(file)) < LEAST_BYTES) return failed(file, { kind: 'voice-silent' });
  return spoken.ok ? spoken : failed(file, spoken.error);
}

async function failed(file: string, failure: SpeechFailure): Promise<Result<void, SpeechFailure>> {
  await rm(file, { force: true });
  return err(failure);
}

async function run(
  text: string,
  voice: Exclude<Voice, { kind: 'http' }>,
  file: string,
  { patienceMs = PATIENCE_MS, signal }: SpeakOptions,
): Promise<Result<void, SpeechFailure>> {
  const [program = '', ...args] =
    voice.kind === 'espeak'
      ? ['espeak-ng', '-v', 'vi', '-s', String(voice.speed), '-b', '1', '--stdin', '-w', VOICE_FILE]
      : wordsOf(voice.command);
  const writesItself = args.some((word) => word.includes(VOICE_FILE));
  await using child = startChild(
    program,
    args.map((word) => word.replaceAll(VOICE_FILE, file)),
  );
  let isLate = false;
  const end = () => {
    isLate = true;
    void child.end(1000);
  };
  const timer = setTimeout(end, patienceMs);
  signal?.addEventListener('abort', end);
  const caught = writesItself ? child.stdout.resume() : pipeline(child.stdout, createWriteStream(file));
  child.stdin.end(`${text}\n`);
  const [ending] = await Promise.all([child.ended, Promise.resolve(caught).catch(() => {})]);
  clearTimeout(timer);
  signal?.removeEventListener('abort', end);
  if (ending.outcome === 'not-started') return err({ kind: 'no-voice', said: ending.said });
  if (isLate) return err({ kind: 'too-slow' });
  const said = ending.said.split('\n').at(-1) || `mã ${ending.code ?? ending.signal}`;
  return ending.code === 0 ? ok(undefined) : err({ kind: 'voice-failed', said });
}

async function fetched(
  text: string,
  url: string,
  file: string,
  { allowed, patienceMs = PATIENCE_MS, signal }: SpeakOptions,
): Promise<Result<void, SpeechFailure>> {
  const answer = await checkedFetch(url, {
    allowed,
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'audio/*' },
    body: JSON.stringify({ text, language: 'vi' }),
    maxBytes: MOST_BYTES,
    totalMs: patienceMs,
    ...(signal && { signal }),
  });
  if (!answer.ok)
    return err(
      answer.error.kind === 'timeout' ? { kind: 'too-slow' } : { kind: 'no-voice', said: egressWords(answer.error) },
    );
  const { status, body } = answer.value;
  if (status !== 200) return err({ kind: 'voice-failed', said: `HTTP ${status}` });
  await writeFile(file, body);
  return ok(undefined);
}

const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );
