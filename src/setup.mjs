/**
 * Set-up before every npm verb: dependencies, the programs of the distribution, and the build. Plain JavaScript,
 * because on a bare machine nothing else can run yet. Idempotent; says what it does; under 100 ms when nothing is
 * missing. `--test` also installs what only the tests use, `--peer` what the benches compare with.
 */
import { spawnSync } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const forTests = process.argv.includes('--test');
process.chdir(root);

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) stop(`Cần Node.js 20.19 trở lên; máy này có ${process.versions.node}.`);

installPackages();
installPrograms();
build();

function installPackages() {
  const mark = 'node_modules/.package-lock.json';
  if (existsSync(mark) && mtime(mark) >= mtime('package-lock.json')) return;
  say('cài các gói npm (npm ci)…');
  if (run('npm', ['ci', '--no-audit', '--no-fund'])) return touch(mark);
  say('npm ci chưa được; thử lại sau khi cài công cụ biên dịch (python3, make, g++)…');
  aptInstall(['python3', 'make', 'g++']);
  if (!run('npm', ['ci', '--no-audit', '--no-fund'])) stop('npm ci không chạy được; xem lỗi ở trên.');
  touch(mark);
}

function installPrograms() {
  const wanted = [
    ['ffmpeg', process.env.FFMPEG_PATH || 'ffmpeg'],
    ['espeak-ng', 'espeak-ng'],
  ];
  if (forTests) {
    wanted.push(['icecast2', 'icecast2'], ['chromium', 'chromium']);
    wanted.push(['pulseaudio', 'pulseaudio']);
    wanted.push(['poppler-utils', 'pdftotext'], ['libreoffice-writer-nogui', 'soffice']);
  }
  if (process.argv.includes('--peer')) wanted.push(['liquidsoap', 'liquidsoap']);
  const missing = wanted.filter(([, program]) => !onPath(program)).map(([pkg]) => pkg);
  if (missing.length > 0) aptInstall(missing);
}

function build() {
  const stamp = '.build/stamp';
  const newest = Math.max(
    mtime('package.json'),
    mtime('package-lock.json'),
    ...sources(['src', 'views', 'test/bench', 'test/soak']),
  );
  if (existsSync(stamp) && mtime(stamp) >= newest) return;
  const program = [
    'src/main.ts',
    'src/playout.ts',
    'src/web.ts',
    'src/ingest-worker.ts',
    'src/cli.ts',
    'src/recorder.ts',
    'src/export.ts',
    'src/press.ts',
  ];
  const measures = ['test/bench/bench.ts', 'test/soak/soak.ts'];
  // Built beside and renamed over: a start that reads while another builds never sees half a file.
  const fresh = `.build-${process.pid}`;
  rmSync(fresh, { recursive: true, force: true });
  // What measures the program shares no code with it: it would change in what order the program's own is loaded.
  const built = bundle(program, fresh) && bundle(measures, fresh);
  if (!built) stop('không dựng được chương trình; xem lỗi ở trên.');
  mkdirSync('.build', { recursive: true });
  const files = readdirSync(fresh);
  for (const file of files) renameSync(join(fresh, file), join('.build', file));
  for (const file of readdirSync('.build')) if (!files.includes(file)) rmSync(join('.build', file));
  rmSync(fresh, { recursive: true, force: true });
  writeFileSync(stamp, '');
}

function bundle(entries, fresh) {
  return run(join(root, 'node_modules/.bin/esbuild'), [
    ...entries.filter((file) => existsSync(file)),
    '--bundle',
    '--splitting',
    '--platform=node',
    '--target=node20',
    '--format=esm',
    // Whatever is native, or loaded only when it is needed; all else is bundled, which starts a quarter faster.
    ...[
      'better-sqlite3',
      '@node-rs/argon2',
      'fluent-ffmpeg',
      'umzug',
      'esbuild',
      'docx',
      'pdfmake',
      '@zxcvbn-ts/language-common',
    ].map((name) => `--external:${name}`),
    "--banner:js=import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    '--jsx=automatic',
    '--jsx-import-source=hono/jsx',
    '--entry-names=[name]',
    '--sourcemap',
    '--log-level=warning',
    `--outdir=${fresh}`,
  ]);
}

function aptInstall(packages) {
  const list = packages.join(' ');
  const hint = `Hãy cài bằng tay: sudo apt-get install ${list}`;
  if (!onPath('apt-get')) stop(`Thiếu ${list} và máy này không có apt-get. Hãy cài các chương trình đó rồi chạy lại.`);
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  if (sudo.length > 0 && !run('sudo', ['-n', 'true'], 'ignore')) stop(`Thiếu ${list}; cần quyền quản trị. ${hint}`);
  say(`cài ${list} từ kho Debian…`);
  const apt = (...args) => {
    const [program, ...rest] = [...sudo, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', ...args];
    return run(program, rest);
  };
  const install = () => apt('install', '-y', '--no-install-recommends', ...packages);
  if (!install() && !(apt('update') && install())) stop(`Không cài được ${list}. ${hint}`);
}

function run(program, args, stdio = 'inherit') {
  return spawnSync(program, args, { stdio }).status === 0;
}

function onPath(program) {
  const places = program.includes('/') ? [''] : (process.env.PATH ?? '').split(delimiter);
  return places.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function* sources(folders) {
  for (const folder of folders) {
    if (!existsSync(folder)) continue;
    for (const file of readdirSync(folder, { recursive: true }))
      if (/\.(tsx?|mjs)$/.test(file)) yield mtime(join(folder, file));
  }
}

function mtime(file) {
  return existsSync(file) ? statSync(file).mtimeMs : 0;
}

function touch(file) {
  const now = new Date();
  utimesSync(file, now, now);
}

function say(text) {
  console.log(`[chuẩn bị] ${text}`);
}

function stop(text) {
  console.error(`[chuẩn bị] ${text}`);
  process.exit(1);
}
