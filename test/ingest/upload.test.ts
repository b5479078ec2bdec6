import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Result } from '../../src/core/result.ts';
import {
  receiveBody,
  receiveUpload,
  type Upload,
  type UploadOptions,
  type UploadRefusal,
} from '../../src/ingest/upload.ts';
import { openMediaFolder } from '../../src/storage/files.ts';
import { temporaryFolder } from '../support/station.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A server that receives: multipart at `/`, one file as the body at `/its-name`. Answers what came of it. */
async function desk(options: UploadOptions = {}) {
  const media = openMediaFolder(temporaryFolder());
  const outcomes: Promise<Result<Upload, UploadRefusal>>[] = [];
  const receive = (request: IncomingMessage) => {
    const name = decodeURIComponent((request.url ?? '/').slice(1));
    return name ? receiveBody(request, media, name, options) : receiveUpload(request, media, options);
  };
  const server = createServer((request, response) => {
    const outcome = receive(request);
    outcomes.push(outcome);
    outcome.then(
      (result) => response.end(JSON.stringify(result)),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const { port } = server.address() as AddressInfo;
  const post = async (body: FormData | Uint8Array, path = '/') => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body });
    return (await answer.json()) as Result<Upload, UploadRefusal>;
  };
  const kept = () => readdirSync(media.home, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return { media, outcomes, port, post, kept };
}

function form(files: Record<string, Uint8Array>, fields: Record<string, string> = {}): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  for (const [name, bytes] of Object.entries(files)) data.append('audio', new Blob([bytes]), name);
  return data;
}

test('several files arrive whole, with their names, hashes and the form’s other fields', async () => {
  const { media, post, kept } = await desk();
  const [one, two] = [randomBytes(3_000_000), randomBytes(10)];
  const upload = await post(form({ 'Bản tin số 2.mp3': one, 'Ba\u0309n tin.WAV': two }, { title: 'Tiêu đề' }));
  expect(upload).toEqual({
    ok: true,
    value: {
      fields: { title: 'Tiêu đề' },
      files: [
        { fileName: 'Bản tin số 2.mp3', sha256: sha256(one), bytes: 3_000_000 },
        { fileName: 'Bản tin.WAV', sha256: sha256(two), bytes: 10 },
      ],
    },
  });
  expect(readFileSync(media.original(sha256(one))!).equals(one)).toBe(true);
  expect(media.original(sha256(two))).toMatch(/\.wav$/);
  expect(kept()).toHaveLength(2);
});

test('a path in the name stays a name', async () => {
  const { media, port, outcomes, kept } = await desk();
  const body = `--x\r\ncontent-disposition: form-data; name="a"; filename="../../etc/passwd.mp3"\r\n\r\nsound\r\n--x--\r\n`;
  await send(port, `content-type: multipart/form-data; boundary=x\r\ncontent-length: ${body.length}`, body);
  expect(await outcomes[0]).toMatchObject({ ok: true, value: { files: [{ fileName: 'passwd.mp3' }] } });
  expect(kept().map((file) => join(file.parentPath, file.name))).toEqual([
    media.original(sha256(Buffer.from('sound'))),
  ]);
});

test('two uploads at once, of the same file too, do not touch one another', async () => {
  const { post, kept } = await desk();
  const [a, b] = [randomBytes(5_000_000), randomBytes(5_000_000)];
  const uploads = [form({ 'a.mp3': a }), form({ 'b.mp3': b }), form({ 'a again.mp3': a })].map((one) => post(one));
  const hashes = (await Promise.all(uploads)).map((one) => (one.ok ? one.value.files[0]?.sha256 : one.error));
  expect(hashes).toEqual([sha256(a), sha256(b), sha256(a)]);
  expect(kept()).toHaveLength(2);
});

test('a line cut in the second file leaves nothing of either behind', async () => {
  const { port, outcomes, kept } = await desk();
  const part = (name: string) => `--x\r\ncontent-disposition: form-data; name="a"; filename="${name}"\r\n\r\n`;
  const body = `${part('a.mp3')}whole\r\n${part('b.mp3')}${'half'.repeat(50_000)}`;
  const line = connect(port, '127.0.0.1');
  line.write(
    `POST / HTTP/1.1\r\nhost: x\r\ncontent-type: multipart/form-data; boundary=x\r\ncontent-length: 9000000\r\n\r\n`,
  );
  line.write(body);
  await expect.poll(() => kept().length).toBe(2);
  line.destroy();
  expect(await outcomes[0]).toEqual({ ok: false, error: 'cut' });
  expect(kept()).toEqual([]);
});

