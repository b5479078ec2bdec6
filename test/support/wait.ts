/** Waiting for something real: asked again and again, with a deadline and a name for what did not come. */
import { createServer } from 'node:net';

type Truthy<T> = Exclude<T, false | 0 | '' | null | undefined>;

export async function until<T>(what: string, ask: () => Promise<T> | T, deadlineMs = 20_000): Promise<Truthy<T>> {
  const deadline = performance.now() + deadlineMs;
  let last: unknown;
  while (performance.now() < deadline) {
    try {
      const answer = await ask();
      if (answer) return answer as Truthy<T>;
      last = answer;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`waited ${deadlineMs} ms in vain: ${what} (last: ${String(last)})`);
}

/**
 * A port nobody listens on, below those the kernel gives to whoever asks for any (from 32768 on): what a test opens
 * there a moment later is not somebody else's by then.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 22_000);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
