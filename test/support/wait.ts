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

/** A port nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
