/**
 * The one file that starts a process: one child, one owner, one way to end it, one report of how it ended.
 * `await using` ends the child with its owner. Who calls it: decks, sinks, the supervisor. It never parses output.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

export type Ending = {
  readonly outcome: 'exited' | 'killed' | 'not-started';
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last lines the child wrote to stderr, for the incident's detail. */
  readonly said: string;
};

export type Child = AsyncDisposable & {
  readonly pid: number | undefined;
  readonly stdin: Writable;
  readonly stdout: Readable;
  /** Settles once, never rejects. */
  readonly ended: Promise<Ending>;
  /** SIGTERM, then SIGKILL when it is still there after `graceMs`. Safe to call again. */
  end(graceMs?: number): Promise<Ending>;
};

const SAID = 2000;

export function startChild(program: string, args: readonly string[]): Child {
  const process = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  process.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-SAID);
  });
  // A child that died closes its pipes: the report says so, the pipe's own error would only say it twice.
  process.stdin.on('error', () => {});
  process.stdout.on('error', () => {});
  const ended = endingOf(process, () => said.trim());
  return { pid: process.pid, stdin: process.stdin, stdout: process.stdout, ended, ...ownership(process, ended) };
}

/** A Node process of this program, with a message channel that also carries sockets. Its output is the terminal's. */
export type Sibling = AsyncDisposable & {
  readonly pid: number | undefined;
  readonly ended: Promise<Ending>;
  send(message: unknown, socket?: Parameters<NonNullable<ChildProcess['send']>>[1]): void;
  onMessage(listener: (message: unknown, socket: unknown) => void): void;
  end(graceMs?: number): Promise<Ending>;
};

export function startSibling(
  script: string,
  nodeOptions: readonly string[] = [],
  args: readonly string[] = [],
): Sibling {
  // A group of its own, so that Ctrl-C reaches the supervisor only and it lets go in its own order.
  const child = spawn(process.execPath, [...nodeOptions, script, ...args], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    detached: true,
  });
  const ended = endingOf(child, () => '');
  return {
    pid: child.pid,
    ended,
    send: (message, socket) => {
      // A socket that nobody takes is closed, or a listener would wait on it for ever.
      const letGo = () => socket && 'destroy' in socket && socket.destroy();
      if (child.connected) child.send(message as object, socket, (error) => error && letGo());
      else letGo();
    },
    onMessage: (listener) => void child.on('message', listener),
    ...ownership(child, ended),
  };
}

function endingOf(child: ChildProcess, said: () => string): Promise<Ending> {
  return new Promise((resolve) => {
    child.once('error', (error) =>
      resolve({ outcome: 'not-started', code: null, signal: null, said: `${error.message} ${said()}`.trim() }),
    );
    child.once('close', (code, signal) =>
      resolve({ outcome: signal === null ? 'exited' : 'killed', code, signal, said: said() }),
    );
  });
}

function ownership(child: ChildProcess, ended: Promise<Ending>) {
  const end = async (graceMs = 2000): Promise<Ending> => {
    // Nobody reads on: a child blocked on a full pipe, or bytes nobody took, would keep it from ever being closed.
    child.stdin?.destroy();
    child.stdout?.destroy();
    child.kill('SIGTERM');
    const insist = setTimeout(() => child.kill('SIGKILL'), graceMs);
    const ending = await ended;
    clearTimeout(insist);
    return ending;
  };
  return { end, [Symbol.asyncDispose]: async () => void (await end()) };
}
