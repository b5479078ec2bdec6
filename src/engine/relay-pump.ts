/** From another broadcaster's line to the decoder: the one place where a stranger's bytes set the pace, and may not. */
import type { Clock } from './clock.ts';
import { type Fault, RelayError, type Source } from './relay-source.ts';
import type { Child } from './subprocess.ts';

/** No sound needs more, whatever a server sends. */
const BYTE_BURST = 16 * 1024 ** 2;
const BYTES_A_SECOND = 1024 ** 2;

export type Pump = {
  /** When it last had something from the far end. */
  gotAt: number;
  /** For the far end: the decoder takes more, and there is more to come. */
  isWaiting: boolean;
  /** How the line ended, if not by itself. */
  failure: Fault | undefined;
};

/** Carries bytes to the decoder, no faster than it takes them and than a budget allows. */
export function openPump({ bytes }: Source, decoder: Child, clock: Clock, signal: AbortSignal): Pump {
  const began = clock.exact();
  const pump: Pump = { gotAt: began, isWaiting: true, failure: undefined };
  void carry();
  return pump;

  async function carry(): Promise<void> {
    let carried = 0;
    try {
      for await (const chunk of bytes) {
        if (signal.aborted) return;
        pump.isWaiting = false;
        carried += chunk.length;
        const dueAt = began + ((carried - BYTE_BURST) * 1000) / BYTES_A_SECOND;
        if (dueAt > clock.exact()) await clock.sleepUntil(dueAt, signal);
        if (!decoder.stdin.write(chunk)) await drained(decoder, signal);
        pump.isWaiting = true;
        pump.gotAt = clock.exact();
      }
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      pump.failure = error instanceof RelayError ? error.fault : { reason: 'relay-lost', said };
    } finally {
      pump.isWaiting = false;
      decoder.stdin.end();
    }
  }
}

function drained({ stdin, ended }: Child, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stdin.off('drain', done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    stdin.on('drain', done);
    signal.addEventListener('abort', done);
    void ended.then(done);
  });
}
