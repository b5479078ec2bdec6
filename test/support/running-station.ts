/** The whole program as a person starts it, on a home and a port of its own, driven over HTTP only. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.ts';
import { freePort, until } from './wait.ts';

export const PASSWORD = 'mua rừng Đăk Tô 1967';

export type Answer<T = unknown> = { readonly status: number; readonly body: T };

export class RunningStation implements AsyncDisposable {
  readonly origin: string;
  /** Everything the program printed. */
  said = '';
  #cookie = '';
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;

  private constructor(
    readonly home: string,
    readonly port: number,
    env: NodeJS.ProcessEnv,
  ) {
    this.origin = `http://127.0.0.1:${port}`;
    this.#child = spawn(process.execPath, [join(process.cwd(), '.build/main.js')], {
      env: { ...process.env, STATION_HOME: home, PORT: String(port), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout!, this.#child.stderr!])
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.said += text;
      });
    this.#ended = new Promise((done) => this.#child.once('close', (code) => done(code)));
  }

  /** Starts it and waits for the first page. */
  static async start(home: string, env: NodeJS.ProcessEnv = {}): Promise<RunningStation> {
    build();
    const station = new RunningStation(home, await freePort(), env);
    const gone = station.#ended.then((code) => {
      throw new Error(`the station ended with ${code}: ${station.said}`);
    });
    const page = until('the first page', async () => {
      return (await fetch(`${station.origin}/dang-nhap`, { signal: AbortSignal.timeout(5000) })).ok;
    });
    try {
      await Promise.race([page, gone]);
    } catch (error) {
      page.catch(() => {});
      await station[Symbol.asyncDispose]();
      throw new Error(`${String(error)}\n${station.said}`);
    }
    gone.catch(() => {});
    return station;
  }

  /** The first person opens the link from the terminal, and may do everything at any hour. Ends the station if that fails. */
  async firstRun(): Promise<this> {
    try {
      return await this.#firstRun();
    } catch (error) {
      await this[Symbol.asyncDispose]();
      throw error;
    }
  }

  async #firstRun(): Promise<this> {
    const path = await until('the first-run link', () => this.said.match(/\/khoi-tao\/[\w-]+/)?.[0]);
    const form = { name: 'Y Lan', username: 'ylan', password: PASSWORD, again: PASSWORD };
    await this.post(path, form);
    await this.signIn();
    // At whatever hour the walk is taken: nothing but what it tests keeps its slots off the air.
    const limits = { sessions: 24, minutes: 1440 };
    const always = await this.api('PUT', '/settings', { hours: [{ from: '00:00', until: '24:00' }], limits });
    if (always.status !== 200) throw new Error(`settings refused: ${JSON.stringify(always)}`);
    return this;
  }

  async signIn(): Promise<void> {
    const answer = await this.post('/dang-nhap', { username: 'ylan', password: PASSWORD });
    if (answer.status !== 303) throw new Error(`sign-in refused: ${answer.status}`);
    this.#cookie = answer.headers
      .getSetCookie()
      .map((cookie) => cookie.split(';')[0])
      .join('; ');
  }

  /** Who it is signed in as, for what does not go through `fetch`. */
  get cookie(): string {
    return this.#cookie;
  }

  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { cookie: this.#cookie, origin: this.origin, ...(init.headers as Record<string, string>) };
    return fetch(this.origin + path, { redirect: 'manual', ...init, headers });
  }

  post(path: string, form: Record<string, string>): Promise<Response> {
    return this.fetch(path, { method: 'POST', body: new URLSearchParams(form) });
  }

  async api<T = Record<string, unknown>>(method: string, path: string, json?: unknown): Promise<Answer<T>> {
    const answer = await this.fetch(`/api/v1${path}`, {
      method,
      ...(json !== undefined && { body: JSON.stringify(json), headers: { 'content-type': 'application/json' } }),
    });
    const text = await answer.text();
    return { status: answer.status, body: (text ? JSON.parse(text) : undefined) as T };
  }

  /** Asks the API until `good`; for what happens in its own time. */
  async eventually<T>(path: string, good: (body: T) => boolean, deadlineMs = 20_000): Promise<T> {
    return until(
      `GET ${path}`,
      async () => {
        const { body } = await this.api<T>('GET', path);
        return good(body) ? body : undefined;
      },
      deadlineMs,
    ) as Promise<T>;
  }

  /** Process ids by what they run: main, playout, web, ffmpeg. */
  pids(program: string): number[] {
    return processesOf(this.home).flatMap(({ pid, command }) => (command.includes(program) ? [pid] : []));
  }

  /** Ctrl-C. Answers the exit code and what is still running of it. */
  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<{ code: number | null; left: string[] }> {
    this.#child.kill(signal);
    const code = await this.#ended;
    return { code, left: processesOf(this.home).map(({ command }) => command) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.stop();
  }
}

/** Every process whose environment names this home: it and its children and nobody else. */
function processesOf(home: string): { pid: number; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`STATION_HOME=${home}`)) return [];
        return [{ pid: Number(pid), command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') }];
      } catch {
        return []; // it ended while we looked
      }
    });
}