test('a line that falls silent counts as cut', async () => {
  const { port, outcomes, kept } = await desk({ stallMs: 100 });
  const line = connect(port, '127.0.0.1').on('error', () => {});
  onTestFinished(() => void line.destroy());
  line.write('POST /a.mp3 HTTP/1.1\r\nhost: x\r\ncontent-type: audio/mpeg\r\ncontent-length: 9000\r\n\r\nhalf');
  await expect.poll(() => outcomes.length).toBe(1);
  expect(await outcomes[0]).toEqual({ ok: false, error: 'cut' });
  expect(kept()).toEqual([]);
});

test('a body that ends before its form does is refused', async () => {
  const { port, outcomes, kept } = await desk();
  const body = `--x\r\ncontent-disposition: form-data; name="a"; filename="a.mp3"\r\n\r\nhalf`;
  await send(port, `content-type: multipart/form-data; boundary=x\r\ncontent-length: ${body.length}`, body);
  expect(await outcomes[0]).toEqual({ ok: false, error: 'malformed' });
  expect(kept()).toEqual([]);
});

test('too large is refused: by its own word before a byte is read, or at the limit', async () => {
  const { post, port, outcomes, kept } = await desk({ limitBytes: 1000 });
  expect(await post(form({ 'a.mp3': randomBytes(1000) }))).toMatchObject({ ok: true });
  expect(await post(form({ 'b.mp3': randomBytes(1001) }))).toEqual({ ok: false, error: 'too-large' });
  expect(await post(randomBytes(1001), '/c.mp3')).toEqual({ ok: false, error: 'too-large' });
  expect(await send(port, 'content-length: 99000000', '')).toContain('too-large');
  await send(port, 'transfer-encoding: chunked', `7d0\r\n${'x'.repeat(2000)}\r\n`, '/d.mp3');
  expect(await outcomes.at(-1)).toEqual({ ok: false, error: 'too-large' });
  expect(kept()).toHaveLength(1);
});

test('a disk that must keep something free takes no file for which that would go', async () => {
  const { media, post, kept } = await desk({ reserveBytes: 1000 });
  media.freeBytes = async () => 3000;
  expect(await post(randomBytes(2001), '/a.mp3')).toEqual({ ok: false, error: 'no-room' });
  expect(await post(randomBytes(2000), '/a.mp3')).toMatchObject({ ok: true });
  expect(kept()).toHaveLength(1);
});

test('a file as the body is received under the name beside it', async () => {
  const { media, post } = await desk();
  const sound = randomBytes(200_000);
  expect(await post(sound, `/${encodeURIComponent('Nhạc hiệu.m4a')}`)).toEqual({
    ok: true,
    value: { fields: {}, files: [{ fileName: 'Nhạc hiệu.m4a', sha256: sha256(sound), bytes: 200_000 }] },
  });
  expect(existsSync(media.original(sha256(sound))!)).toBe(true);
});

test('what is wrong with a form is told apart', async () => {
  const { post, kept } = await desk({ accept: (fields) => fields.csrf === 'right' });
  expect(await post(form({}, { csrf: 'right' }))).toEqual({ ok: false, error: 'no-file' });
  expect(await post(form({ '': new Uint8Array() }, { csrf: 'right' }))).toEqual({ ok: false, error: 'no-file' });
  expect(await post(randomBytes(10))).toEqual({ ok: false, error: 'not-multipart' });
  expect(await post(form({ 'a.mp3': randomBytes(10) }, { csrf: 'wrong' }))).toEqual({
    ok: false,
    error: 'not-accepted',
  });
  const many = Object.fromEntries(Array.from({ length: 51 }, (_, i) => [`${i}.mp3`, randomBytes(10)]));
  expect(await post(form(many, { csrf: 'right' }))).toEqual({ ok: false, error: 'too-many' });
  expect(await post(form({ 'a.mp3': randomBytes(10) }, { csrf: 'right', note: 'x'.repeat(70_000) }))).toEqual({
    ok: false,
    error: 'malformed',
  });
  expect(kept()).toEqual([]);
  expect(await post(form({ 'a.mp3': randomBytes(10) }, { csrf: 'right' }))).toMatchObject({ ok: true });
});

test('a full or missing disk is not the sender’s fault', async () => {
  const { media, outcomes, port } = await desk();
  media.temporary = () => join(media.home, 'nowhere', 'x');
  const answer = send(port, 'content-length: 5', 'sound', '/a.mp3');
  await expect.poll(() => outcomes.length).toBe(1);
  await expect(outcomes[0]).rejects.toThrow('ENOENT');
  expect(await answer).toContain('500');
});

/** A request written by hand; resolves with what came back, up to the first answer. */
function send(port: number, headers: string, body: string, path = '/'): Promise<string> {
  return new Promise((resolve) => {
    const line = connect(port, '127.0.0.1');
    onTestFinished(() => void line.destroy());
    line.on('data', (answer) => resolve(String(answer)));
    line.on('error', (error) => resolve(error.message)).on('close', () => resolve('closed'));
    line.write(`POST ${path} HTTP/1.1\r\nhost: x\r\n${headers}\r\n\r\n${body}`);
  });
}
