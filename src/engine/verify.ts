/**
 * Looks at the files that are due soon, before the air needs them (peers.md F10): each is hashed ten minutes ahead and
 * again whenever it looks touched since. By a program of its own at the lowest priority, one file at a time; it never
 * reads a file itself and never runs in the loop's thread.
 */
import { statSync } from 'node:fs';
import type { Cue } from '../core/cue.ts';
import type { FileFault } from '../core/model.ts';
import { type EpochMs, MINUTE } from '../core/time.ts';
import { startChild } from './subprocess.ts';

const AHEAD = 10 * MINUTE;
/** A disk that has not given a file by then will not give it to a decoder either. */
const PATIENCE_MS = 5 * MINUTE;

export type Faults = ReadonlyMap<string, FileFault>;

export type Verifier = AsyncDisposable & {
  /** Playout copies (by SHA-256) that cannot go on air as they are. */
  readonly faults: Faults;
  /** Looks after what is due within ten minutes of `now`. Quick; to be called every second or so. */
  look(cues: readonly Cue[], now: EpochMs): void;
  /** Settles when nothing is being read any more. */
  idle(): Promise<void>;
};

export function openVerifier(options: {
  readonly fileOf: (sha256: string) => string;
  /** A file was found missing or changed, or is as it should be again (`undefined`). */
  readonly onFound: (sha256: string, fault: FileFault | undefined) => void;
}): Verifier {
  const { fileOf, onFound } = options;
  const faults = new Map<string, FileFault>();
  /** By hash: what the file looked like when it was last read. */
  const seen = new Map<string, string>();
  const waiting = new Set<string>();
  const closing = new AbortController();
  let working: Promise<void> | undefined;

  function judge(sha256: string, fault: FileFault | undefined): void {
    if (faults.get(sha256) === fault) return;
    if (fault) faults.set(sha256, fault);
    else faults.delete(sha256);
    onFound(sha256, fault);
  }

  function look(cues: readonly Cue[], now: EpochMs): void {
    const near = cues.filter(({ plannedStart }) => plannedStart !== null && plannedStart - now < AHEAD);
    // What was found wrong is looked at until it is mended.
    const files = new Set<string | null>(faults.keys());
    for (const { playoutSha256, substitutes } of near)
      for (const sha256 of [playoutSha256, ...substitutes.map((one) => one.playoutSha256)]) files.add(sha256);
    for (const sha256 of files) {
      if (sha256 === null) continue;
      const looks = appearance(fileOf(sha256));
      if (looks === undefined) {
        seen.delete(sha256);
        judge(sha256, 'file-missing');
      } else if (looks !== seen.get(sha256)) waiting.add(sha256);
    }
    if (waiting.size > 0) working ??= work().finally(() => (working = undefined));
  }

  async function work(): Promise<void> {
    for (const sha256 of waiting) {
      waiting.delete(sha256);
      if (closing.signal.aborted) return;
      const looks = appearance(fileOf(sha256));
      const read = looks && (await hashOf(fileOf(sha256), closing.signal));
      if (closing.signal.aborted) return;
      if (looks) seen.set(sha256, looks);
      judge(sha256, read === undefined ? 'file-missing' : read === sha256 ? undefined : 'file-changed');
    }
  }

  return {
    faults,
    look,
    idle: async () => {
      while (working) await working;
    },
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      await working;
    },
  };
}

/** Differs when the file may have been written to, replaced or cut. */
function appearance(file: string): string | undefined {
  try {
    const { ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true });
    return [ino, size, mtimeNs, ctimeNs].join(' ');
  } catch {
    return undefined;
  }
}

/** `undefined` when it cannot be read. */
async function hashOf(file: string, signal: AbortSignal): Promise<string | undefined> {
  await using child = startChild('nice', ['-n', '19', 'sha256sum', '--', file]);
  const give = () => void child.end();
  const timer = setTimeout(give, PATIENCE_MS);
  signal.addEventListener('abort', give);
  let said = '';
  child.stdin.end();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const { code } = await child.ended;
  clearTimeout(timer);
  signal.removeEventListener('abort', give);
  return code === 0 ? said.slice(0, 64) : undefined;
}
