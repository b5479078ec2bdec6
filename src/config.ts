/**
 * The environment, read once. Every problem is reported at once; a STATION_* key nobody reads is warned about.
 * What a broadcaster changes (outputs, name, hours) is not here but on the settings page.
 */
import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { err, ok, type Result } from './core/result.ts';
import { type EpochMs, epochMs } from './core/time.ts';

/** The project's root: this file is one level below it, in `src/` and in `.build/` alike. */
export const ROOT = resolve(import.meta.dirname, '..');

export type Config = {
  readonly home: string;
  readonly database: string;
  readonly port: number;
  readonly zone: string;
  /** What browsers call this station, for links and the CSRF check; derived from the request when absent. */
  readonly origin: string | undefined;
  readonly ffmpeg: string;
  readonly migrations: string;
  readonly plans: string;
  readonly static: string;
  /** The program that third parties prove the log with. */
  readonly verifier: string;
  /** When this program was built: no clock is right that shows less. Null where it runs unbuilt. */
  readonly builtAt: EpochMs | null;
  /** Keeps the library's ffmpeg on a short lead (engine/ffmpeg.ts). */
  readonly leash: string;
};

const KNOWN = ['STATION_HOME', 'STATION_ZONE', 'STATION_ORIGIN'];

export function parseConfig(env: NodeJS.ProcessEnv): Result<{ config: Config; warnings: string[] }, string[]> {
  const problems: string[] = [];
  const warnings = Object.keys(env)
    .filter((key) => key.startsWith('STATION_') && !KNOWN.includes(key))
    .map((key) => `${key}: không có cấu hình nào tên này (đã biết: ${KNOWN.join(', ')})`);

  const port = Number(env.PORT || 8080);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    problems.push(`PORT: "${env.PORT}" không phải số cổng từ 0 đến 65535`);

  const zone = env.STATION_ZONE || 'Asia/Ho_Chi_Minh';
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch {
    problems.push(`STATION_ZONE: "${zone}" không phải múi giờ IANA, ví dụ Asia/Ho_Chi_Minh`);
  }

  const origin = env.STATION_ORIGIN || undefined;
  if (origin !== undefined && !isOrigin(origin))
    problems.push(`STATION_ORIGIN: "${origin}" phải là địa chỉ gốc, ví dụ https://truyenthanh.example.vn`);

  if (problems.length > 0) return err(problems);
  const home = resolve(env.STATION_HOME || join(ROOT, 'media'));
  const config: Config = {
    home,
    database: join(home, 'station.db'),
    port,
    zone,
    origin,
    ffmpeg: env.FFMPEG_PATH || 'ffmpeg',
    migrations: join(ROOT, 'src/storage/migrations'),
    plans: join(ROOT, 'schedules'),
    static: join(ROOT, 'views/static'),
    verifier: join(ROOT, 'src/verify.mjs'),
    builtAt: builtAt(join(ROOT, '.build/stamp')),
    leash: join(ROOT, 'src/engine/leash.sh'),
  };
  return ok({ config, warnings });
}

function builtAt(stamp: string): EpochMs | null {
  const found = statSync(stamp, { throwIfNoEntry: false });
  return found ? epochMs(found.mtimeMs) : null;
}

function isOrigin(text: string): boolean {
  try {
    const url = new URL(text);
    return /^https?:$/.test(url.protocol) && url.origin === text.replace(/\/$/, '');
  } catch {
    return false;
  }
}
